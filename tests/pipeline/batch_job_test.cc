// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch_job.h"

#include <algorithm>

#include "archive/archive.h"
#include "core/model/codec.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class BatchJob : public ArchiveTest {
 protected:
  std::unique_ptr<Store> reader() {
    auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    EXPECT_TRUE(store.has_value());
    return std::move(*store);
  }
  Actor ana() const { return {"ana", "matter 12", "test"}; }

  std::vector<Access> accesses() {
    {
      const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
      EXPECT_TRUE(store.has_value());
    }
    const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), identity_.text()});
    std::vector<Access> found;
    for (const archive::LogEntry& entry : (*log)->entries()) {
      const auto frame = (*log)->read(entry.index);
      for (const ByteView bytes : frame->records) {
        const auto record = decode_record(bytes);
        if (record && record->kind == RecordKind::access) found.push_back(*access_from(*record));
      }
    }
    return found;
  }
};

TEST_F(BatchJob, TheEvidenceOfDatesIsRecordedAndPrintedOnRequest) {
  const std::string path =
      write("WhatsApp Chat with Deal team.txt", "13/03/2026, 08:10 - Mia: eight\n13/03/2026, 08:11 - Ben: fine\n");
  ASSERT_OK(take(path));
  const auto facts = batch(*reader(), BatchNumber{1}, ana());
  ASSERT_OK(facts);
  EXPECT_EQ(facts->begin.actor, "tester");
  EXPECT_EQ(facts->begin.format, "whatsapp-txt");
  ASSERT_TRUE(facts->end.has_value());
  EXPECT_EQ(facts->end->counts.added, 2U);
  ASSERT_EQ(facts->end->sources.size(), 1U);
  EXPECT_EQ(facts->end->sources[0].path, path);
  EXPECT_EQ(facts->end->sources[0].evidence, (std::vector<std::string>{"line 1: 13/03/2026 can only be day first", "2 of 2 dates can only be day first"}));
  EXPECT_EQ(facts->end->sources[0].conversation, "Deal team (new)");
}

TEST_F(BatchJob, EachBatchHasItsOwnFactsAndExceptions) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one") + "{\"text\": 7}\n"), "jsonl"));
  std::string many;
  for (int i = 0; i < 300; ++i)
    many += "{\"text\": 7}\n";
  ASSERT_OK(take(write("b.jsonl", many), "jsonl"));
  ASSERT_OK(take(write("c.jsonl", line("2", "two")), "jsonl"));
  for (const auto& [number, wanted] : {std::pair<uint64_t, uint64_t>{1, 1}, {2, 300}, {3, 0}}) {
    std::vector<uint64_t> lines;
    const auto facts = batch_with_exceptions(*reader(), BatchNumber{number}, ana(),
                                             [&lines](const ExceptionListing& listing) { lines.push_back(listing.note.line); });
    ASSERT_OK(facts);
    EXPECT_EQ(facts->exceptions, wanted);
    EXPECT_EQ(lines.size(), wanted) << "all of them, not the first 100";
    EXPECT_TRUE(std::ranges::is_sorted(lines));
    EXPECT_EQ(facts->end->counts.exceptions, wanted);
  }
}

TEST_F(BatchJob, ShowingOneLeavesAnAccessRecordAndListingDoesNot) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one"))));
  ASSERT_OK(batches(*reader()));
  EXPECT_TRUE(accesses().empty());
  ASSERT_OK(batch(*reader(), BatchNumber{1}, ana()));
  const auto found = accesses();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].actor, "ana");
  EXPECT_EQ(found[0].command, "batches show");
  EXPECT_EQ(found[0].query, "b1");
}

TEST_F(BatchJob, WithoutTheAccessRecordNothingIsShown) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one") + "{\"text\": 7}\n"), "jsonl"));
  std::filesystem::remove_all(archive() / "spool");
  write("A/spool", "a file where the directory should be");
  uint64_t listed = 0;
  EXPECT_FALSE(batch(*reader(), BatchNumber{1}, ana()).has_value());
  EXPECT_FALSE(batch_with_exceptions(*reader(), BatchNumber{1}, ana(), [&listed](const ExceptionListing&) {
                 ++listed;
               }).has_value());
  EXPECT_EQ(listed, 0U);
}

TEST_F(BatchJob, AnInterruptedBatchHasNoEnd) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one"))));
  {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
    ASSERT_OK(store);
    const std::string gone = write("b.jsonl", line("2", "two"));
    IngestRequest request;
    request.paths = {gone, write("c.jsonl", line("3", "three"))};
    request.format = "jsonl";
    request.actor = {"tester", "", "test"};
    IngestObserver observer;
    observer.committed = [&](uint64_t, uint64_t) { std::filesystem::remove(folder_ / "c.jsonl"); };
    ASSERT_FALSE(ingest(**store, request, observer).has_value());
  }
  const auto facts = batch(*reader(), BatchNumber{2}, ana());
  ASSERT_OK(facts);
  EXPECT_FALSE(facts->end.has_value());
  EXPECT_EQ(facts->begin.sources.size(), 2U);
}

TEST_F(BatchJob, ThatWasNeverMadeIsNotFound) {
  const auto facts = batch(*reader(), BatchNumber{7}, ana());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace muniment::pipeline
