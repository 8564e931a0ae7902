// SPDX-License-Identifier: GPL-3.0-or-later
// The same chat, exported twice: one conversation, each message once, and what differs recorded as such.
#include <fcntl.h>
#include <unistd.h>

#include <set>

#include "core/model/codec.h"
#include "ingest/registry.h"
#include "pipeline/held_messages.h"
#include "pipeline/incoming_record.h"
#include "pipeline/ingest_run.h"
#include "pipeline/ingest_plan.h"
#include "pipeline/parts.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class Merge : public ArchiveTest {
 protected:
  Result<IngestSummary> take_all(const std::vector<std::string>& names) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::write, clock_));
    IngestRequest request = request_;
    for (const std::string& name : names) request.paths.push_back((folder_ / name).string());
    request.actor = {"tester", "", "test"};
    MUNIMENT_TRY(last_, ingest(*store, request, observer_));
    MUNIMENT_TRY_VOID(store->close());
    return last_;
  }
  // What was new, and what was held already.
  std::string taken(const std::string& path) {
    const auto summary = take_all({std::filesystem::relative(path, folder_).string()});
    if (!summary) return told(summary.error());
    return std::to_string(summary->counts.added) + " new, " + std::to_string(summary->counts.already_held) + " held";
  }
  std::set<std::string> conversations() {
    std::set<std::string> names;
    const auto found = search_for("in:*");
    for (const MessageView& message : found->messages) names.insert(message.record.conversation);
    return names;
  }

  std::vector<Sighting> all_sightings() {
    std::vector<Sighting> found;
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    archive::Reader& log = (*store)->parts().log();
    for (const archive::LogEntry& entry : log.entries()) {
      if (entry.kind != archive::EntryKind::event) continue;
      const auto content = log.read(entry.index);
      for (const auto& bytes : content->records) {
        const Record record = *decode_record(bytes);
        if (record.kind == RecordKind::sighting) found.push_back(*sighting_from(record));
      }
    }
    return found;
  }
  std::string text_of(uint64_t number) {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    return (*store)->parts().frames->record(MessageNumber{number})->text.value_or("-");
  }

  IngestRequest request_;
  IngestObserver observer_;
  IngestSummary last_;
};

std::string android(const std::string& minute, const std::string& who, const std::string& text) {
  return "13/03/2026, 09:" + minute + " - " + who + ": " + text + "\n";
}

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

std::string talk(const std::string& ana, const std::string& tom, int first, int last) {
  std::string chat;
  for (int i = first; i <= last; ++i) {
    chat += android(std::to_string(i), i % 2 == 0 ? ana : tom, "sentence " + std::to_string(i) + " of the talk");
  }
  return chat;
}

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

// --- events ----------------------------------------------------------------------------------------------------------

// Records as a reader hands them over that knows what sentences of the system and markers mean.
class MergeOfFacts : public Merge {
 protected:
  void SetUp() override {
    auto opened = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
    ASSERT_OK(opened);
    store_ = std::move(*opened);
    held_ = std::make_unique<HeldMessages>(store_->parts());
  }

  static Record event(FactType type, const std::string& member, const std::string& actor) {
    ingest::SourceRecord source;
    source.kind = RecordKind::system_event;
    source.facts.push_back({type, member, std::nullopt});
    if (!actor.empty()) source.facts.push_back({FactType::actor, actor, std::nullopt});
    source.wall_minute = "2026-03-13 09:00";
    source.canonical_text = "event " + std::string(to_string(type));
    return *record_to_recognise(*ingest::find_format("whatsapp-txt").value(), "Deal team", {}, source);
  }

  // One export after another: for each record "new" or the place, from 0, of the one that it is.
  std::string recognised(std::vector<Record> records) {
    held_->begin_source(renaming_);
    std::string all;
    for (Record& record : records) {
      const auto recognition = held_->recognise(record);
      if (!recognition) return told(recognition.error());
      const bool is_new = recognition->outcome == Recognition::Outcome::added;
      all += (all.empty() ? "" : " ") + (is_new ? "new" : std::to_string(recognition->number.value - first_));
    }
    return all;
  }

