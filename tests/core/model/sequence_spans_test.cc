// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sequence_spans.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace muniment {
namespace {

SequenceSpans of_set(const std::set<uint64_t>& numbers) {
  SequenceSpans spans;
  for (const uint64_t n : numbers) spans.add({n, n, static_cast<int64_t>(n * 10), static_cast<int64_t>(n * 10)});
  return spans;
}

TEST(SequenceSpans, JoinsWhatTouches) {
  SequenceSpans spans;
  spans.add({5, 5, 50, 50});
  spans.add({7, 9, 70, 90});
  EXPECT_EQ(spans.all().size(), 2);
  spans.add({6, 6, 60, 60});
  EXPECT_EQ(spans.all(), (std::vector<SequenceSpan>{{5, 9, 50, 90}}));
  spans.add({1, 20, 10, 200});
  EXPECT_EQ(spans.all(), (std::vector<SequenceSpan>{{1, 20, 10, 200}}));
  EXPECT_EQ(spans.count(), 20);
}

TEST(SequenceSpans, EqualsASetOfNumbersInAnyOrder) {
  std::mt19937 random(20261126);
  for (int round = 0; round < 2'000; ++round) {
    std::set<uint64_t> numbers;
    SequenceSpans spans;
    for (int i = 0; i < 30; ++i) {
      const uint64_t first = random() % 60;
      const uint64_t last = first + random() % 4;
      spans.add({first, last, static_cast<int64_t>(first * 10), static_cast<int64_t>(last * 10)});
      for (uint64_t n = first; n <= last; ++n) numbers.insert(n);
    }
    ASSERT_EQ(spans.all(), of_set(numbers).all()) << round;
    ASSERT_EQ(spans.count(), numbers.size());
    for (uint64_t n = 0; n < 70; ++n) ASSERT_EQ(spans.contains(n), numbers.contains(n)) << n;
    ASSERT_EQ(spans.highest(), *numbers.rbegin());
  }
}

}  // namespace
}  // namespace muniment
