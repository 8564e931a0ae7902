// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of hit reports against a count by hand over all messages.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

constexpr int64_t kHour = 3'600'000;

using ConversationDay = std::pair<std::string, int64_t>;

// The sets behind the figures of one row.
struct Counted {
  std::set<uint64_t> messages;
  std::set<ConversationDay> days;
  uint64_t family = 0;
  std::map<std::string, uint64_t> by_custodian;

  void add(uint64_t number, const Record& record, int64_t offset_ms) {
    if (!messages.insert(number).second) return;
    days.emplace(record.conversation, (time_of(record) + offset_ms) / (24 * kHour));
    family += 1 + record.attachments.size();
    ++by_custodian[record.custodian];
  }
};

std::set<uint64_t> numbers_of(const std::vector<Hit>& hits) {
  std::set<uint64_t> out;
  for (const Hit& hit : hits) out.insert(hit.number.value);
  return out;
}

void expect_same(const HitCounts& counts, const Counted& expected, const std::vector<std::string>& custodians) {
  EXPECT_EQ(counts.messages, expected.messages.size());
  EXPECT_EQ(counts.conversation_days, expected.days.size());
  EXPECT_EQ(counts.family, expected.family);
  ASSERT_EQ(counts.by_custodian.size(), custodians.size());
  uint64_t sum = 0;
  for (size_t i = 0; i < custodians.size(); ++i) {
    const auto at = expected.by_custodian.find(custodians[i]);
    EXPECT_EQ(counts.by_custodian[i], at == expected.by_custodian.end() ? 0 : at->second) << custodians[i];
    sum += counts.by_custodian[i];
  }
  EXPECT_EQ(sum, counts.messages) << "the custodians add up to the messages";
}

// Counts by hand, and compares everything.
class ByHand {
 public:
  ByHand(const Corpus& corpus, const std::vector<Query>& terms, const Query& scope, int64_t offset_ms)
      : corpus_(corpus), terms_(terms), offset_ms_(offset_ms), in_scope_(numbers_of(scan(scope, corpus))) {}

  void compare(const TermCounts& report) {
    ASSERT_EQ(report.terms.size(), terms_.size());
    EXPECT_EQ(report.in_scope, in_scope_.size());
    EXPECT_EQ(report.custodians, custodians());
    Counted all;
    uint64_t hits = 0;
    for (size_t i = 0; i < terms_.size(); ++i) {
      SCOPED_TRACE(terms_[i].text);
      ASSERT_NO_FATAL_FAILURE(compare_term(report, i, all));
      hits += report.terms[i].counts.hits.value_or(0);
    }
    expect_same(report.total, all, report.custodians);
    EXPECT_EQ(report.total.hits.value_or(0), hits);
    compare_sums(report);
  }
  uint64_t hits() const { return hits_; }

 private:
  void compare_term(const TermCounts& report, size_t term, Counted& all) {
    ASSERT_FALSE(report.terms[term].refused);
    const HitCounts& counts = report.terms[term].counts;
    Counted expected;
    uint64_t hits = 0, unique = 0;
    for (const uint64_t number : hit_by(term)) {
      const Record& record = corpus_.records()[number];
      expected.add(number, record, offset_ms_);
      all.add(number, record, offset_ms_);
      hits += places(terms_[term], corpus_.texts()[number]);
      unique += number_of_terms(number) == 1 ? 1U : 0U;
    }
    expect_same(counts, expected, report.custodians);
    EXPECT_EQ(counts.hits.value_or(0), hits);
    EXPECT_EQ(counts.unique, unique);
    hits_ += hits;
  }

  void compare_sums(const TermCounts& report) {
    std::vector<uint64_t> by_number(terms_.size() + 1);
    for (const uint64_t number : in_scope_) ++by_number[number_of_terms(number)];
    while (by_number.size() > 1 && by_number.back() == 0) by_number.pop_back();
    EXPECT_EQ(report.by_number_of_terms, by_number);
    const uint64_t sum = std::accumulate(by_number.begin(), by_number.end(), uint64_t{0});
    EXPECT_EQ(sum, report.in_scope);
    EXPECT_EQ(sum - by_number[0], report.total.messages);
    EXPECT_EQ(by_number.size() > 1 ? by_number[1] : 0, report.total.unique);
  }

  const std::set<uint64_t>& hit_by(size_t term) {
    const auto [at, is_new] = found_.try_emplace(term);
    if (!is_new) return at->second;
    const std::set<uint64_t> all = numbers_of(scan(terms_[term], corpus_));
    std::set_intersection(all.begin(), all.end(), in_scope_.begin(), in_scope_.end(), std::inserter(at->second, at->second.end()));
    return at->second;
  }

