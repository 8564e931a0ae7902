// SPDX-License-Identifier: GPL-3.0-or-later
// lang: and stems by the language of each conversation, worked out by hand.
#include <gtest/gtest.h>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class ChatLanguages : public ArchiveTest {
 protected:
  void SetUp() override {
    // For German "häuser" has the stem of "haus"; for English it is another word.
    const std::string lines = line("1", "what is the haus that you have for the boss?", "office") + line("2", "it is not one of the häuser, do not ask", "office") +
                              line("3", "das ist nicht das haus, und die häuser sind es auch nicht", "labor") +
                              line("4", "wie habe ich das mit der probe zu tun?", "labor") + line("5", "häuser", "short");
    ASSERT_OK(take(write("all.jsonl", lines)));
  }
  uint64_t total(const std::string& query) {
    const auto found = search_for(query);
    EXPECT_TRUE(found.has_value()) << told(found.error());
    return found ? found->total : 0;
  }
};

TEST_F(ChatLanguages, ConversationsAreFoundByTheirs) {
  EXPECT_EQ(total("lang:en"), 2U);
  EXPECT_EQ(total("lang:DE"), 2U);
  EXPECT_EQ(total("lang:unknown"), 1U);
  EXPECT_EQ(total("lang:fr"), 0U);
  EXPECT_EQ(total("in:* NOT lang:en NOT lang:de"), 1U);
}

TEST_F(ChatLanguages, StemsFollowThatOfEachConversation) {
  EXPECT_EQ(total("haus~de"), 4U);
  EXPECT_EQ(total("haus~en"), 2U);
  EXPECT_EQ(total("haus~"), 4U);
  EXPECT_EQ(total("haus~chat"), 3U) << "m0 by English, m2 by German, and m4 by any language";
  EXPECT_EQ(total("haus~chat"), total("lang:en haus~en") + total("lang:de haus~de") + total("lang:unknown haus~"));
  EXPECT_EQ(total("in:office NOT haus~chat"), 1U);
  EXPECT_EQ(total("the pre/1 haus~chat"), 1U);
}

TEST_F(ChatLanguages, AreToldWithTheAnswer) {
  const auto found = search_for("haus~chat");
  ASSERT_OK(found);
  ASSERT_FALSE(found->notes.empty());
  EXPECT_EQ(found->notes.back(), "~chat: stems by the language of each conversation: 1 unknown (all languages), 1 de, 1 en");
}

}  // namespace
}  // namespace muniment::pipeline
