// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a message: what points to it, whichever came first, in one batch or in several, and what never came.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/model/description.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class MessageLife : public ArchiveTest {
 protected:
  static std::string event(const std::string& kind, const std::string& id, const std::string& target, const std::string& text,
                           const std::string& time, const std::string& sender = "Ana Pereira") {
    const std::string text_member = text.empty() ? "" : R"("text":")" + text + R"(",)";
    return R"({"conversation":"Deal team","sender":")" + sender + R"(","time":")" + time + R"(","kind":")" + kind + R"(","id":")" + id +
           R"(",)" + text_member + R"("target":")" + target + "\"}\n";
  }

  static std::string said(const std::string& id, const std::string& text) { return line(id, text); }
  static std::string edit(const std::string& id, const std::string& text) {
    return event("edit", id, "a", text, "2026-03-04T09:31:00Z");
  }
  static std::string deletion(const std::string& id) { return event("revoke", id, "a", "", "2026-03-05T18:02:00Z"); }
  static std::string reaction(const std::string& id) { return event("reaction", id, "a", "+1", "2026-03-04T09:28:00Z", "J. Reed"); }

  void hold(const std::string& content) { ASSERT_OK(take(write(std::to_string(++files_) + ".jsonl", content))); }

  Result<HistoryAnswer> life_of(uint64_t number) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    return history(*store, MessageNumber{number}, {"tester", "", "test"});
  }

  // "m1 reacted to m0, m2 edited m0: keep it"
  static std::string told(const HistoryAnswer& answer) {
    std::string out = answer.message ? muniment::to_string(answer.message->number) : "never came";
    for (const HistoryEvent& each : answer.events) {
      out += ", " + muniment::to_string(each.number) + " " + describe(each.record);
      if (each.record.text) out += ": " + *each.record.text;
    }
    return out;
  }

  int files_ = 0;
};

const char* const kWhole = "m0, m2 reacted to m0: +1, m1 edited m0: keep it, m3 deleted m0";

TEST_F(MessageLife, IsToldByTimeFromWhateverRecordOfIt) {
  hold(said("a", "off book") + edit("b", "keep it") + reaction("c") + deletion("d"));
  for (uint64_t number = 0; number < 4; ++number) {
    const auto answer = life_of(number);
    ASSERT_OK(answer);
    EXPECT_EQ(told(*answer), kWhole) << "asked for m" << number;
    EXPECT_EQ(to_text(answer->message->changes), "edited later: m1; deleted later: m3");
    EXPECT_EQ(answer->message->record.text, "off book");
  }
}

TEST_F(MessageLife, IsTheSameWhereEveryRecordCameInABatchOfItsOwn) {
  for (const std::string& each : {said("a", "off book"), edit("b", "keep it"), reaction("c"), deletion("d")}) hold(each);
  const auto answer = life_of(3);
  ASSERT_OK(answer);
  EXPECT_EQ(told(*answer), kWhole);
}

// As of an edit of which a gateway tells only to whom it was written.
TEST_F(MessageLife, AHalfToldConversationMayBeEachOneWithThatSide) {
  const auto in = [](const std::string& conversation, std::string lines) { return lines.replace(lines.find("Deal team"), 9, conversation); };
  hold(in("+15550100 +15550101", said("a", "off book")) + in("+15550100 +15550102", said("z", "another")) +
       in("(not told) +15550100", edit("b", "keep it")) + in("(not told) +15550109", edit("c", "of somebody else")));
  for (const uint64_t number : {uint64_t{0}, uint64_t{2}}) {  // a frame has its conversations in order
    const auto answer = life_of(number);
    ASSERT_OK(answer);
    EXPECT_EQ(told(*answer), "m2, m0 edited m2: keep it");
    EXPECT_EQ(to_text(answer->message->changes), "edited later: m0");
  }
  const auto other = life_of(1);
  ASSERT_OK(other);
  EXPECT_EQ(told(*other), "never came, m1 edited an earlier message: of somebody else");
}

TEST_F(MessageLife, FindsTheMessageThatCameAfterItsEdit) {
  hold(edit("b", "keep it"));
  const auto before = life_of(0);
  ASSERT_OK(before);
  EXPECT_EQ(told(*before), "never came, m0 edited an earlier message: keep it");
  EXPECT_EQ(before->source_message_id, "a");
  hold(said("a", "off book"));
  const auto after = life_of(0);
  ASSERT_OK(after);
  EXPECT_EQ(told(*after), "m1, m0 edited m1: keep it");
}

TEST_F(MessageLife, WhatNeverCameStillHasAllThatWasSaidAboutIt) {
  hold(deletion("d") + reaction("c"));
  const auto answer = life_of(1);
  ASSERT_OK(answer);
  EXPECT_EQ(told(*answer), "never came, m1 reacted to an earlier message: +1, m0 deleted an earlier message");
}

TEST_F(MessageLife, IdsOfAnotherConversationAreNotMeant) {
  hold(line("a", "elsewhere", "Another team") + deletion("d"));
  const auto answer = life_of(0);
  ASSERT_OK(answer);
  EXPECT_EQ(told(*answer), "m0");
  EXPECT_TRUE(answer->message->changes.empty());
}

// An edit of some gateways bears the id of the message that it edits.
TEST_F(MessageLife, AnEditWithTheIdOfItsTargetIsNotItsOwnTarget) {
  hold(said("a", "off book") + event("edit", "a", "a", "keep it", "2026-03-04T09:31:00Z", "J. Reed"));
  const auto answer = life_of(1);
  ASSERT_OK(answer);
  EXPECT_EQ(told(*answer), "m0, m1 edited m0: keep it");
}

TEST_F(MessageLife, NorIsItWhereTheTargetNeverCame) {
  hold(event("edit", "a", "a", "keep it", "2026-03-04T09:31:00Z", "J. Reed"));
  const auto answer = life_of(0);
  ASSERT_OK(answer);
  EXPECT_EQ(told(*answer), "never came, m0 edited an earlier message: keep it");
}

TEST_F(MessageLife, RecordsThatPointToOneAnotherInARingEnd) {
  hold(event("edit", "x", "y", "one", "2026-03-04T09:31:00Z") + event("edit", "y", "x", "two", "2026-03-04T09:32:00Z"));
  const auto answer = life_of(0);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->events.size(), 1U);
}

TEST_F(MessageLife, ASearchSaysWhatBecameOfAHit) {
  hold(said("a", "off book") + edit("b", "keep it") + deletion("d") + said("e", "another"));
  const auto found = search_for("\"off book\" OR another");
  ASSERT_OK(found);
  ASSERT_EQ(found->messages.size(), 2U);
  const auto hit = std::ranges::find(found->messages, "off book", [](const MessageView& view) { return view.record.text.value_or(""); });
  ASSERT_NE(hit, found->messages.end());
  EXPECT_EQ(to_text(hit->changes), "edited later: m1; deleted later: m2");
  for (const LaterChange& change : hit->changes) EXPECT_EQ(change.sender, "Ana Pereira");
  EXPECT_EQ(search_for("another")->messages[0].changes.size(), 0U);
}

}  // namespace
}  // namespace muniment::pipeline
