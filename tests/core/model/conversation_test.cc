// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/model/conversation.h"

namespace muniment {
namespace {

using Names = std::vector<std::string>;

TEST(Conversation, OfTwoHasOneNameFromBothSides) {
  EXPECT_EQ(direct_conversation("+15550101", "+15550100", ""), "+15550100 +15550101");
  EXPECT_EQ(direct_conversation("+15550100", "+15550101", "desk"), "+15550100 +15550101");
  EXPECT_EQ(direct_conversation("", "+15550101", "desk"), "session:desk +15550101");
  EXPECT_EQ(direct_conversation("", kSideNotTold, "desk"), "session:desk (not told)");
}

TEST(Conversation, OfTwoMayBeHalfToldByEitherSide) {
  EXPECT_EQ(half_told_names("+15550100 +15550101"), (Names{"(not told) +15550100", "(not told) +15550101"}));
  EXPECT_EQ(half_told_names("session:desk 1 +15550101"), (Names{"session:desk 1 (not told)", "(not told) +15550101"}));
  EXPECT_EQ(half_told_names("120363@g.us"), Names{});
  EXPECT_EQ(half_told_names("(not told) +15550100"), Names{});
}

TEST(Conversation, AHalfToldOneMayMeanThoseWithThatSide) {
  EXPECT_TRUE(may_mean("(not told) +15550100", "+15550100 +15550101"));
  EXPECT_TRUE(may_mean("session:desk (not told)", "session:desk +15550101"));
  EXPECT_FALSE(may_mean("(not told) +15550100", "+15550101 +15550102"));
  EXPECT_FALSE(may_mean("+15550100 +15550101", "(not told) +15550100")) << "what is told says more";
  EXPECT_TRUE(may_mean("site team", "site team"));
  EXPECT_FALSE(may_mean("site team", "team"));
}

}  // namespace
}  // namespace muniment
