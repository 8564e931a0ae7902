// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/description.h"

#include <gtest/gtest.h>

#include "core/model/later_change.h"

namespace muniment {
namespace {

Record of(RecordKind kind, std::vector<Fact> facts = {}, std::vector<Reference> references = {}, const std::string& text = "") {
  Record record;
  record.kind = kind;
  record.facts = std::move(facts);
  record.references = std::move(references);
  if (!text.empty()) record.text = text;
  return record;
}

Reference to(ReferenceType type, std::optional<uint64_t> number = std::nullopt) { return {type, "X", number}; }

TEST(Description, IsEmptyWhereTheTextSaysItAll) {
  EXPECT_EQ(describe(of(RecordKind::message, {}, {}, "hello")), "");
  EXPECT_EQ(describe(of(RecordKind::message)), "no text");
  EXPECT_EQ(describe(of(RecordKind::message, {{FactType::undecryptable, "", {}}})), "undecryptable");
  Record photo = of(RecordKind::message);
  photo.attachments.emplace_back();
  EXPECT_EQ(describe(photo), "");
}

TEST(Description, NamesTheMessageThatARecordIsAboutOrSaysThatItIsAnEarlierOne) {
  EXPECT_EQ(describe(of(RecordKind::edit, {}, {to(ReferenceType::edit_of, 12)}, "new")), "edited m12");
  EXPECT_EQ(describe(of(RecordKind::edit, {}, {to(ReferenceType::edit_of)}, "new")), "edited an earlier message");
  EXPECT_EQ(describe(of(RecordKind::revoke, {}, {to(ReferenceType::revoke_of, 5)})), "deleted m5");
  EXPECT_EQ(describe(of(RecordKind::reaction, {}, {to(ReferenceType::reaction_to, 5)}, "x")), "reacted to m5");
  EXPECT_EQ(describe(of(RecordKind::reaction, {}, {to(ReferenceType::reaction_to, 5)})), "took the reaction to m5 back");
  EXPECT_EQ(describe(of(RecordKind::receipt, {{FactType::status, "read", {}}}, {to(ReferenceType::receipt_for, 5)})), "read m5");
  EXPECT_EQ(describe(of(RecordKind::receipt, {{FactType::status, "failed", {}}, {FactType::error, "Undeliverable", 131026}},
                        {to(ReferenceType::receipt_for, 5)})),
            "failed m5; error: Undeliverable (131026)");
  EXPECT_EQ(describe(of(RecordKind::vote, {{FactType::poll_option, "Rome", {}}}, {to(ReferenceType::vote_on, 8)})),
            "voted on m8; poll option: Rome");
}

TEST(Description, SaysWhatHappenedWhereNoSentenceDoes) {
  EXPECT_EQ(describe(of(RecordKind::system_event, {{FactType::member_added, "Ben", {}}, {FactType::member_added, "Cem", {}}})),
            "member added: Ben; member added: Cem");
  EXPECT_EQ(describe(of(RecordKind::system_event, {{FactType::member_added, "Ben", {}}}, {}, "Ana added Ben")), "system event");
  EXPECT_EQ(describe(of(RecordKind::system_event, {{FactType::message_pinned, "", {}}}, {to(ReferenceType::about, 6)})),
            "message pinned (m6)");
  EXPECT_EQ(describe(of(RecordKind::session_event, {{FactType::banned, "402", {}}})), "banned: 402");
  EXPECT_EQ(describe(of(RecordKind::session_event, {{FactType::source_type, "labels.edit", {}}})), "session event: labels.edit");
  EXPECT_EQ(describe(of(RecordKind::identity, {{FactType::push_name, "Ana", {}}})), "calls themself: Ana");
  EXPECT_EQ(describe(of(RecordKind::call, {{FactType::missed_call, "voice", {}}})), "missed call: voice");
  EXPECT_EQ(describe(of(RecordKind::delivery, {{FactType::source_type, "messages.upsert", 3}})), "delivery of 3 records: messages.upsert");
}

TEST(Description, WhatIsNotUnderstoodIsCalledByItsTypeAndHeldRaw) {
  EXPECT_EQ(describe(of(RecordKind::unrecognised, {{FactType::source_type, "holographMessage", {}}})), "type holographMessage, raw held");
}

TEST(LaterChanges, AreToldInTheOrderInWhichTheyCame) {
  const auto change = [](uint64_t by, ReferenceType type, RecordKind kind) { return LaterChange{MessageNumber{by}, type, kind, {}, ""}; };
  EXPECT_EQ(to_text(std::vector<LaterChange>{}), "");
  EXPECT_EQ(to_text({change(12, ReferenceType::edit_of, RecordKind::edit), change(14, ReferenceType::edit_of, RecordKind::edit),
                     change(15, ReferenceType::revoke_of, RecordKind::revoke)}),
            "edited later: m12, m14; deleted later: m15");
  EXPECT_EQ(to_text({change(3, ReferenceType::edit_of, RecordKind::message), change(4, ReferenceType::completes, RecordKind::message),
                     change(5, ReferenceType::earlier_form_of, RecordKind::message)}),
            "other content: m3; completed: m4; earlier form: m5");
}

}  // namespace
}  // namespace muniment