  size_t number_of_terms(uint64_t number) {
    size_t count = 0;
    for (size_t i = 0; i < terms_.size(); ++i) count += hit_by(i).contains(number) ? 1U : 0U;
    return count;
  }

  [[nodiscard]] std::vector<std::string> custodians() const {
    std::set<std::string> names;
    for (const uint64_t number : in_scope_) names.insert(corpus_.records()[number].custodian);
    return {names.begin(), names.end()};
  }

  const Corpus& corpus_;
  const std::vector<Query>& terms_;
  int64_t offset_ms_;
  std::set<uint64_t> in_scope_;
  std::map<size_t, std::set<uint64_t>> found_;
  uint64_t hits_ = 0;
};

TEST(TermCounts, AreThoseOfACountByHandAndAddUp) {
  uint64_t hits = 0;
  for (uint32_t seed = 1; seed <= 72; ++seed) {
    Corpus corpus(seed * 7, size_t{20} + seed * 3);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    for (int round = 0; round < 4; ++round) {
      const Query scope = parse_query(corpus.below(2) == 0 ? "in:*" : corpus.random_query(), {}).value();
      std::vector<Query> terms;
      for (size_t count = corpus.below(12); count > 0; --count) terms.push_back(parse_query(corpus.random_query(), {}).value());
      SCOPED_TRACE("seed " + std::to_string(seed) + ", in " + scope.text);
      const bool in_tokyo = corpus.below(2) == 0;  // where half a day after midnight UTC is another day
      const TimeZone zone = TimeZone::find(in_tokyo ? "Asia/Tokyo" : "UTC").value();
      const TermCounts report = searcher->count_terms({.scope = scope, .left_out = nullptr, .terms = terms, .zone = zone}).value();
      ByHand by_hand(corpus, terms, scope, in_tokyo ? 9 * kHour : 0);
      ASSERT_NO_FATAL_FAILURE(by_hand.compare(report));
      if (HasFailure()) return;
      hits += by_hand.hits();
    }
  }
  EXPECT_GT(hits, 10'000U) << "most terms hit something, or the comparison says little";
}

TEST(TermCounts, HitsAreThePlacesThatAreShown) {
  Corpus corpus(5, 250);
  std::vector<Record> records = corpus.records();
  for (Record& record : records) record.attachments.clear();  // highlights are those of the text
  const auto searcher = Searcher::create({build_partition(records, 0, records.size())}).value();
  const Query everything = parse_query("in:*", {}).value();
  uint64_t shown = 0;
  for (int i = 0; i < 400; ++i) {
    const std::vector<Query> term = {parse_query(corpus.random_query(), {}).value()};
    const TermCounts report = searcher->count_terms({.scope = everything, .left_out = nullptr, .terms = term}).value();
    uint64_t expected = 0;
    for (const MessageNumber number : searcher->all(term[0]).value()) expected += highlights(term[0], records[number.value]).size();
    ASSERT_EQ(report.terms[0].counts.hits.value_or(0), expected) << term[0].text;
    shown += expected;
  }
  EXPECT_GT(shown, 1000U);
}

class TermCountsOf : public ::testing::Test {
 protected:
  static Record message(const std::string& text, const std::vector<std::string>& files = {}) {
    Record record;
    record.text = text;
    for (const std::string& name : files) record.attachments.push_back({.blob = {}, .sha256 = {}, .size_bytes = {}, .mime = "", .name = name, .kind = {}, .pages = {}});
    return record;
  }

  HitCounts counts(const std::vector<Record>& records, const std::string& term) {
    const auto searcher = Searcher::create({build_partition(records, 0, records.size())}).value();
    const Query everything = parse_query("in:*", {}).value();
    const std::vector<Query> terms = {parse_query(term, {}).value()};
    return searcher->count_terms({.scope = everything, .left_out = nullptr, .terms = terms}).value().terms[0].counts;
  }
};

TEST_F(TermCountsOf, EachPlaceCountsOnce) {
  const std::vector<Record> records = {message("invoice paid, invoice 5,000 off book", {"invoice.pdf", "x.jpg"}), message("nothing")};
  const struct {
    const char* term;
    std::optional<uint64_t> hits;
  } rows[] = {{"invoice", 3}, {"invoice OR paid", 4}, {"invoice paid", 4}, {"\"off book\"", 1}, {"invoice w/1 paid", 3}, {"invoice pre/1 paid", 2},
              {"5000", 1}, {"5,000", 1}, {"invoice NOT nothing", 3}, {"has:attachment", std::nullopt}, {"in:* NOT invoice", std::nullopt},
              {"has:attachment invoice", 3}, {"nowhere", 0}, {"\"paid invoice\" OR \"invoice paid\"", 1}};
  for (const auto& [term, hits] : rows) EXPECT_EQ(counts(records, term).hits, hits) << term;
}

// Its rows: a query, a text in quotation marks, the number of hits.
TEST_F(TermCountsOf, TheExamplesOfThePageAreTrue) {
  std::ifstream page(MUNIMENT_SOURCE_DIR "/docs/hit-reports.md");
  ASSERT_TRUE(page.good());
  bool inside = false;
  size_t examples = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```hits";
    } else if (inside) {
      const size_t text_end = line.rfind('"'), text_begin = line.rfind("  \"", text_end) + 2;
      const std::string text = line.substr(text_begin + 1, text_end - text_begin - 1), term = line.substr(0, line.find("  "));
      EXPECT_EQ(counts({message(text)}, term).hits, std::stoull(line.substr(text_end + 1))) << line;
      ++examples;
    }
  }
  EXPECT_GE(examples, 6U);
}

TEST_F(TermCountsOf, TheFamilyIsTheMessageAndItsAttachments) {
  const std::vector<Record> records = {message("invoice", {"a.pdf", ""}), message("see", {"invoice.pdf"}), message("invoice"), message("x", {"y"})};
  EXPECT_EQ(counts(records, "invoice").messages, 3U);
  EXPECT_EQ(counts(records, "invoice").family, 6U);
}

TEST(TermCounts, ATermThatIsRefusedSpoilsNobodyElse) {
  std::vector<Record> records(3);
  for (size_t i = 0; i < records.size(); ++i) {
    std::string text = "a ";
    for (size_t word = 0; word < 4000; ++word) text += "x" + std::to_string(i * 4000 + word) + " ";
    records[i].text = text;
  }
  const auto searcher = Searcher::create({build_partition(records, 0, 3)}).value();
  const Query everything = parse_query("in:*", {}).value();
  const std::vector<Query> terms = {parse_query("a", {}).value(), parse_query("b OR x*", {}).value(), parse_query("x1", {}).value()};
  const TermCounts report = searcher->count_terms({.scope = everything, .left_out = nullptr, .terms = terms}).value();
  ASSERT_TRUE(report.terms[1].refused);
  EXPECT_EQ(report.terms[1].refused->id, 3011);
  EXPECT_NE(report.terms[1].refused->why.find("b OR x*\n       ^"), std::string::npos) << report.terms[1].refused->why;
  EXPECT_EQ(report.terms[1].counts.messages, 0U);
  EXPECT_EQ(report.terms[0].counts.messages, 3U);
  EXPECT_EQ(report.terms[0].counts.unique, 2U);
  EXPECT_EQ(report.terms[2].counts.messages, 1U);
  EXPECT_EQ(report.by_number_of_terms, (std::vector<uint64_t>{0, 2, 1}));
}

TEST(TermCounts, WhatIsLeftOutIsToldAndNotCounted) {
  const Corpus corpus(3, 200);
  const auto searcher = Searcher::create({build_partition(corpus.records(), 0, 200)}).value();
  const Query scope = parse_query("in:* NOT kind:system", {}).value(), system = parse_query("kind:system", {}).value();
  const std::vector<Query> terms = {parse_query("a", {}).value(), parse_query("kind:system", {}).value()};
  const TermCounts report = searcher->count_terms({.scope = scope, .left_out = &system, .terms = terms}).value();
  EXPECT_EQ(report.terms[0].counts.messages + report.terms[0].left_out, searcher->all(terms[0]).value().size());
  EXPECT_GT(report.terms[0].left_out, 0U);
  EXPECT_EQ(report.terms[1].counts.messages, 0U);
  EXPECT_EQ(report.terms[1].left_out, searcher->all(system).value().size());
}

TEST(TermCounts, OfNothingAreNothing) {
  const auto searcher = Searcher::create({}).value();
  const Query everything = parse_query("in:*", {}).value();
  const std::vector<Query> terms = {parse_query("a", {}).value()};
  const TermCounts report = searcher->count_terms({.scope = everything, .left_out = nullptr, .terms = terms}).value();
  EXPECT_EQ(report.in_scope, 0U);
  EXPECT_EQ(report.total.messages, 0U);
  EXPECT_EQ(report.terms[0].counts.hits, 0U);
  EXPECT_EQ(report.by_number_of_terms, (std::vector<uint64_t>{0}));
}

}  // namespace
}  // namespace muniment::index
