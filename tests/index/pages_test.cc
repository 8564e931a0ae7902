// SPDX-License-Identifier: GPL-3.0-or-later
// Pages one behind the other are all hits; facets are what a count by hand finds; relevance is the formula of the header.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

std::vector<uint64_t> numbers_of(const std::vector<Hit>& hits) {
  std::vector<uint64_t> numbers;
  for (const Hit& hit : hits) numbers.push_back(hit.number.value);
  return numbers;
}

TEST(Pages, OneBehindTheOtherAreAllHits) {
  size_t pages = 0;
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    Corpus corpus(seed, 120);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    for (int i = 0; i < 12; ++i) {
      const std::string text = corpus.random_query();
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text);
      const Query query = parse_query(text, {}).value();
      for (const Order order : {Order::newest_first, Order::oldest_first, Order::relevance}) {
        const HitPage whole = searcher->search(query, {.limit = 1'000, .order = order}).value();
        std::vector<uint64_t> together;
        SearchOptions options{.limit = 1 + corpus.below(40), .order = order};
        for (;;) {
          const HitPage page = searcher->search(query, options).value();
          EXPECT_EQ(page.total, whole.total) << "the total is that of all hits, on every page";
          if (page.hits.empty()) break;
          for (const uint64_t number : numbers_of(page.hits)) together.push_back(number);
          options.behind = page.hits.back().number;
          ++pages;
        }
        EXPECT_EQ(together, numbers_of(whole.hits));
      }
    }
  }
  EXPECT_GT(pages, 500U);
}