  std::unique_ptr<Store> store_;
  std::unique_ptr<HeldMessages> held_;
  Renaming renaming_;
  uint64_t first_ = 0;
};

TEST_F(MergeOfFacts, EventsOfOneMinuteAboutOtherPeopleBothSurviveExportsThatOverlapInPart) {
  const Record ben = event(FactType::member_added, "Ben", "Ana");
  const Record cem = event(FactType::member_added, "Cem", "Ana");
  EXPECT_EQ(recognised({ben}), "new");
  EXPECT_EQ(recognised({cem}), "new") << "the export begins behind the first";
  EXPECT_EQ(recognised({ben, cem}), "0 1");
  EXPECT_EQ(recognised({cem}), "1");
}

TEST_F(MergeOfFacts, YouIsWhoeverTheOtherExportNames) {
  const Record ben = event(FactType::member_added, "Ben", "Ana");
  const Record you = event(FactType::member_added, "you", "Ana");
  const Record by_you = event(FactType::member_added, "Ben", "Sie");
  EXPECT_EQ(recognised({ben}), "new");
  EXPECT_EQ(recognised({you}), "0");
  EXPECT_EQ(recognised({by_you}), "0");
}

TEST_F(MergeOfFacts, AnEventThatNamesTheSamePersonGoesBeforeOneThatSaysYou) {
  const Record you = event(FactType::member_added, "you", "Ana");
  const Record cem = event(FactType::member_added, "Cem", "Ana");
  EXPECT_EQ(recognised({you, cem}), "new new");
  EXPECT_EQ(recognised({cem}), "1");
}

TEST_F(MergeOfFacts, TwoPeopleWhoLeftInOneMinuteAreTwoEvents) {
  const Record ana = event(FactType::member_left, "", "Ana");
  const Record ben = event(FactType::member_left, "", "Ben");
  EXPECT_EQ(recognised({ana}), "new");
  EXPECT_EQ(recognised({ben, ana}), "new 0");
}

TEST_F(MergeOfFacts, ARenamedContactIsTheSamePersonInEventsToo) {
  EXPECT_EQ(recognised({event(FactType::member_left, "", "Tom Abara")}), "new");
  renaming_.add("Tom (landlord)", "Tom Abara", 5);
  EXPECT_EQ(recognised({event(FactType::member_left, "", "Tom (landlord)")}), "0");
}

TEST_F(MergeOfFacts, AnEventIsTheSameWhetherADeviceGivesItASenderOrNot) {
  Record android_event = event(FactType::icon_changed, "", "Ana");
  ingest::SourceRecord apple;
  apple.kind = RecordKind::system_event;
  apple.sender = "Deal team";
  apple.facts = android_event.facts;
  apple.wall_minute = "2026-03-13 09:00";
  apple.canonical_text = "event " + std::string(to_string(FactType::icon_changed));
  EXPECT_EQ(recognised({android_event}), "new");
  EXPECT_EQ(recognised({*record_to_recognise(*ingest::find_format("whatsapp-txt").value(), "Deal team", {}, apple)}), "0");
}

TEST_F(MergeOfFacts, ManyIdenticalMessagesOfOneMinuteAreCounted) {
  Record ok;
  ok.source_id = "whatsapp";
  ok.conversation = "Deal team";
  ok.sender = "Ana";
  set_text_identity(ok, {"2026-03-13 09:00", {1}, 0});
  constexpr int kMany = 20'000;  // trying each ordinal for each of them would take minutes
  EXPECT_EQ(recognised(std::vector<Record>(kMany, ok)).size(), kMany * 4U - 1);
  EXPECT_EQ(recognised(std::vector<Record>(kMany + 1, ok)).substr(0, 20), "0 1 2 3 4 5 6 7 8 9 ");
}

// --- edited and deleted later ----------------------------------------------------------------------------------------

