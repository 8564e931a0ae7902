// SPDX-License-Identifier: GPL-3.0-or-later
// What was edited or deleted between two exports: both forms are kept, and the later one says of which it is.
#include "ingest/registry.h"
#include "pipeline/ingest_run.h"
#include "tests/pipeline/merge_fixture.h"

namespace muniment::pipeline {
namespace {

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

Result<std::unique_ptr<ingest::SourceReader>> open_with_changes(const ingest::SourceFormat&, std::shared_ptr<ingest::SourceInput> input,
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
    format.opener = open_with_changes;
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

}  // namespace
}  // namespace muniment::pipeline
