// SPDX-License-Identifier: GPL-3.0-or-later
// edited:, deleted: and reaction: find the messages of which other records say so, whichever came first, and what messages
// say of themselves. The answers are worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class ToldMessages : public ArchiveTest {
 protected:
  static std::string event(const std::string& kind, const std::string& id, const std::string& target, const std::string& text,
                           const std::string& conversation = "Deal team") {
    const std::string text_member = text.empty() ? "" : R"("text":")" + text + R"(",)";
    return R"({"conversation":")" + conversation + R"(","sender":"Ben","time":"2026-03-04T09:30:00Z","kind":")" + kind + R"(","id":")" + id +
           R"(",)" + text_member + R"("target":")" + target + "\"}\n";
  }
  void hold(const std::string& content) { ASSERT_OK(take(write(std::to_string(++files_) + ".jsonl", content))); }

  // The texts of what is found, oldest first.
  std::string texts(const std::string& query) {
    const auto found = search_for(query);
    if (!found) return "error: " + told(found.error());
    std::vector<MessageView> views = found->messages;
    std::ranges::sort(views, {}, &MessageView::number);
    std::string all;
    for (const MessageView& view : views) all += (all.empty() ? "" : ", ") + view.record.text.value_or("-");
    return all;
  }

  int files_ = 0;
};

TEST_F(ToldMessages, WhicheverCameFirst) {
  hold(event("edit", "e1", "one", "first, better") + event("revoke", "r1", "two", "") + event("reaction", "x1", "three", "👍"));
  EXPECT_EQ(texts("edited:true OR deleted:true OR reaction:*"), "") << "what they mean is not held yet";
  hold(line("one", "first") + line("two", "second") + line("three", "third") + line("four", "fourth"));
  EXPECT_EQ(texts("edited:true"), "first");
  EXPECT_EQ(texts("deleted:true"), "second");
  EXPECT_EQ(texts("reaction:👍"), "third");
  EXPECT_EQ(texts("edited:false deleted:false"), "third, fourth") << "messages only, not the edit and the deletion";
  EXPECT_EQ(texts("kind:message NOT (edited:true OR deleted:true OR reaction:*)"), "fourth");
}

TEST_F(ToldMessages, ReactionsAreLookedForLikeWords) {
  hold(line("one", "first") + line("two", "second") + line("three", "third"));
  hold(event("reaction", "x1", "one", "👍🏽") + event("reaction", "x2", "two", "🙏") + event("reaction", "x3", "three", "+1"));
  EXPECT_EQ(texts("reaction:👍"), "first") << "in every skin tone";
  EXPECT_EQ(texts("reaction:👍🏿"), "");
  EXPECT_EQ(texts("reaction:👍 OR reaction:🙏"), "first, second");
  EXPECT_EQ(texts("reaction:*"), "first, second, third");
  EXPECT_EQ(texts("NOT reaction:* kind:message"), "");
}

TEST_F(ToldMessages, IdsOfAnotherConversationAreNotMeant) {
  hold(line("one", "here") + line("one", "there", "Another team") + event("edit", "e1", "one", "there, better", "Another team"));
  EXPECT_EQ(texts("edited:true"), "there");
}

TEST_F(ToldMessages, AReactionToAnEditIsOneToTheMessage) {
  hold(line("one", "first") + event("edit", "e1", "one", "first, better") + event("reaction", "x1", "e1", "👍"));
  EXPECT_EQ(texts("reaction:👍"), "first");
}

TEST_F(ToldMessages, NoticesOfExportsCount) {
  const std::string chat = "[24/03/2026, 09:00:00] Ana: keep this\n[24/03/2026, 09:01:00] Ana: \u200eThis message was deleted.\n"
                           "[24/03/2026, 09:02:00] Ana: new text \u200e<This message was edited>\n";
  ASSERT_OK(take(write("WhatsApp Chat with Ben/_chat.txt", chat)));
  EXPECT_EQ(search_for("edited:true")->total, 1U);
  EXPECT_EQ(search_for("deleted:true")->total, 1U);
  EXPECT_EQ(search_for("edited:false deleted:false")->total, 1U);
}

TEST_F(ToldMessages, AnswersAddUp) {
  ASSERT_OK(take(MUNIMENT_SOURCE_DIR "/samples/baileys/every-event/events.ndjson"));
  for (const std::string field : {"edited", "deleted"}) {
    EXPECT_GT(search_for(field + ":true")->total, 0U);
    EXPECT_EQ(search_for(field + ":true")->total + search_for(field + ":false")->total, search_for("kind:message")->total) << field;
  }
}

TEST_F(ToldMessages, SourcesAreFoundByFormatSessionAndPattern) {
  ASSERT_OK(take(MUNIMENT_SOURCE_DIR "/samples/baileys/every-event/events.ndjson"));
  hold(line("one", "first"));
  EXPECT_EQ(texts("source:jsonl"), "first");
  const uint64_t of_baileys = search_for("source:baileys")->total;
  EXPECT_GT(of_baileys, 0U);
  EXPECT_EQ(search_for("source:sales")->total, of_baileys) << "its session";
  EXPECT_EQ(search_for("source:\"baileys sales\"")->total, of_baileys);
  EXPECT_EQ(of_baileys + 1, search_for("in:*")->total);
}

}  // namespace
}  // namespace muniment::pipeline
