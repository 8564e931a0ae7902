// SPDX-License-Identifier: GPL-3.0-or-later
// The same chat, exported twice: one conversation, each message once, under other names and with other files, too.
#include <set>

#include "pipeline/ingest_plan.h"
#include "tests/pipeline/merge_fixture.h"

namespace muniment::pipeline {
namespace {

TEST_F(Merge, MediaThatWereAbsentBeforeCompleteTheHeldMessage) {
  const std::string chat = android("00", "Ana", "plan.pdf (file attached)") + android("01", "Ben", "thanks");
  write("without/WhatsApp Chat with Deal team.txt", chat);
  write("with/WhatsApp Chat with Deal team.txt", chat);
  write("with/plan.pdf", "%PDF-1.4 here it is");
  EXPECT_EQ(taken((folder_ / "without").string()), "2 new, 0 held");
  EXPECT_EQ(taken((folder_ / "with").string()), "1 new, 1 held");
  EXPECT_EQ(taken((folder_ / "with").string()), "0 new, 2 held");
  EXPECT_EQ(taken((folder_ / "without").string()), "0 new, 2 held");
  const auto found = search_for("plan has:attachment");
  ASSERT_EQ(found->total, 2U);
  const bool second = !found->messages[0].record.references.empty();
  const MessageView& without = found->messages[second ? 1 : 0];
  const MessageView& with = found->messages[second ? 0 : 1];
  EXPECT_FALSE(without.record.attachments.at(0).is_held());
  EXPECT_TRUE(with.record.attachments.at(0).is_held());
  EXPECT_EQ(with.record.text, without.record.text);
  EXPECT_EQ(with.record.references, (std::vector<Reference>{{ReferenceType::completes, "", without.number.value}}));
}

TEST_F(Merge, MediaThatAreAbsentNowChangeNothing) {
  const std::string chat = android("00", "Ana", "plan.pdf (file attached)") + android("01", "Ben", "thanks");
  write("without/WhatsApp Chat with Deal team.txt", chat);
  write("with/WhatsApp Chat with Deal team.txt", chat);
  write("with/plan.pdf", "%PDF-1.4 here it is");
  EXPECT_EQ(taken((folder_ / "with").string()), "2 new, 0 held");
  EXPECT_EQ(taken((folder_ / "without").string()), "0 new, 2 held");
}

TEST_F(Merge, WithAndWithoutMediaInOneRunAreAlsoCompletedOnce) {
  const std::string chat = android("00", "Ana", "plan.pdf (file attached)") + android("01", "Ben", "thanks");
  write("all/a/WhatsApp Chat with Deal team.txt", chat);
  write("all/b/WhatsApp Chat with Deal team.txt", chat);
  write("all/b/plan.pdf", "%PDF-1.4 here it is");
  write("all/c/WhatsApp Chat with Deal team.txt", chat);
  const auto run = take_all({"all/a", "all/b", "all/c"});
  ASSERT_OK(run);
  EXPECT_EQ(run->counts.added, 3U);
  EXPECT_EQ(run->counts.already_held, 3U);
}

TEST_F(Merge, OtherFilesInOneMinuteAreOtherMessagesAndNotEdits) {
  const std::string both = android("00", "Ana", "a.jpg (file attached)") + android("00", "Ana", "b.jpg (file attached)");
  write("both/WhatsApp Chat with Deal team.txt", both + android("13", "Ben", "nice"));
  write("both/a.jpg", "picture a");
  write("both/b.jpg", "picture b");
  write("later/WhatsApp Chat with Deal team.txt", android("00", "Ana", "b.jpg (file attached)") + android("13", "Ben", "nice"));
  write("later/b.jpg", "picture b");
  EXPECT_EQ(taken((folder_ / "both").string()), "3 new, 0 held");
  EXPECT_EQ(taken((folder_ / "later").string()), "0 new, 2 held");
}

// --- other names -----------------------------------------------------------------------------------------------------

TEST_F(Merge, ARenamedContactIsRecognisedByWhatWasSaid) {
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Tom Abara.txt", talk("Ana", "Tom Abara", 10, 20))), "11 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Tom (landlord).txt", talk("Ana", "Tom (landlord)", 10, 23))), "3 new, 11 held");
  EXPECT_EQ(last_.sources[0].warnings,
            std::vector<std::string>{"\"Tom (landlord)\" is held as \"Tom Abara\": 5 messages agree"});
  EXPECT_EQ(conversations(), std::set<std::string>{"Tom Abara"});
  EXPECT_EQ(search_for("\"sentence 23\"")->messages.at(0).record.sender, "Tom (landlord)") << "as written";
  EXPECT_EQ(taken(write("c/WhatsApp Chat with Tom.txt", talk("Ana", "Tom", 10, 23))), "0 new, 14 held") << "a third name";
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Tom (landlord).txt", talk("Ana", "Tom (landlord)", 10, 23))), "0 new, 14 held");
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Tom Abara.txt", talk("Ana", "Tom Abara", 10, 23))), "0 new, 14 held");
}

TEST_F(Merge, ARenamedContactIsRecognisedInAConversationThatWasNamedByHand) {
  request_.conversation = "case 7";
  EXPECT_EQ(taken(write("a.txt", talk("Ana", "Tom Abara", 10, 20))), "11 new, 0 held");
  EXPECT_EQ(taken(write("b.txt", talk("Ana", "Tom (landlord)", 10, 23))), "3 new, 11 held");
}

TEST_F(Merge, NamesThatContradictOneAnotherAreNotRenamedAndBothAreKept) {
  const std::string first = talk("Ana", "Tom", 10, 20);
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", first)), "11 new, 0 held");
  // Somebody called Ben said what Tom said, and Tom is there as well.
  const std::string second = talk("Ana", "Ben", 10, 20) + android("30", "Tom", "I am another one");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", second)), "6 new, 6 held");
  EXPECT_TRUE(last_.sources[0].warnings.empty());
}

TEST_F(Merge, ANameHeldByItselfAsWellIsStillRenamedWhereManyMessagesAgree) {
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", talk("Ana", "Tom Abara", 10, 55))), "46 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", talk("Ana", "Tom", 57, 59))), "3 new, 0 held") << "nothing in common";
  EXPECT_EQ(taken(write("c/WhatsApp Chat with Deal team.txt", talk("Ana", "Tom", 10, 59))), "1 new, 49 held");
  EXPECT_EQ(taken(write("c/WhatsApp Chat with Deal team.txt", talk("Ana", "Tom", 10, 59))), "0 new, 50 held");
}

TEST_F(Merge, SentencesOfTheSystemAloneDoNotMakeTwoChatsOne) {
  const std::string sentence = "13/03/2026, 09:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n";
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Tom.txt", sentence + android("10", "Tom", "hello"))), "2 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Mia.txt", sentence + android("10", "Mia", "good morning"))), "2 new, 0 held");
}

TEST_F(Merge, ANameForWhichTwoHeldOnesSpeakIsNotRenamed) {
  const auto chat = [](const std::string& first, const std::string& second) {
    return talk("Ana", "Ana", 10, 20) + android("30", first, "one") + android("31", first, "two") +
           android("32", second, "three") + android("33", second, "four");
  };
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", chat("Tom", "Ben"))), "15 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", chat("Zoe", "Zoe"))), "4 new, 11 held");
}

TEST_F(Merge, OneMessageThatAgreesAmongSeveralIsAChance) {
  const std::string first = android("10", "Ana", "one") + android("11", "Ana", "two") + android("12", "Ana", "three") +
                            android("13", "Tom", "ok");
  const std::string second = android("10", "Ana", "one") + android("11", "Ana", "two") + android("12", "Ana", "three") +
                             android("13", "Zoe", "ok") + android("14", "Zoe", "fine");
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", first)), "4 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", second)), "2 new, 3 held");
}

TEST_F(Merge, BothPhonesGiveOneConversationAndEachMessageOnce) {
  std::string apple;
  for (int i = 10; i <= 20; ++i) {
    apple += "[13/03/2026, 09:" + std::to_string(i) + ":" + std::to_string(i + 7) + "] " + (i % 2 == 0 ? "~ ana p" : "Tom") +
             ": sentence " + std::to_string(i) + " of the talk\r\n";
  }
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Tom Abara.txt", talk("Ana", "Tom Abara", 10, 20))), "11 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat - Ana.txt", apple)), "0 new, 11 held");
  EXPECT_EQ(conversations(), std::set<std::string>{"Tom Abara"});
  EXPECT_EQ(last_.sources[0].warnings.size(), 2U);
}

TEST_F(Merge, BothPhonesInOneRunGiveOneConversationAsTheDryRunSays) {
  write("all/a/WhatsApp Chat with Tom Abara.txt", talk("Ana", "Tom Abara", 10, 20));
  write("all/b/WhatsApp Chat with Ana P.txt", talk("Ana P", "Tom", 10, 22));
  IngestRequest request;
  request.paths = {(folder_ / "all/a").string(), (folder_ / "all/b").string()};
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  std::vector<std::vector<std::string>> warnings;
  PlanObserver observer;
  observer.planned = [&](const SourcePlan& plan) { warnings.push_back(plan.report.warnings); };
  const auto planned = plan_ingest(io::posix(), store->get(), request, observer);
  ASSERT_OK(planned);
  const auto run = take_all({"all/a", "all/b"});
  ASSERT_OK(run);
  EXPECT_EQ(run->counts.added, 13U);
  EXPECT_EQ(planned->counts, run->counts);
  EXPECT_EQ(run->sources.at(1).warnings.size(), 2U);
  EXPECT_EQ(warnings.at(1), run->sources.at(1).warnings);
}

}  // namespace
}  // namespace muniment::pipeline