// The reader of exports, and what it has to say about edited and deleted messages said here.
class ReaderOfChanges final : public ingest::SourceReader {
 public:
  explicit ReaderOfChanges(std::unique_ptr<ingest::SourceReader> inner) : inner_(std::move(inner)) {}
  Result<std::optional<ingest::SourceRecord>> next(ingest::ExceptionSink& exceptions) override {
    MUNIMENT_TRY(auto record, inner_->next(exceptions));
    if (record && record->text) {
      record->facts.clear();
      if (record->text->ends_with("<This message was edited>")) record->facts.push_back({FactType::edited, "", {}});
      if (*record->text == "This message was deleted") {
        record->kind = RecordKind::message;
        record->canonical_text = "deleted";
        record->facts.push_back({FactType::deleted_by_sender, "", {}});
      }
    }
    return record;
  }
  [[nodiscard]] const ingest::SourceReport& report() const override { return inner_->report(); }

 private:
  std::unique_ptr<ingest::SourceReader> inner_;
};

Result<std::unique_ptr<ingest::SourceReader>> open_with_changes(std::shared_ptr<ingest::SourceInput> input,
                                                                const ingest::SourceOptions& options) {
  MUNIMENT_TRY(const ingest::SourceFormat* const format, ingest::find_format("whatsapp-txt"));
  MUNIMENT_TRY(auto inner, format->open(std::move(input), options));
  return std::unique_ptr<ingest::SourceReader>(std::make_unique<ReaderOfChanges>(std::move(inner)));
}

class MergeOfChanges : public Merge {
 protected:
  // One run over these chats of "Deal team": what was new, and what was held already.
  std::string changed(const std::vector<std::string>& chats, const TimeZone& zone = TimeZone::utc()) {
    auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
    if (!store) return told(store.error());
    ingest::SourceFormat format = *ingest::find_format("whatsapp-txt").value();
    format.open = open_with_changes;
    request_.actor = {"tester", "", "test"};
    std::vector<Source> sources;
    for (const std::string& chat : chats) {
      const auto path = write(std::to_string(++written_) + "/WhatsApp Chat with Deal team.txt", chat);
      sources.push_back({path, &format, {zone, ingest::DateOrder::day_month_year, {}, clock_.now_ms()}});
    }
    const auto summary = IngestRun((*store)->parts(), request_, observer_).run(sources);
    if (!summary) return told(summary.error());
    EXPECT_TRUE((*store)->close().has_value());
    return std::to_string(summary->counts.added) + " new, " + std::to_string(summary->counts.already_held) + " held";
  }
  // "m3 edit of m1: see you at 6 …"; without a reference "m3 message: …".
  std::vector<std::string> held() {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    std::vector<std::string> all;
    const uint64_t end = (*store)->parts().log().end().next_message.value;
    for (uint64_t number = 0; number < end; ++number) {
      const auto record = (*store)->parts().frames->record(MessageNumber{number});
      if (!record) continue;
      std::string line = "m" + std::to_string(number) + " " + std::string(muniment::to_string(record->kind));
      for (const Reference& reference : record->references) {
        line += " " + std::to_string(static_cast<int>(reference.type)) + ">" + std::to_string(reference.message.value_or(999));
      }
      all.push_back(line + ": " + record->text.value_or("-"));
    }
    return all;
  }

 private:
  int written_ = 0;
};

using Lines = std::vector<std::string>;
const std::string kBefore = android("05", "Ana", "hello") + android("10", "Ana", "see you at 5") + android("10", "Ben", "good");
const std::string kEdited = android("05", "Ana", "hello") + android("10", "Ana", "see you at 6 <This message was edited>") +
                            android("10", "Ben", "good");
const std::string kDeleted = android("05", "Ana", "hello") + android("10", "Ana", "This message was deleted") + android("10", "Ben", "good");

