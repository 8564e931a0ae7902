// SPDX-License-Identifier: GPL-3.0-or-later
// Nobody sees content without leaving a record of it.
#include "archive/archive.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/people_job.h"
#include "pipeline/saved_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class AccessRecord : public ArchiveTest {
 protected:
  void SetUp() override { ASSERT_OK(take(write("a.jsonl", line("1", "the invoice") + line("2", "something else")))); }

  // The access records that the log holds, after the next writer has folded the spool into it.
  std::vector<Access> in_the_log() {
    { const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_); EXPECT_TRUE(store.has_value()); }
    const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), identity_.text()});
    EXPECT_TRUE(log.has_value());
    std::vector<Access> found;
    for (const archive::LogEntry& entry : (*log)->entries()) {
      const auto frame = (*log)->read(entry.index);
      EXPECT_TRUE(frame.has_value());
      for (const ByteView bytes : frame->records) {
        const auto record = decode_record(bytes);
        if (record && record->kind == RecordKind::access) found.push_back(*access_from(*record));
      }
    }
    return found;
  }
};

TEST_F(AccessRecord, OfASearchSaysWhoAskedWhatAndHowMuchWasFound) {
  ASSERT_OK(search_for("invoice"));
  const std::vector<Access> found = in_the_log();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].actor, "tester");
  EXPECT_EQ(found[0].command, "search");
  EXPECT_EQ(found[0].query, "invoice");
  EXPECT_EQ(found[0].results, 1U);
}

TEST_F(AccessRecord, OfASavedSearchSaysThatItWasOne) {
  const Actor actor{"ben", "review", "test"};
  {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
    ASSERT_OK(store);
    ASSERT_OK(save_search(**store, {.name = "inv", .query = "invoice", .actor = actor}));
    SearchRequest request;
    request.actor = actor;
    ASSERT_OK(run_saved_search(**store, "inv", request));
  }
  const std::vector<Access> found = in_the_log();
  ASSERT_EQ(found.size(), 1U) << "keeping a search shows nothing";
  EXPECT_EQ(found[0].command + ": " + found[0].query, "saved run inv: invoice");
  EXPECT_EQ(found[0].actor + " for " + found[0].reason, "ben for review");
}

TEST_F(AccessRecord, KeepsTheDialectInWhichAQueryWasRead) {
  const auto answer = search_for("invoice and not draft", index::Dialect::dtsearch);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->notes.front(), "read as dtSearch writes queries");
  EXPECT_EQ(answer->understood, "AND(invoice, NOT(draft))");
  const std::vector<Access> found = in_the_log();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].command, "search --dialect dtsearch");
  EXPECT_EQ(found[0].query, "invoice and not draft");
}

TEST_F(AccessRecord, OfALinkThatIsRefusedWithTheNamesOfOthers) {
  ASSERT_OK(take(write("b.jsonl", line("3", "a note", "Deal team", "Ana Lopes"))));
  {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
    ASSERT_OK(store);
    EXPECT_FALSE(link_people(**store, "ana", "+15550101", {"tester", "", "test"}).has_value());
    EXPECT_FALSE(unlink_people(**store, "Ana Pereira", "Ana Lopes", {"tester", "", "test"}).has_value());
  }
  const std::vector<Access> found = in_the_log();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].command + ": " + found[0].query, "people link: ana +15550101");
  EXPECT_EQ(found[1].command + ": " + found[1].query, "people unlink: Ana Pereira Ana Lopes");
}

TEST_F(AccessRecord, OfEachReadingStandsInTheLogOnce) {
  for (int i = 0; i < 3; ++i) ASSERT_OK(search_for("invoice"));
  EXPECT_EQ(in_the_log().size(), 3U);
  EXPECT_EQ(in_the_log().size(), 3U) << "a second writer folds nothing twice";
}

TEST_F(AccessRecord, OfTheHistoryOfAMessageCountsAllThatWasShown) {
  {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    ASSERT_OK(store);
    ASSERT_OK(history(**store, MessageNumber{1}, {"tester", "", "test"}));
  }
  const std::vector<Access> found = in_the_log();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].command, "show --history");
  EXPECT_EQ(found[0].query, "m1");
  EXPECT_EQ(found[0].results, 1U);
}

TEST_F(AccessRecord, ThatCannotBeWrittenMeansThatNothingIsShown) {
  std::filesystem::remove_all(archive() / "spool");
  write("A/spool", "a file where the directory should be");
  const auto found = search_for("invoice");
  ASSERT_FALSE(found.has_value());
  EXPECT_NE(one_line(found.error()).find("access record"), std::string::npos) << one_line(found.error());
}

}  // namespace
}  // namespace muniment::pipeline