TEST(Pages, BeginBehindAnyMessageByTime) {
  Corpus corpus(7, 150);
  const auto searcher = Searcher::create(corpus.random_partitions()).value();
  const auto all = numbers_of(searcher->search(parse_query("in:*", {}).value(), {.limit = 150}).value().hits);
  const Query query = parse_query("invoice OR a", {}).value();
  const auto hits = numbers_of(searcher->search(query, {.limit = 150}).value().hits);
  for (size_t place = 0; place < all.size(); ++place) {
    std::vector<uint64_t> expected;
    for (size_t i = place + 1; i < all.size(); ++i) {
      if (std::find(hits.begin(), hits.end(), all[i]) != hits.end()) expected.push_back(all[i]);
    }
    const HitPage page = searcher->search(query, {.limit = 150, .count_all = false, .behind = MessageNumber{all[place]}}).value();
    EXPECT_EQ(numbers_of(page.hits), expected);
  }
  const auto nowhere = searcher->search(query, {.behind = MessageNumber{9'999}});
  ASSERT_FALSE(nowhere.has_value());
  EXPECT_EQ(nowhere.error().code, ErrorCode::not_found);
  EXPECT_FALSE(searcher->search(query, {.order = Order::relevance, .behind = MessageNumber{9'999}}).has_value());
}

std::map<std::string, uint64_t> as_map(const Facet& facet) {
  std::map<std::string, uint64_t> map;
  for (const FacetValue& value : facet) map[value.value] += value.messages;
  return map;
}

uint64_t sum_of(const Facet& facet) {
  uint64_t sum = 0;
  for (const FacetValue& value : facet) sum += value.messages;
  return sum;
}

std::string word_of(RecordKind kind) {
  static const std::map<RecordKind, std::string> words = {
      {RecordKind::message, "message"},   {RecordKind::system_event, "system"},   {RecordKind::edit, "edit"},         {RecordKind::revoke, "revoke"},
      {RecordKind::reaction, "reaction"}, {RecordKind::receipt, "receipt"},       {RecordKind::call, "call"},         {RecordKind::vote, "vote"},
      {RecordKind::session_event, "session"}, {RecordKind::identity, "identity"}, {RecordKind::delivery, "delivery"}, {RecordKind::unrecognised, "unrecognised"}};
  return words.at(kind);
}

TEST(Facets, AreWhatACountByHandFinds) {
  const TimeZone zone = TimeZone::find("Pacific/Pago_Pago").value();  // 11 hours behind: the first hours of March are of February
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    Corpus corpus(seed, 100);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    for (int i = 0; i < 20; ++i) {
      const std::string text = corpus.random_query();
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text);
      const Query query = parse_query(text, {}).value();
      std::map<std::string, uint64_t> conversations, participants, custodians, sources, months, kinds;
      const std::vector<Hit> hits = scan(query, corpus.messages());
      for (const Hit& hit : hits) {
        const Record& record = corpus.records()[hit.number.value];
        ++conversations[record.conversation];
        ++participants[record.sender];
        ++months[zone.format(hit.time_ms).substr(0, 7)];
        ++custodians[record.custodian];
        ++sources[record.parser.substr(0, record.parser.find('/')) + (record.session.empty() ? "" : " " + record.session)];
        ++kinds[word_of(record.kind)];
      }
      const Facets facets = searcher->facets(query, zone).value();
      EXPECT_EQ(facets.messages, hits.size());
      EXPECT_EQ(as_map(facets.conversations), conversations);
      EXPECT_EQ(as_map(facets.participants), participants);
      EXPECT_EQ(as_map(facets.custodians), custodians);
      EXPECT_EQ(as_map(facets.sources), sources);
      EXPECT_EQ(as_map(facets.months), months);
      EXPECT_EQ(as_map(facets.kinds), kinds);
      for (const Facet* each : {&facets.custodians, &facets.conversations, &facets.participants, &facets.sources, &facets.months, &facets.kinds}) {
        EXPECT_EQ(sum_of(*each), hits.size()) << "each message has one of these";
      }
    }
  }
}

// Words alone, so that a term's places can be counted without the engine.
TEST(Relevance, IsTheFormulaOverCountedWords) {
  const std::vector<std::vector<std::string>> texts = {{"a"}, {"a", "b"}, {"a", "a", "b", "c"}, {"c"}, {"b", "b", "b"}, {"d", "e", "a"}, {}};
  std::vector<Record> records(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string text;
    for (const std::string& word : texts[i]) text += word + " ";
    records[i].text = text;
    records[i].time = EventTime{.utc_ms = 1'772'323'200'000 + static_cast<int64_t>(i), .original = "", .basis = TimeBasis::server,
                                .precision = TimePrecision::second};
  }
  const auto times = [&](size_t message, const std::string& word) {
    return static_cast<double>(std::count(texts[message].begin(), texts[message].end(), word));
  };
  const std::vector<size_t> found = {0, 1, 2, 4, 5};  // a OR b
  double mean = 0;
  for (const size_t message : found) mean += static_cast<double>(texts[message].size()) / static_cast<double>(found.size());
  std::map<size_t, double> expected;
  for (const std::string word : {"a", "b"}) {
    double with_word = 0;
    for (size_t i = 0; i < texts.size(); ++i) with_word += times(i, word) > 0 ? 1 : 0;
    const double weight = std::log(1 + (static_cast<double>(texts.size()) - with_word + 0.5) / (with_word + 0.5));
    for (const size_t message : found) {
      const double t = times(message, word), length = static_cast<double>(texts[message].size()) / mean;
      expected[message] += weight * t * 2.2 / (t + 1.2 * (0.25 + 0.75 * length));
    }
  }
  for (const Partitions& partitions : {Partitions{build_partition(records, 0, 7)}, Partitions{build_partition(records, 0, 3), build_partition(records, 3, 7)}}) {
    const auto page = Searcher::create(partitions).value()->search(parse_query("a OR b", {}).value(), {.limit = 10, .order = Order::relevance}).value();
    ASSERT_EQ(page.hits.size(), found.size());
    for (size_t i = 0; i < page.hits.size(); ++i) {
      EXPECT_DOUBLE_EQ(page.hits[i].score, expected.at(page.hits[i].number.value)) << page.hits[i].number.value;
      if (i > 0) {
        EXPECT_GE(page.hits[i - 1].score, page.hits[i].score);
      }
    }
  }
  const auto fields = Searcher::create({build_partition(records, 0, 7)}).value()->search(parse_query("in:*", {}).value(), {.limit = 10, .order = Order::relevance}).value();
  EXPECT_EQ(numbers_of(fields.hits), (std::vector<uint64_t>{6, 5, 4, 3, 2, 1, 0})) << "what looks for no words is in the order of time";
}

}  // namespace
}  // namespace muniment::index