TEST_F(MergeOfChanges, WhatWasEditedLaterIsAnEditOfTheHeldMessageAndBothTextsAreKept) {
  EXPECT_EQ(changed({kBefore}), "3 new, 0 held");
  EXPECT_EQ(changed({kEdited}), "1 new, 2 held");
  EXPECT_EQ(changed({kEdited}), "0 new, 3 held");
  EXPECT_EQ(changed({kBefore}), "0 new, 3 held");
  EXPECT_EQ(held(), (Lines{"m0 message: hello", "m1 message: see you at 5", "m2 message: good",
                           "m3 edit 2>1: see you at 6 <This message was edited>"}));
}

TEST_F(MergeOfChanges, WhatAnEditedMessageSaidBeforeIsKeptAsItsEarlierForm) {
  EXPECT_EQ(changed({kEdited}), "3 new, 0 held");
  EXPECT_EQ(changed({kBefore}), "1 new, 2 held");
  EXPECT_EQ(changed({kBefore}), "0 new, 3 held");
  EXPECT_EQ(changed({kEdited}), "0 new, 3 held");
  EXPECT_EQ(held().at(3), "m3 message 7>1: see you at 5");
}

TEST_F(MergeOfChanges, WhatWasDeletedLaterIsARevocationAndItsContentStays) {
  EXPECT_EQ(changed({kBefore}), "3 new, 0 held");
  EXPECT_EQ(changed({kDeleted}), "1 new, 2 held");
  EXPECT_EQ(changed({kDeleted}), "0 new, 3 held");
  EXPECT_EQ(changed({kBefore}), "0 new, 3 held");
  EXPECT_EQ(held(), (Lines{"m0 message: hello", "m1 message: see you at 5", "m2 message: good",
                           "m3 revoke 3>1: This message was deleted"}));
}

TEST_F(MergeOfChanges, WhatADeletedMessageSaidIsKeptAsItsEarlierForm) {
  EXPECT_EQ(changed({kDeleted}), "3 new, 0 held");
  EXPECT_EQ(changed({kBefore}), "1 new, 2 held");
  EXPECT_EQ(changed({kDeleted}), "0 new, 3 held");
  EXPECT_EQ(held().at(3), "m3 message 7>1: see you at 5");
}

TEST_F(MergeOfChanges, EditedAndThenDeletedIsOneStory) {
  EXPECT_EQ(changed({kBefore}), "3 new, 0 held");
  EXPECT_EQ(changed({kEdited}), "1 new, 2 held");
  EXPECT_EQ(changed({kDeleted}), "1 new, 2 held");
  EXPECT_EQ(held().at(4), "m4 revoke 3>1: This message was deleted");
  EXPECT_EQ(changed({kBefore, kEdited, kDeleted}), "0 new, 9 held");
}

TEST_F(MergeOfChanges, ChangesAreSeenBetweenTheSourcesOfOneRunToo) {
  EXPECT_EQ(changed({kBefore, kEdited, kDeleted}), "5 new, 4 held");
  EXPECT_EQ(held().at(3).substr(0, 11), "m3 edit 2>1");
  EXPECT_EQ(held().at(4).substr(0, 13), "m4 revoke 3>1");
}

TEST_F(MergeOfChanges, ARenamedSenderOrAnotherZoneDoesNotHideIt) {
  const std::string start = android("01", "Tom", "one") + android("02", "Tom", "two") + android("03", "Ana", "three");
  const std::string renamed = android("01", "Tom (landlord)", "one") + android("02", "Tom (landlord)", "two") + android("03", "Ana", "three");
  EXPECT_EQ(changed({start + android("10", "Tom", "see you at 5")}), "4 new, 0 held");
  EXPECT_EQ(changed({renamed + android("10", "Tom (landlord)", "This message was deleted")}, *TimeZone::find("Europe/Berlin")), "1 new, 3 held");
  EXPECT_EQ(held().at(4), "m4 revoke 3>3: This message was deleted");
}

