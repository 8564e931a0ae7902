// SPDX-License-Identifier: GPL-3.0-or-later
// Distances that run on, in a small conversation that can be counted by hand; random ones are in search_test.
#include <gtest/gtest.h>

#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

constexpr int64_t kNine = 1'772'614'800'000;  // 2026-03-04 09:00
constexpr int64_t kMinute = 60'000;

Record said(const std::string& text, int64_t minute, const std::string& conversation = "deal", RecordKind kind = RecordKind::message) {
  Record record;
  record.kind = kind;
  record.conversation = conversation;
  record.sender = "ana";
  record.text = text;
  record.time = EventTime{.utc_ms = kNine + minute * kMinute, .original = "", .basis = TimeBasis::server, .precision = TimePrecision::second};
  return record;
}

class RunOn : public ::testing::Test {
 protected:
  RunOn() {
    records_ = {said("the invoice is here", 0),  // words 1 to 4
                said("ok", 1),                    // 5
                said("👍 invoice", 1, "deal", RecordKind::reaction),
                said("keep it off book please", 2),  // 6 to 10
                said("paid", 240),                   // 11
                said("paid", 1, "other"),
                said("off book", 0, "")};
    records_[3].attachments.resize(2);
    records_[3].attachments[0].name = "invoice scan.pdf";
    records_[3].attachments[1].name = "paid.pdf";
    for (size_t i = 0; i < records_.size(); i += 2) {  // neighbours are in partitions of their own
      partitions_.push_back(build_partition(records_, i, std::min(i + 2, records_.size())));
    }
    searcher_ = Searcher::create(partitions_).value();
  }

  std::string found(const std::string& text) {
    std::string out;
    for (const MessageNumber number : searcher_->all(parse_query(text, {}).value()).value()) out += (out.empty() ? "m" : " m") + std::to_string(number.value);
    return out;
  }

  std::vector<Record> records_;
  Partitions partitions_;
  std::unique_ptr<Searcher> searcher_;
};

TEST_F(RunOn, WordsAreCountedAcrossMessages) {
  EXPECT_EQ(found("invoice w/6 \"off book\""), "");
  EXPECT_EQ(found("invoice w/6+ \"off book\""), "m0 m3");
  EXPECT_EQ(found("invoice w/5+ \"off book\""), "");
  EXPECT_EQ(found("\"off book\" pre/6+ invoice"), "");
  EXPECT_EQ(found("here pre/1+ ok"), "m0 m1");
  EXPECT_EQ(found("\"here ok\""), "") << "phrases stay in one message";
  EXPECT_EQ(found("(here pre/1+ ok) pre/1+ keep"), "m0 m1 m3");
}

TEST_F(RunOn, APauseEndsIt) {
  EXPECT_EQ(found("book w/2+ paid"), "m3 m4");
  EXPECT_EQ(found("book w/2+238m paid"), "m3 m4");
  EXPECT_EQ(found("book w/2+237m paid"), "");
  EXPECT_EQ(found("here pre/1+1m ok"), "m0 m1");
}

TEST_F(RunOn, ReactionsAttachmentsAndOtherConversationsStandApart) {
  EXPECT_EQ(found("ok w/1+ invoice"), "") << "the reaction between them is no text";
  EXPECT_EQ(found("please w/9+ scan"), "");
  EXPECT_EQ(found("invoice w/1+ scan"), "m3") << "within one name";
  EXPECT_EQ(found("pdf w/9+ paid"), "m3") << "within the other, not from name to name or into the next message";
  EXPECT_EQ(found("scan w/9+ paid"), "");
  EXPECT_EQ(found("👍 w/1+ invoice"), "m2") << "what is no message is a text of its own";
}

TEST_F(RunOn, NotNearAcrossMessages) {
  EXPECT_EQ(found("paid not w/1+ please"), "m3 m5") << "m4 follows please; the names of m3 have none near";
  EXPECT_EQ(found("paid not w/1 please"), "m3 m4 m5");
}

TEST_F(RunOn, HitsAreTheWordsThatTakePart) {
  const Query everything = parse_query("in:*", {}).value();
  const std::vector<Query> terms = {parse_query("invoice w/6+ \"off book\"", {}).value(), parse_query("here pre/1+ (ok OR keep)", {}).value()};
  const TermCountRequest request{.scope = everything, .terms = terms};
  const TermCounts counts = searcher_->count_terms(request).value();
  EXPECT_EQ(counts.terms[0].counts.hits, 2U);
  EXPECT_EQ(counts.terms[0].counts.messages, 2U);
  EXPECT_EQ(counts.terms[1].counts.hits, 2U);
}

TEST_F(RunOn, IsExplainedAndCountedByUnits) {
  const Query query = parse_query("invoice w/6+ \"off book\"", {}).value();
  const Explanation told = searcher_->explain(query, nullptr).value();
  ASSERT_EQ(told.clauses.size(), 5U);
  EXPECT_EQ(told.clauses[0].text, "NEAR/6+");
  EXPECT_EQ(told.clauses[0].messages, 2U);
  EXPECT_EQ(told.clauses[1].messages, 3U) << "invoice alone, wherever it stands";
  const UnitPage page = searcher_->search_units(parse_query("(invoice w/7+ book) paid", {}).value(), nullptr, {{UnitKind::thread, 0}, TimeZone::utc()}, {}).value();
  EXPECT_EQ(page.units, 1U);
  EXPECT_EQ(page.page.total, 3U);
}

TEST_F(RunOn, TheWordsOfItAreShown) {
  const Query query = parse_query("invoice w/6+ \"off book\"", {}).value();
  const std::vector<TextRange> ranges = highlights(query, records_[3]);
  ASSERT_EQ(ranges.size(), 1U);
  EXPECT_EQ(records_[3].text->substr(ranges[0].begin, ranges[0].end - ranges[0].begin), "off book");
}

}  // namespace
}  // namespace muniment::index
