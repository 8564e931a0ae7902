// SPDX-License-Identifier: GPL-3.0-or-later
// --scope: what a search over units finds is what is exported, counted, kept and run again; and all of these say so.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>

#include "archive/archive.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/export_job.h"
#include "pipeline/hit_report_job.h"
#include "pipeline/saved_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

const index::Unit kDay{index::UnitKind::day, 0};

class UnitsOf : public ArchiveTest {
 protected:
  // Two days of a conversation; on the first one "invoice" and "money" stand in different messages.
  void SetUp() override {
    ASSERT_OK(take(write("a.jsonl", line("1", "the invoice") + line("2", "lunch?") + line("3", "money", "Deal team", "J. Reed") +
                                        line("4", "another invoice", "Deal team", "Ana Pereira", "2026-03-07T09:00:00Z"))));
  }

  SearchRequest request(const index::Unit& unit) const {
    SearchRequest asked;
    asked.query = "invoice money";
    asked.unit = unit;
    asked.actor = actor_;
    return asked;
  }
  Result<SearchAnswer> search_in(const index::Unit& unit) {
    return with_store(Mode::read, [&](Store& store) { return search(store, request(unit)); });
  }
  Result<SavedAnswer> run(const std::optional<index::Unit>& unit = {}) {
    return with_store(Mode::write, [&](Store& store) { return run_saved_search(store, "deal", request({}), unit); });
  }
  Result<Recorded> save(const std::string& query, const index::Unit& unit) {
    return with_store(Mode::write, [&](Store& store) { return save_search(store, {.name = "deal", .query = query, .unit = unit, .replace = true, .actor = actor_}); });
  }

  std::vector<Record> in_the_log(RecordKind kind) {
    { const auto folded = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_); EXPECT_TRUE(folded.has_value()); }
    const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), identity_.text()});
    EXPECT_TRUE(log.has_value());
    std::vector<Record> found;
    for (const archive::LogEntry& entry : (*log)->entries()) {
      const auto frame = (*log)->read(entry.index);
      EXPECT_TRUE(frame.has_value());
      for (const ByteView bytes : frame->records) {
        auto record = decode_record(bytes);
        if (record && record->kind == kind) found.push_back(std::move(*record));
      }
    }
    return found;
  }
  // Spools are taken into the log in any order.
  std::set<std::string> commands() {
    std::set<std::string> out;
    for (const Record& record : in_the_log(RecordKind::access)) out.insert(access_from(record)->command);
    return out;
  }

  const Actor actor_{"tester", "case 7", "test"};
};

TEST_F(UnitsOf, ASearchAreSaidInItsAccessRecord) {
  EXPECT_EQ(search_in(kDay)->total, 2U);
  EXPECT_TRUE(commands().contains("search --scope day"));
  EXPECT_EQ(search_in({})->total, 0U);
}

TEST_F(UnitsOf, AnExportHoldTheMessagesThatTheSearchShows) {
  const auto shown = search_in(kDay);
  ASSERT_OK(shown);
  const auto made = with_store(Mode::read, [&](Store& store) {
    ExportRequest asked;
    asked.query = "invoice money";
    asked.unit = kDay;
    asked.format = "csv";
    asked.out = folder_ / "out";
    asked.actor = actor_;
    return make_export(store, asked, {});
  });
  ASSERT_OK(made);
  EXPECT_EQ(made->messages, shown->total);
  std::ifstream file(folder_ / "out/manifest.json");
  const std::string manifest{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(manifest.find("\"scope\": \"day\""), std::string::npos) << manifest;
  EXPECT_NE(manifest.find("\"scope_zone\": \"UTC\""), std::string::npos) << manifest;
  EXPECT_TRUE(commands().contains("export create --scope day"));
  const std::vector<Record> events = in_the_log(RecordKind::export_made);
  ASSERT_EQ(events.size(), 1U);
  const auto event = export_from(events[0]);
  ASSERT_OK(event);
  EXPECT_EQ(event->scope, "day");
  EXPECT_EQ(event->dialect, "");
  EXPECT_EQ(event->ranges, (std::vector<std::pair<uint64_t, uint64_t>>{{0, 0}, {2, 2}}));
}

TEST_F(UnitsOf, ASavedSearchAreKeptWithIt) {
  ASSERT_OK(save("invoice money", kDay));
  const auto first = run();
  ASSERT_OK(first);
  EXPECT_EQ(first->answer.total, 2U);
  EXPECT_EQ(first->kept.saved.scope, "day");
  // Money on the second day: one came, and with it the invoice that was held matches.
  ASSERT_OK(take(write("b.jsonl", line("5", "money again", "Deal team", "J. Reed", "2026-03-07T10:00:00Z"))));
  std::filesystem::remove_all(archive() / "cat");  // replayed from the log
  const auto second = run();
  ASSERT_OK(second);
  EXPECT_EQ(second->answer.total, 4U);
  ASSERT_TRUE(second->changed);
  EXPECT_EQ(second->changed->came, 1U);
  EXPECT_EQ(second->changed->among_earlier, 1);
  EXPECT_TRUE(commands().contains("saved run deal --scope day"));
}

TEST_F(UnitsOf, AnotherKindAreAnotherQuestion) {
  ASSERT_OK(save("invoice money", kDay));
  ASSERT_OK(run());
  const auto other = run(index::Unit{index::UnitKind::thread, 0});
  ASSERT_OK(other);
  EXPECT_EQ(other->answer.total, 3U);
  EXPECT_FALSE(other->changed) << "it is not compared with the run before";
  const auto again = run(index::Unit{index::UnitKind::thread, 0});
  ASSERT_OK(again);
  EXPECT_TRUE(again->changed);
}

TEST_F(UnitsOf, AQueryThatHasNoMeaningInThemIsNotKept) {
  const auto refused = save("invoice NOT money", index::parse_unit("window:1h").value());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().id, 3007);
  ASSERT_OK(save("invoice NOT money", kDay));
}

TEST_F(UnitsOf, AHitReportCountWhatTheSearchFindsAndAreStated) {
  const auto report = with_store(Mode::read, [&](Store& store) {
    return hit_report(store, {.list = "invoice money\ninvoice NOT money\n", .unit = kDay, .label = "", .actor = actor_}, {});
  });
  ASSERT_OK(report);
  EXPECT_EQ(report->terms[0].counts.messages, search_in(kDay)->total);
  EXPECT_EQ(report->terms[0].counts.hits, 2U);
  EXPECT_EQ(report->terms[0].counts.conversation_days, 1U);
  EXPECT_EQ(report->terms[1].counts.messages, 1U);
  EXPECT_EQ(report->term_scope, "day");
  const auto facts = exporting::facts_of(*report);
  const auto said = std::ranges::find(facts, "Words of a term", &std::pair<std::string, std::string>::first);
  ASSERT_NE(said, facts.end());
  EXPECT_NE(said->second.find("one conversation on one day of UTC"), std::string::npos) << said->second;
}

}  // namespace
}  // namespace muniment::pipeline