TEST_F(MergeOfChanges, WhereTwoMessagesMayBeMeantBothAreKeptWithoutAReference) {
  const std::string two = android("10", "Ana", "one") + android("10", "Ana", "two") + android("20", "Ben", "good");
  EXPECT_EQ(changed({two}), "3 new, 0 held");
  EXPECT_EQ(changed({android("10", "Ana", "This message was deleted") + android("20", "Ben", "good")}), "1 new, 1 held");
  EXPECT_EQ(held().at(3), "m3 message: This message was deleted");
  EXPECT_EQ(changed({android("10", "Ana", "one") + android("10", "Ana", "three <This message was edited>") + android("10", "Ana", "four <This message was edited>") +
                     android("20", "Ben", "good")}), "2 new, 2 held");
  EXPECT_EQ(held().at(4), "m4 message: three <This message was edited>");
}

TEST_F(MergeOfChanges, WhereTwoNoticesMayStandForOneMessageBothAreKeptWithoutAReference) {
  const std::string rest = android("20", "Ana", "two") + android("21", "Ben", "good") + android("22", "Ana", "bye");
  EXPECT_EQ(changed({android("10", "Ana", "one") + rest}), "4 new, 0 held");
  EXPECT_EQ(changed({android("10", "Ana", "three <This message was edited>") + android("10", "Ana", "four <This message was edited>") + rest}),
            "2 new, 3 held");
  EXPECT_EQ(held().at(4), "m4 message: three <This message was edited>");
  EXPECT_EQ(held().at(5), "m5 message: four <This message was edited>");
}

TEST_F(MergeOfChanges, OthersOfTheSameMinuteThatAreInBothExportsAreNotMeant) {
  const std::string rest = android("10", "Ana", "two") + android("10", "Ben", "good") + android("20", "Ben", "bye");
  EXPECT_EQ(changed({android("10", "Ana", "one") + rest}), "4 new, 0 held");
  EXPECT_EQ(changed({android("10", "Ana", "This message was deleted") + rest}), "1 new, 3 held");
  EXPECT_EQ(held().at(4), "m4 revoke 3>0: This message was deleted");
}

TEST_F(MergeOfChanges, NewMessagesBesideUnchangedOnesReferToNothing) {
  EXPECT_EQ(changed({kBefore}), "3 new, 0 held");
  EXPECT_EQ(changed({android("05", "Ana", "hello") + android("10", "Ana", "something else") + android("10", "Ben", "good")}), "1 new, 2 held");
  EXPECT_EQ(held().at(3), "m3 message: something else");
}

TEST_F(MergeOfChanges, AMinuteWithMoreThanCanWaitIsTakenWithoutReferences) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += android("10", "Ana", "line " + std::to_string(i));
  EXPECT_EQ(changed({android("10", "Ana", "see you at 5") + many}), "3001 new, 0 held");
  EXPECT_EQ(changed({android("10", "Ana", "This message was deleted") + many}), "1 new, 3000 held");
  EXPECT_EQ(held().back(), "m3001 message: This message was deleted");
}

// --- with a reader that knows what sentences and markers mean --------------------------------------------------------

// The same, from exports as devices write them.
class NeedsFacts : public Merge {
 protected:
  void SetUp() override {
    const std::string deleted = android("10", "Ana", "This message was deleted");
    if (has_facts(deleted)) return;
    GTEST_SKIP() << "the reader does not say yet what was deleted";
  }
  bool has_facts(const std::string& chat) {
    auto input = ingest::SourceInput::open(io::posix(), write("probe.txt", chat));
    ingest::SourceOptions options;
    options.date_order = ingest::DateOrder::day_month_year;
    const auto reader = ingest::find_format("whatsapp-txt").value()->open(std::shared_ptr<ingest::SourceInput>(std::move(input).value()), options);
    class : public ingest::ExceptionSink {
      void take(ingest::Exception) override {}
    } ignored;
    const auto record = (*reader)->next(ignored);
    return record && *record && find_fact((*record)->facts, FactType::deleted_by_sender) != nullptr;
  }
  std::string kinds(const std::string& query) {
    const auto found = search_for(query);
    std::string all;
    for (const MessageView& message : found->messages) {
      all += std::string(muniment::to_string(message.record.kind)) + " of " + std::to_string(message.record.references.size()) + "; ";
    }
    return all;
  }
};

