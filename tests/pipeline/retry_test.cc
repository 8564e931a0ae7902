// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/retry_job.h"

#include "pipeline/batch_job.h"
#include "pipeline/parts.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class RetryJob : public ArchiveTest {
 protected:
  std::unique_ptr<Store> open(Mode mode) {
    auto store = Store::open(io::posix(), archive(), unlock(), mode, clock_);
    EXPECT_TRUE(store.has_value());
    return std::move(*store);
  }
  // As if a version that could not read these lines had taken the batch in.
  void keep_as_exceptions(const std::vector<std::string>& lines, const std::string& what = "not understood") {
    const auto store = open(Mode::write);
    uint64_t number = 100;
    for (const std::string& each : lines) {
      ExceptionNote note;
      note.batch = 1;
      note.path = "a.jsonl";
      note.what = what;
      note.line = ++number;
      note.raw = to_bytes(each);
      ASSERT_OK(record_event(store->parts(), to_record(note, clock_.now_ms())));
    }
  }
  Result<RetrySummary> retry(uint64_t batch = 1) {
    const auto store = open(Mode::write);
    auto summary = retry_exceptions(*store, BatchNumber{batch}, {"ana", "", "test"});
    EXPECT_TRUE(store->close().has_value());
    return summary;
  }
};

TEST_F(RetryJob, WhatThePresentParserReadsIsTakenOnceAndTheRestStaysAnException) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one") + "{\"text\": 7}\n"), "jsonl"));
  keep_as_exceptions({line("2", "zweite"), line("1", "one")});
  const auto first = retry();
  ASSERT_OK(first);
  EXPECT_EQ(first->counts, (IngestCounts{3, 1, 1, 0, 1}));
  EXPECT_EQ(first->tried, 3U);
  EXPECT_EQ(first->taken, 2U);
  ASSERT_TRUE(first->batch.has_value());
  EXPECT_EQ(first->batch->value, 2U);
  EXPECT_EQ(answer("zweite").substr(0, 4), "1/2:");

  const auto second = retry();
  ASSERT_OK(second);
  EXPECT_EQ(second->counts, (IngestCounts{1, 0, 0, 0, 1}));
  EXPECT_EQ(second->taken_before, 2U);
  EXPECT_FALSE(second->batch.has_value()) << "nothing was taken, so there is no batch";

  const auto facts = batch(*open(Mode::read), BatchNumber{2}, {"ana", "", "test"});
  ASSERT_OK(facts);
  EXPECT_EQ(facts->begin.sources, (std::vector<std::string>{"exceptions of b1"}));
  EXPECT_EQ(facts->end->counts, first->counts);
  EXPECT_EQ(facts->exceptions, 0U) << "what is kept already is not kept again";
  std::vector<bool> taken;
  const auto listed = batch_with_exceptions(*open(Mode::read), BatchNumber{1}, {"ana", "", "test"}, [&](const ExceptionListing& listing) {
    EXPECT_TRUE(listing.note.raw.empty());
    taken.push_back(listing.taken_by.has_value());
  });
  ASSERT_OK(listed);
  EXPECT_EQ(taken, (std::vector<bool>{false, true, true}));
  EXPECT_EQ(listed->taken_later, 2U);
  ASSERT_OK(verify());
}

TEST_F(RetryJob, AnExceptionIsTakenWholeOrNotAtAll) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one")), "jsonl"));
  keep_as_exceptions({line("2", "two") + "{\"text\": 7}\n", ""});
  const auto summary = retry();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts, (IngestCounts{2, 0, 0, 0, 2}));
  EXPECT_EQ(answer("two").substr(0, 4), "0/1:");
}

TEST_F(RetryJob, WhatWasNotSignedRightIsNeverTakenByTheBackDoor) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one")), "jsonl"));
  keep_as_exceptions({line("2", "forged")}, "the signature is wrong");
  const auto summary = retry();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts, (IngestCounts{1, 0, 0, 0, 1}));
  ASSERT_EQ(summary->not_retried.size(), 1U);
  EXPECT_EQ(answer("forged").substr(0, 4), "0/1:");
}

TEST_F(RetryJob, TextExportsSayThatTheyAreReadAsAWhole) {
  ASSERT_OK(take(write("WhatsApp Chat with Deal team.txt", "no header\n13/03/2026, 08:10 - Mia: eight\n")));
  const auto summary = retry();
  ASSERT_FALSE(summary.has_value());
  EXPECT_EQ(summary.error().code, ErrorCode::unsupported);
  EXPECT_EQ(retry(9).error().code, ErrorCode::not_found);
}

TEST_F(RetryJob, TheBytesOfOneExceptionAreShownWhenAskedFor) {
  ASSERT_OK(take(write("a.jsonl", line("1", "one") + "{\"text\": 7}\n"), "jsonl"));
  const auto listing = batch_exception(*open(Mode::read), BatchNumber{1}, 1, {"ana", "", "test"});
  ASSERT_OK(listing);
  EXPECT_EQ(listing->note.raw, to_bytes("{\"text\": 7}"));
  EXPECT_EQ(batch_exception(*open(Mode::read), BatchNumber{1}, 2, {"ana", "", "test"}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace muniment::pipeline
