// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/differential.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/index/corpus.h"
#include "tests/index/dialect_pairs.h"

namespace muniment::index {
namespace {

std::vector<std::pair<int64_t, uint64_t>> plain(const std::vector<Hit>& hits) {
  std::vector<std::pair<int64_t, uint64_t>> out;
  for (const Hit& hit : hits) out.emplace_back(hit.time_ms, hit.number.value);
  return out;
}

std::vector<Hit> first(std::vector<Hit> hits, size_t limit) {
  hits.resize(std::min(limit, hits.size()));
  return hits;
}

void expect_page(const Searcher& searcher, const Query& query, const std::vector<Hit>& expected, const SearchOptions& options) {
  const auto page = searcher.search(query, options);
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(plain(page->hits), plain(first(expected, options.limit))) << "limit " << options.limit;
  if (options.count_all) {
    EXPECT_TRUE(page->total_is_exact);
  }
  if (page->total_is_exact) {
    EXPECT_EQ(page->total, expected.size());
  }
  EXPECT_LE(page->total, expected.size());
  EXPECT_GE(page->total, page->hits.size());
}

}  // namespace

void expect_same_as_scan(const Searcher& searcher, const Query& query, const Messages& messages, std::mt19937& random, Tally& tally) {
  constexpr size_t kUsual = 60;
  std::vector<Hit> expected = scan(query, messages);
  ++tally.pairs;
  if (!expected.empty()) ++tally.non_empty;
  const size_t limits[] = {0, 1, 2, 1 + random() % kUsual, 1 + random() % kUsual, expected.size(), expected.size() + 1, 1'000'000};
  const size_t limit = limits[random() % std::size(limits)];
  for (const Order order : {Order::newest_first, Order::oldest_first}) {
    SCOPED_TRACE(order == Order::newest_first ? "newest first" : "oldest first");
    for (const bool count_all : {true, false}) {
      ASSERT_NO_FATAL_FAILURE(expect_page(searcher, query, expected, {.limit = limit, .count_all = count_all, .order = order}));
    }
    std::reverse(expected.begin(), expected.end());
  }
  std::vector<MessageNumber> numbers;
  for (const Hit& hit : expected) numbers.push_back(hit.number);
  std::sort(numbers.begin(), numbers.end());
  EXPECT_EQ(searcher.all(query).value(), numbers);
}

void compare_random_corpora(const Round& round, Tally& tally) {
  for (uint32_t i = 0; i < round.corpora; ++i) {
    const uint32_t seed = round.first_seed + i;
    std::mt19937 random(seed);
    Corpus corpus(seed, round.least_messages + i * round.more_each);
    DialectPairs pairs(seed);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    ASSERT_EQ(searcher->documents(), corpus.records().size());
    for (uint32_t each = 0; each < round.own + round.dtsearch; ++each) {
      const bool own = each < round.own;
      const std::string text = !own ? pairs.random_query().dtsearch : each % 10 == 9 ? corpus.random_query_across() : corpus.random_query();
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text);
      const auto query = parse_query(text, {.zone = TimeZone::utc(), .now_ms = 0, .dialect = own ? Dialect::muniment : Dialect::dtsearch});
      ASSERT_TRUE(query.has_value()) << query.error().message << " " << query.error().why;
      const Query asked = corpus.below(6) == 0 ? corpus.with_names_of_callers(*query) : *query;
      ASSERT_NO_FATAL_FAILURE(expect_same_as_scan(*searcher, asked, corpus.messages(), random, tally));
      if (::testing::Test::HasFailure()) return;
    }
  }
}

}  // namespace muniment::index
