// SPDX-License-Identifier: GPL-3.0-or-later
// Which conversation a chat belongs to, and what is recorded of a message that was seen again.
#include <set>

#include "tests/pipeline/merge_fixture.h"

namespace muniment::pipeline {
namespace {

// --- sightings -------------------------------------------------------------------------------------------------------

TEST_F(Merge, ASightingInTheSameRunIsKeptToo) {
  write("all/a/WhatsApp Chat with Tom.txt", talk("Ana", "Tom", 10, 15));
  write("all/b/WhatsApp Chat with Tom.txt", talk("Ana", "Tom", 12, 17));
  ASSERT_OK(take_all({"all/a", "all/b"}));
  const std::vector<Sighting> sightings = all_sightings();
  ASSERT_EQ(sightings.size(), 1U);
  EXPECT_EQ(sightings[0].source, (folder_ / "all/b").string());
  std::set<std::string> seen;
  for (const auto& [first, last] : sightings[0].ranges) {
    for (uint64_t number = first; number <= last; ++number) seen.insert(text_of(number));
  }
  EXPECT_EQ(seen, (std::set<std::string>{"sentence 12 of the talk", "sentence 13 of the talk", "sentence 14 of the talk",
                                         "sentence 15 of the talk"}));
}

TEST_F(Merge, ASightingNamesTheRightMessagesWhereConversationsAlternate) {
  const std::string stream = line("1", "one", "Z") + line("2", "two", "A") + line("3", "three", "Z") + line("4", "four", "A");
  write("a.jsonl", stream);
  write("b.jsonl", line("1", "one", "Z"));
  ASSERT_OK(take_all({"a.jsonl", "b.jsonl"}));
  const std::vector<Sighting> sightings = all_sightings();
  ASSERT_EQ(sightings.size(), 1U);
  ASSERT_EQ(sightings[0].ranges.size(), 1U);
  EXPECT_EQ(text_of(sightings[0].ranges[0].first), "one");
}

// --- chats of the same name ------------------------------------------------------------------------------------------

TEST_F(Merge, TwoPeopleWithAChatOfTheSameNameHaveTwoConversations) {
  request_.custodian = "Xenia";
  EXPECT_EQ(taken(write("x/WhatsApp Chat with Tom.txt", talk("Xenia", "Tom", 10, 14))), "5 new, 0 held");
  request_.custodian = "Yann";
  const auto other = write("y/WhatsApp Chat with Tom.txt", android("30", "Yann", "hello") + android("31", "Tom", "good morning"));
  EXPECT_EQ(taken(other), "2 new, 0 held");
  EXPECT_EQ(last_.sources[0].conversation, "Tom (2) (new: the conversation of that name has other participants)");
  EXPECT_EQ(taken(write("y2/WhatsApp Chat with Tom.txt", android("40", "Yann", "later") + android("41", "Tom", "yes"))), "2 new, 0 held");
  EXPECT_EQ(last_.sources[0].conversation, "Tom (2) (by name)");
  EXPECT_EQ(conversations(), (std::set<std::string>{"Tom", "Tom (2)"}));
}

TEST_F(Merge, AFileOfTheSameNameAndCustodianOrWithAKnownParticipantIsTheSameChat) {
  request_.custodian = "Xenia";
  EXPECT_EQ(taken(write("x/WhatsApp Chat with Tom.txt", talk("Xenia", "Tom", 10, 14))), "5 new, 0 held");
  EXPECT_EQ(taken(write("y/WhatsApp Chat with Tom.txt", android("30", "Xenia (work)", "hello"))), "1 new, 0 held");
  request_.custodian = "";
  EXPECT_EQ(taken(write("z/WhatsApp Chat with Tom.txt", android("40", "Xenia", "later"))), "1 new, 0 held");
  EXPECT_EQ(conversations(), std::set<std::string>{"Tom"});
}

TEST_F(Merge, MessagesForwardedToTwoChatsDoNotMakeThemOne) {
  std::string news;
  for (int i = 10; i < 16; ++i) news += android(std::to_string(i), "Ana", "news number " + std::to_string(i));
  EXPECT_EQ(taken(write("x/WhatsApp Chat with Tom.txt", news + android("20", "Tom", "thanks"))), "7 new, 0 held");
  EXPECT_EQ(taken(write("y/WhatsApp Chat with Mia.txt", news + android("21", "Mia", "who is this"))), "7 new, 0 held");
  EXPECT_EQ(conversations(), (std::set<std::string>{"Mia", "Tom"}));
}

TEST_F(Merge, AFewRepliesThatCoincideDoNotMakeTwoLongChatsOne) {
  std::string tom, mia;
  for (int i = 10; i < 58; ++i) {
    const std::string minute = std::to_string(i), n = " " + minute;
    tom += android(minute, i % 2 == 0 ? "Ana" : "Tom", i % 12 == 0 || i % 12 == 5 ? "ok" : "about houses" + n);
    mia += android(minute, i % 2 == 0 ? "Ana" : "Mia", i % 12 == 0 || i % 12 == 5 ? "ok" : "about gardens" + n);
  }
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Tom.txt", tom)), "48 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Mia.txt", mia)), "48 new, 0 held");
  EXPECT_EQ(conversations(), (std::set<std::string>{"Mia", "Tom"}));
}

}  // namespace
}  // namespace muniment::pipeline
