// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace muniment::cli {
namespace {

const std::vector<std::string> kCommands = {"init", "ingest", "search", "show", "export", "verify"};

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
