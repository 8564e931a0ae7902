// SPDX-License-Identifier: GPL-3.0-or-later
// Events of a chat and identical messages, recognised one by one.
#include "ingest/registry.h"
#include "pipeline/held_messages.h"
#include "pipeline/incoming_record.h"
#include "tests/pipeline/merge_fixture.h"

namespace muniment::pipeline {
namespace {

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

}  // namespace
}  // namespace muniment::pipeline
