// SPDX-License-Identifier: GPL-3.0-or-later
// Searches that are kept: what they find again, and what has changed since.
#include <gtest/gtest.h>

#include "pipeline/people_job.h"
#include "pipeline/saved_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class Saved : public ArchiveTest {
 protected:
  void SetUp() override { ASSERT_OK(take(write("one.jsonl", line("1", "the invoice") + line("2", "lunch?") + line("3", "no invoice", "Deal team", "+15550101")))); }

  Result<Recorded> save(const std::string& name, const std::string& query, bool replace = false, Mode mode = Mode::write) {
    return with_store(mode, [&](Store& store) { return save_search(store, {.name = name, .query = query, .note = "why", .replace = replace, .actor = {"ana", "review", "test"}}); });
  }
  Result<SavedAnswer> run(const std::string& name, Mode mode = Mode::write) {
    return with_store(mode, [&](Store& store) {
      SearchRequest request;
      request.actor = {"ben", "", "test"};
      return run_saved_search(store, name, request);
    });
  }
  Result<EffectiveSearches> all() {
    return with_store(Mode::read, [](Store& store) { return saved_searches(store); });
  }
};

TEST_F(Saved, TheSecondRunTellsWhatCameSinceTheFirst) {
  ASSERT_OK(save("inv", "invoice"));
  const auto first = run("inv");
  ASSERT_OK(first);
  EXPECT_EQ(first->answer.total, 2U);
  EXPECT_FALSE(first->kept.last) << "it was never run before";
  EXPECT_FALSE(first->changed);
  ASSERT_OK(take(write("two.jsonl", line("4", "invoice four") + line("5", "nothing") + line("6", "invoice six"))));
  const auto second = run("inv");
  ASSERT_OK(second);
  EXPECT_EQ(second->answer.total, 4U);
  ASSERT_TRUE(second->changed);
  EXPECT_EQ(second->changed->came, 2U);
  EXPECT_EQ(second->changed->among_earlier, 0);
  EXPECT_EQ(second->kept.last->run.total, 2U);
  EXPECT_EQ(second->kept.last->run.held, 3U);
  EXPECT_EQ(second->kept.last->run.actor, "ben");
  EXPECT_EQ(run("inv")->changed->came, 0U);
}

// Who is meant by a name can change; so can the messages that were held all along.
TEST_F(Saved, WhatChangesAmongEarlierMessagesIsToldApart) {
  ASSERT_OK(save("ana", "from:\"Ana Pereira\""));
  EXPECT_EQ(run("ana")->answer.total, 2U);
  ASSERT_OK(with_store(Mode::write, [](Store& store) { return link_people(store, "Ana Pereira", "+15550101", {"ben", "", "test"}); }));
  const auto again = run("ana");
  ASSERT_OK(again);
  EXPECT_EQ(again->answer.total, 3U);
  EXPECT_EQ(again->changed->came, 0U);
  EXPECT_EQ(again->changed->among_earlier, 1);
}

TEST_F(Saved, AnotherQueryIsNotComparedWithTheOneBefore) {
  ASSERT_OK(save("q", "invoice"));
  ASSERT_OK(run("q"));
  const auto again = save("q", "lunch");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
  ASSERT_OK(save("q", "lunch", true));
  const auto other = run("q");
  ASSERT_OK(other);
  EXPECT_EQ(other->answer.total, 1U);
  EXPECT_TRUE(other->kept.last) << "when the name was last run is still known";
  EXPECT_FALSE(other->changed);
}

TEST_F(Saved, TheDialectIsKeptWithTheQuery) {
  ASSERT_OK(with_store(Mode::write, [](Store& store) {
    return save_search(store, {.name = "terms", .query = "the invoice", .dialect = index::Dialect::dtsearch, .actor = {"ana", "", "test"}});
  }));
  const auto ran = run("terms");
  ASSERT_OK(ran);
  EXPECT_EQ(ran->answer.understood, "PHRASE(the, invoice)");
  ASSERT_OK(save("terms", "the invoice", true));
  EXPECT_EQ(run("terms")->answer.understood, "AND(the, invoice)");
}

TEST_F(Saved, ABadQueryIsNotKept) {
  const auto refused = save("bad", "invoice OR");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().id, 3006);
  EXPECT_TRUE(all()->fold.all().empty());
  EXPECT_EQ(run("bad").error().code, ErrorCode::not_found);
}

// While another process writes, a search is kept in the spool: it counts at once, and the next writer takes it into the log.
TEST_F(Saved, WaitsInTheSpoolAndCountsAtOnce) {
  EXPECT_EQ(save("inv", "invoice", false, Mode::read).value(), Recorded::in_spool);
  EXPECT_EQ(run("inv", Mode::read)->recorded, Recorded::in_spool);
  ASSERT_TRUE(all()->spooled.contains("inv"));
  const auto waiting = all();
  ASSERT_OK(waiting);
  EXPECT_EQ(waiting->fold.all().at("inv").last->run.total, 2U);
  EXPECT_EQ(waiting->fold.all().at("inv").last->run.held, 3U);
  ASSERT_OK(take(write("two.jsonl", line("4", "invoice four"))));
  EXPECT_FALSE(all()->spooled.contains("inv")) << "the writer took it";
  EXPECT_EQ(all()->fold.all().at("inv").saved.actor, "ana");
  const auto again = run("inv");
  ASSERT_OK(again);
  ASSERT_TRUE(again->kept.last && again->changed);
  EXPECT_EQ(again->kept.last->run.held, 3U);
  EXPECT_EQ(again->answer.total, 3U);
  EXPECT_EQ(again->changed->came, 1U);
}

// The files in which they wait have names at random; ten times in a row the order is not right by chance.
TEST_F(Saved, TheLastWordCountsAfterTheSpoolIsFolded) {
  for (int i = 0; i < 10; ++i) {
    clock_.advance(1'000);
    ASSERT_OK(save("inv", "invoice " + std::to_string(i), true, Mode::read));
  }
  EXPECT_EQ(all()->fold.all().at("inv").saved.query, "invoice 9") << "while they wait";
  ASSERT_OK(take(write("later.jsonl", line("9", "later"))));  // a writer folds them
  EXPECT_TRUE(all()->spooled.empty());
  EXPECT_EQ(all()->fold.all().at("inv").saved.query, "invoice 9");
}

TEST_F(Saved, IsGoneWhenItIsRemovedAndOutlivesTheCatalogue) {
  ASSERT_OK(save("a", "invoice"));
  ASSERT_OK(save("b", "lunch"));
  ASSERT_OK(run("b"));
  ASSERT_OK(with_store(Mode::write, [](Store& store) { return remove_saved_search(store, "a", {"ana", "", "test"}); }));
  std::filesystem::remove_all(archive() / "cat");  // replayed from the log
  const auto kept = all();
  ASSERT_OK(kept);
  ASSERT_EQ(kept->fold.all().size(), 1U);
  EXPECT_EQ(kept->fold.all().at("b").saved.query, "lunch");
  EXPECT_EQ(kept->fold.all().at("b").last->run.total, 1U);
}

}  // namespace
}  // namespace muniment::pipeline
