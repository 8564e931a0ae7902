// SPDX-License-Identifier: GPL-3.0-or-later
// The index against a scan over real texts, where a folder of them is at hand: MUNIMENT_CORPUS names it.
#include "tests/index/real_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/index/corpus.h"
#include "tests/index/differential.h"

namespace muniment::index {
namespace {

namespace fs = std::filesystem;

class RealTexts : public testing::Test {
 protected:
  void SetUp() override {
    const char* const named = std::getenv("MUNIMENT_CORPUS");
    corpus_ = named != nullptr ? named : "";
    if (named == nullptr || !fs::is_directory(corpus_ / "corpus")) GTEST_SKIP() << "SKIPPED: MUNIMENT_CORPUS does not name a folder with corpus";
  }

  static Partitions partitions_of(const Messages& messages, size_t count) {
    Partitions out;
    const size_t all = messages.records.size();
    for (size_t i = 0; i < count; ++i) out.push_back(build_partition(messages.records, all * i / count, all * (i + 1) / count));
    return out;
  }

  // Queries with a pattern that stands for too many words are refused, and say so.
  void compare(const char* name, uint32_t seed, const Messages& messages, size_t partitions, size_t queries) {
    const auto searcher = Searcher::create(partitions_of(messages, partitions)).value();
    RealQueries random(seed, messages);
    Tally tally;
    size_t refused = 0;
    for (size_t i = 0; i < queries; ++i) {
      const std::string text = random.random_query();
      SCOPED_TRACE(std::string(name) + ", seed " + std::to_string(seed) + ": " + text);
      const Query query = parse_query(text, {}).value();
      const auto asked = searcher->search(query, {.limit = 0});
      refused += asked ? 0U : 1U;
      if (asked) {
        ASSERT_NO_FATAL_FAILURE(expect_same_as_scan(*searcher, query, messages, random.random(), tally));
      } else {
        EXPECT_EQ(asked.error().id, 3011);
      }
      if (HasFailure()) return;
    }
    std::printf("%s: %zu messages in %zu partitions, %zu queries, %zu with an answer, %zu refused\n", name, messages.records.size(), partitions,
                tally.pairs, tally.non_empty, refused);
    EXPECT_GT(tally.non_empty, queries / 2);
    EXPECT_LT(refused, queries / 20);
  }

  fs::path corpus_;
};

TEST_F(RealTexts, OfManyLanguagesAreFoundAsInAScan) { compare("dialogues", 1, dialogues_of(corpus_), 7, 3'000); }

TEST_F(RealTexts, OfExportedChatsAreFoundAsInAScan) { compare("lines of exports", 2, lines_of_exports(corpus_), 5, 3'000); }

TEST_F(RealTexts, OfTheBenchmarkAreFoundAsInAScan) {
  compare("a part of the benchmark", 3, benchmark_of(corpus_, 40), 6, 2'000);
  compare("a third of the benchmark", 4, benchmark_of(corpus_, 3), 9, 250);
}

TEST_F(RealTexts, WhatIsCopiedOutOfAMessageFindsIt) {
  constexpr size_t kCopies = 3'000;
  for (const Messages& messages : {dialogues_of(corpus_), lines_of_exports(corpus_), benchmark_of(corpus_, 40)}) {
    const auto searcher = Searcher::create(partitions_of(messages, 3)).value();
    RealQueries random(5, messages);
    for (size_t i = 0; i < kCopies; ++i) {
      const RealQueries::Copy copy = random.random_copy();
      const auto found = searcher->all(parse_query(copy.query, {}).value()).value();
      EXPECT_TRUE(std::binary_search(found.begin(), found.end(), MessageNumber{copy.message})) << copy.query << " in " << messages.records[copy.message].text.value_or("");
    }
  }
}

}  // namespace
}  // namespace muniment::index