TEST_F(NeedsFacts, ADeletedMessageIsARevocationInTheLaterExportOfEitherLanguage) {
  const std::string rest = android("05", "Ana", "hello") + android("20", "Ben", "good");
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", rest + android("10", "Ana", "the secret"))), "3 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", rest + android("10", "Ana", "This message was deleted"))), "1 new, 2 held");
  EXPECT_EQ(taken(write("c/WhatsApp Chat mit Deal team.txt", rest + android("10", "Ana", "Diese Nachricht wurde gelöscht."))), "0 new, 3 held");
  EXPECT_EQ(kinds("has:deleted"), "revoke of 1; ");
  EXPECT_EQ(search_for("secret")->total, 1U);
}

TEST_F(NeedsFacts, AnEditedMessageIsAnEditInTheLaterExport) {
  const std::string rest = android("05", "Ana", "hello") + android("20", "Ben", "good");
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", rest + android("10", "Ana", "see you at 5"))), "3 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", rest + android("10", "Ana", "see you at 6 <This message was edited>"))), "1 new, 2 held");
  EXPECT_EQ(kinds("has:edited"), "edit of 1; ");
}

TEST_F(NeedsFacts, EventsAboutSeveralPeopleInOneMinuteSurvive) {
  const std::string at = "13/03/2026, 09:30 - ";
  const std::string rest = android("31", "Ana", "hello") + android("32", "Ben", "good") + android("33", "Ana", "bye");
  EXPECT_EQ(taken(write("a/WhatsApp Chat with Deal team.txt", at + "Ana added Ben\n" + at + "Ana added Cem\n" + rest)), "5 new, 0 held");
  EXPECT_EQ(taken(write("b/WhatsApp Chat with Deal team.txt", at + "Ana added Cem\n" + rest)), "0 new, 4 held");
  EXPECT_EQ(taken(write("c/WhatsApp Chat with Deal team.txt", at + "Ana added Dan\n" + rest)), "1 new, 3 held");
  EXPECT_EQ(taken(write("d/WhatsApp Chat mit Deal team.txt", at + "Ana hat dich hinzugefügt\n" + rest)), "0 new, 4 held");
}

// --- standard input and progress -------------------------------------------------------------------------------------

// Standard input of the process for as long as this lives.
class Piped {
 public:
  explicit Piped(const std::string& file) : before_(dup(STDIN_FILENO)) {
    const int in = open(file.c_str(), O_RDONLY);
    EXPECT_EQ(dup2(in, STDIN_FILENO), STDIN_FILENO);
    close(in);
  }
  ~Piped() {
    dup2(before_, STDIN_FILENO);
    close(before_);
  }
  Piped(const Piped&) = delete;
  Piped& operator=(const Piped&) = delete;

 private:
  int before_;
};

TEST_F(Merge, AChatFromStandardInputIsTheOneThatIsNamedAndRefusedWithout) {
  const Piped piped(write("chat.txt", talk("Ana", "Tom", 10, 14)));
  request_.format = "whatsapp-txt";
  request_.paths = {"-"};
  const auto refused = take_all({});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().id, 2116);
  EXPECT_EQ(search_for("in:*")->total, 0U);
  request_.conversation = "Tom";
  const auto run = take_all({});
  ASSERT_OK(run);
  EXPECT_EQ(run->counts.added, 5U);
  EXPECT_EQ(conversations(), std::set<std::string>{"Tom"});
}

TEST_F(Merge, AnIngestSaysHowFarItIs) {
  std::string stream;
  for (int i = 0; i < 2500; ++i) stream += line(std::to_string(i), "text");
  write("a.jsonl", stream);
  std::vector<uint64_t> seen;
  observer_.reading = [&](const std::string& path, uint64_t records) {
    EXPECT_EQ(path, (folder_ / "a.jsonl").string());
    seen.push_back(records);
  };
  ASSERT_OK(take_all({"a.jsonl"}));
  EXPECT_EQ(seen, (std::vector<uint64_t>{1024, 2048}));
}

}  // namespace
}  // namespace muniment::pipeline
