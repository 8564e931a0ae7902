// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace muniment::cli {
namespace {

const std::vector<std::string> kCommands = {"init", "ingest", "search", "show", "export", "verify"};

TEST(Suggest, SwappedLettersAreOneEdit) {
  EXPECT_EQ(edit_distance("serach", "search"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Suggest, TheNearestWordWins) {
  EXPECT_EQ(nearest("serach", kCommands), "search");
  EXPECT_EQ(nearest("veryfi", kCommands), "verify");
  EXPECT_EQ(nearest("shw", kCommands), "show");
}

TEST(Suggest, NothingIsBetterThanSomethingFar) {
  EXPECT_EQ(nearest("frobnicate", kCommands), std::nullopt);
  EXPECT_EQ(nearest("", kCommands), std::nullopt);
  EXPECT_EQ(nearest(std::string(1000, 'x'), kCommands), std::nullopt);
}

}  // namespace
}  // namespace muniment::cli
