// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/merge_policy.h"

#include <gtest/gtest.h>

#include "index/log_ranges.h"

namespace muniment::index {
namespace {

using Groups = std::vector<std::vector<size_t>>;

std::vector<PartitionSize> of(const std::vector<uint64_t>& documents) {
  std::vector<PartitionSize> sizes;
  for (const uint64_t count : documents) sizes.push_back({kBusinessClass, {202603}, count});
  return sizes;
}

TEST(MergePolicy, FourOfAboutOneSizeBecomeOne) {
  EXPECT_EQ(plan_merges({}), Groups());
  EXPECT_EQ(plan_merges(of({5, 6, 7})), Groups());
  EXPECT_EQ(plan_merges(of({5, 6, 7, 8})), (Groups{{0, 1, 2, 3}}));
  EXPECT_EQ(plan_merges(of({5, 6, 7, 3000})), Groups());
  EXPECT_EQ(plan_merges(of({100'000, 100'000, 100'000, 100'000})), Groups());
}

TEST(MergePolicy, WhatIsMergedMayBeMergedFurtherInOneGo) {
  EXPECT_EQ(plan_merges(of({20, 20, 20, 4, 4, 4, 8})), (Groups{{0, 1, 2, 3, 4, 5, 6}}));
}

TEST(MergePolicy, NeverMixesClassesOrMonths) {
  std::vector<PartitionSize> sizes = of({5, 5, 5, 5, 5});
  sizes[1].month = {202604};
  sizes[2].cls = kEventClass;
  EXPECT_EQ(plan_merges(sizes), Groups());
}

TEST(MergePolicy, ManyRunsLeaveFewPartitionsAndRewriteEachMessageFewTimes) {
  std::vector<uint64_t> sizes;
  uint64_t rewritten = 0;
  constexpr uint64_t kRuns = 2000;
  for (uint64_t run = 0; run < kRuns; ++run) {
    sizes.push_back(3);
    std::vector<uint64_t> next;
    std::vector<bool> gone(sizes.size());
    for (const auto& group : plan_merges(of(sizes))) {
      uint64_t sum = 0;
      for (const size_t place : group) {
        sum += sizes[place];
        gone[place] = true;
      }
      next.push_back(sum);
      rewritten += sum;
    }
    for (size_t i = 0; i < sizes.size(); ++i) {
      if (!gone[i]) next.push_back(sizes[i]);
    }
    sizes = next;
  }
  EXPECT_LE(sizes.size(), 20U);
  EXPECT_LE(rewritten, kRuns * 3 * 8);
}

TEST(MergePolicy, CompactionLeavesTheFewestThatAreNotTooLarge) {
  EXPECT_EQ(plan_compaction({}), Groups());
  EXPECT_EQ(plan_compaction(of({5})), Groups());
  EXPECT_EQ(plan_compaction(of({5, 100'000, 7})), (Groups{{0, 1, 2}}));
  EXPECT_EQ(plan_compaction(of({6, 6, 3, 11, 4}), 10), (Groups{{0, 2}, {1, 4}})) << "what is too large by itself stays";
  EXPECT_EQ(plan_compaction(of({9, 11, 10}), 10), Groups());
  std::vector<PartitionSize> sizes = of({5, 5, 5, 5});
  sizes[1].month = {202604};
  sizes[2].cls = kEventClass;
  EXPECT_EQ(plan_compaction(sizes), (Groups{{0, 3}}));
}

TEST(LogRanges, AreSets) {
  EXPECT_EQ(normalized({{5, 7}, {0, 2}, {2, 3}, {6, 9}, {4, 4}}), (LogRanges{{0, 3}, {5, 9}}));
  EXPECT_EQ(without({{0, 10}}, {{2, 3}, {5, 20}}), (LogRanges{{0, 2}, {3, 5}}));
  EXPECT_EQ(without({{0, 10}}, {}), (LogRanges{{0, 10}}));
  EXPECT_TRUE(overlap({{0, 5}}, {{4, 6}}));
  EXPECT_FALSE(overlap({{0, 5}}, {{5, 6}}));
}

}  // namespace
}  // namespace muniment::index
