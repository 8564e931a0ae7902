// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/identity.h"

#include <gtest/gtest.h>

#include "core/model/codec.h"

namespace muniment {
namespace {

Record with_id() {
  Record r;
  r.source_id = "jsonl";
  r.conversation = "Deal team";
  r.source_message_id = "7";
  r.sender = "Ana";
  return r;
}

Record without_id() {
  Record r = with_id();
  r.source_message_id.clear();
  set_text_identity(r, {"2026-03-04 09:27", {1, 2, 3}, 0});
  return r;
}

TEST(MessageIdentity, TheAccountAndTheCustodianPlayNoPart) {
  Record other = with_id();
  other.custodian = "somebody";
  other.captured_ms = 5;
  other.text = "the text plays no part either, where there is an id";
  EXPECT_EQ(*identity_array(with_id()), *identity_array(other));
}

TEST(MessageIdentity, EachPartOfItCounts) {
  const Bytes base = *identity_array(with_id());
  for (const auto change : {+[](Record& r) { r.source_id = "whatsapp"; }, +[](Record& r) { r.conversation = "Choir"; },
                            +[](Record& r) { r.source_message_id = "8"; }, +[](Record& r) { r.sender = "Ben"; },
                            +[](Record& r) { set_revision(r, 1); }}) {
    Record changed = with_id();
    change(changed);
    EXPECT_NE(*identity_array(changed), base);
  }
}

TEST(MessageIdentity, WithoutAnIdMinuteTextAndOrdinalCount) {
  const Bytes base = *identity_array(without_id());
  for (const TextIdentity& text : {TextIdentity{"2026-03-04 09:28", {1, 2, 3}, 0}, TextIdentity{"2026-03-04 09:27", {9}, 0},
                                   TextIdentity{"2026-03-04 09:27", {1, 2, 3}, 1}}) {
    Record changed = without_id();
    set_text_identity(changed, text);
    EXPECT_NE(*identity_array(changed), base);
  }
}

TEST(MessageIdentity, IsTheSameAfterTheRecordWasStored) {
  Record r = without_id();
  set_revision(r, 2);
  EXPECT_EQ(*identity_array(*decode_record(encode(r))), *identity_array(r));
  EXPECT_EQ(*revision_of(r), 2U);
}

TEST(MessageIdentity, ContentIsTheSameInAnyConversationAndAbsentWhereThereIsAnId) {
  Record elsewhere = without_id();
  elsewhere.conversation = "renamed";
  EXPECT_EQ(*content_array(elsewhere), *content_array(without_id()));
  EXPECT_FALSE(content_array(with_id())->has_value());
}

TEST(MessageIdentity, ContentIsTheSameWhateverTheSenderIsCalled) {
  Record renamed = without_id();
  renamed.sender = "Ana (work)";
  EXPECT_EQ(*content_array(renamed), *content_array(without_id()));
  EXPECT_NE(*identity_array(renamed), *identity_array(without_id()));
}

TEST(MessageIdentity, ASenderOfTheTextIdentityStandsForTheOneAsWritten) {
  Record renamed = without_id();
  renamed.sender = "Ana (work)";
  TextIdentity text = **text_identity_of(renamed);
  text.sender = "Ana";
  set_text_identity(renamed, text);
  EXPECT_EQ(*identity_array(renamed), *identity_array(without_id()));
  const Record stored = *decode_record(encode(renamed));
  EXPECT_EQ(**text_identity_of(stored), text);
  EXPECT_EQ(stored.sender, "Ana (work)");
}

TEST(MessageIdentity, ARecordWithNeitherIsAnError) {
  Record r = with_id();
  r.source_message_id.clear();
  EXPECT_FALSE(identity_array(r).has_value());
}

}  // namespace
}  // namespace muniment
