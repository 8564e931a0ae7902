// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/edit_distance.h"

#include <gtest/gtest.h>

namespace muniment {
namespace {

TEST(EditDistance, CountsLettersThatDiffer) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(EditDistance, SwappedLettersAreOneEdit) {
  EXPECT_EQ(edit_distance("serach", "search"), 1U);
  EXPECT_EQ(edit_distance("form", "from"), 1U);
  EXPECT_EQ(edit_distance("ca", "abc"), 3U) << "a swapped pair is not changed again";
}

TEST(EditDistance, IsTheSameBothWays) {
  for (const char* a : {"", "a", "ab", "ba", "search", "serach", "research"}) {
    for (const char* b : {"", "b", "abc", "reach"}) EXPECT_EQ(edit_distance(a, b), edit_distance(b, a)) << a << " " << b;
  }
}

}  // namespace
}  // namespace muniment
