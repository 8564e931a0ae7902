// SPDX-License-Identifier: GPL-3.0-or-later
// The index against a scan over all messages, over many more corpora than search_test has time for. Other seeds:
// MUNIMENT_FIRST_SEED=n.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/index/differential.h"

namespace muniment::index {
namespace {

uint32_t first_seed() {
  constexpr uint32_t kUsual = 10'000;
  const char* const chosen = std::getenv("MUNIMENT_FIRST_SEED");
  return chosen == nullptr ? kUsual : static_cast<uint32_t>(std::strtoul(chosen, nullptr, 10));
}

TEST(SearcherAtLength, FindsWhatAScanFindsInTheSameOrder) {
  Tally tally;
  const uint32_t seed = first_seed();
  ASSERT_NO_FATAL_FAILURE(compare_random_corpora({.first_seed = seed, .corpora = 160, .more_each = 2, .own = 96, .dtsearch = 32}, tally));
  ASSERT_NO_FATAL_FAILURE(compare_random_corpora({.first_seed = seed + 1'000, .corpora = 4, .least_messages = 2'000, .own = 192, .dtsearch = 64}, tally));
  std::printf("%zu pairs of a query and a corpus from seed %u, %zu with an answer\n", tally.pairs, seed, tally.non_empty);
  EXPECT_TRUE(HasFailure() || tally.pairs >= 20'480U);
  EXPECT_GT(tally.non_empty, tally.pairs / 2) << "most queries find something, or the comparison says little";
}

}  // namespace
}  // namespace muniment::index
