// SPDX-License-Identifier: GPL-3.0-or-later
// The index against the slow evaluator: the same hits in the same order, whatever is asked for.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "index/search.h"
#include "tests/index/oracle.h"

namespace muniment::index {

struct Tally {
  size_t pairs = 0;      // a query asked of a corpus
  size_t non_empty = 0;  // those with an answer
};

// Both orders, pages of several lengths and none, counted and not. Records failures of GoogleTest.
void expect_same_as_scan(const Searcher& searcher, const Query& query, const Messages& messages, std::mt19937& random, Tally& tally);

// Random corpora with random queries: `own` of our language and `dtsearch` of dtSearch's dialect each, the seeds one behind the other.
struct Round {
  uint32_t first_seed = 1, corpora = 1;
  size_t least_messages = 20, more_each = 3;
  uint32_t own = 0, dtsearch = 0;
};
void compare_random_corpora(const Round& round, Tally& tally);

}  // namespace muniment::index
