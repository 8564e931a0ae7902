// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/codec.h"

#include <gtest/gtest.h>

#include <random>

#include "core/base/cbor.h"
#include "core/base/hex.h"

namespace muniment {
namespace {

Record full_record() {
  Record r;
  r.source_id = "whatsapp";
  r.source_message_id = "3EB0C767D097B7C7C030";
  r.conversation = "Deal team";
  r.sender = "Ana Pereira";
  r.time = EventTime{-1, "04/03/2026, 09:27", TimeBasis::assumed, TimePrecision::minute};
  r.captured_ms = 1'790'000'000'000;
  r.collected = CollectorSequence{{1, 2, 3}, 77};
  r.parser = "whatsapp-txt/1";
  r.references = {{ReferenceType::reply, "3EB0", 31877}, {ReferenceType::edit_of, "", std::nullopt}};
  Attachment held;
  held.blob = BlobId::from(Bytes(32, 7));
  held.sha256 = Sha256::from(Bytes(32, 8));
  held.size_bytes = 5'000'000'000;
  held.mime = "application/pdf";
  held.name = "plan.pdf";
  held.kind = AttachmentKind::document;
  held.pages = 2;
  r.attachments = {held, Attachment{}};
  r.facts = {{FactType::poll, "Where?", {}}, {FactType::poll_option, "Rome", 3}, {FactType::edited, "", {}}};
  r.text = "keep this «invoice» off book 👍";
  r.custodian = "ana.pereira";
  r.raw = to_bytes("04/03/2026, 09:27 - Ana Pereira: …");
  Bytes value;
  cbor::Encoder(value).text("from the future");
  r.fields = {{32, value}, {9'999, value}};
  return r;
}

TEST(RecordCodec, WhatGoesInComesOut) {
  const Record r = full_record();
  const auto back = decode_record(encode(r));
  ASSERT_TRUE(back.has_value()) << one_line(back.error());
  EXPECT_EQ(*back, r);
}

TEST(RecordCodec, AnEmptyRecordIsOnlyItsKind) {
  EXPECT_EQ(to_hex(encode(Record{})), "a10001");
  EXPECT_EQ(*decode_record(encode(Record{})), Record{});
}

TEST(RecordCodec, AnEmptyTextIsKeptApartFromNoText) {
  Record r;
  r.text = "";
  const auto back = decode_record(encode(r));
  ASSERT_TRUE(back.has_value());
  EXPECT_TRUE(back->text.has_value());
  EXPECT_FALSE(decode_record(encode(Record{}))->text.has_value());
}

// Every basis and precision that has a name, and none besides.
TEST(RecordCodec, ATimeIsOfAnyBasisAndPrecision) {
  for (int basis = 1; to_string(static_cast<TimeBasis>(basis)) != "unknown"; ++basis) {
    for (int precision = 1; precision <= 4; ++precision) {
      Record r;
      r.time = EventTime{1, "", static_cast<TimeBasis>(basis), static_cast<TimePrecision>(precision)};
      const auto back = decode_record(encode(r));
      ASSERT_TRUE(back.has_value()) << basis << " " << precision;
      EXPECT_EQ(back->time, r.time);
      r.time->basis = static_cast<TimeBasis>(6);
      EXPECT_FALSE(decode_record(encode(r)).has_value());
    }
  }
}

TEST(RecordCodec, UnknownKeysArePreservedBitForBit) {
  const Bytes encoded = encode(full_record());
  EXPECT_EQ(encode(*decode_record(encoded)), encoded);
}

TEST(RecordCodec, TruncationAnywhereIsAnError) {
  const Bytes encoded = encode(full_record());
  for (size_t size = 0; size < encoded.size(); ++size) {
    EXPECT_FALSE(decode_record(ByteView(encoded).first(size)).has_value()) << size;
  }
}

TEST(RecordCodec, BytesAfterTheEndAreAnError) {
  Bytes encoded = encode(full_record());
  encoded.push_back(0);
  EXPECT_FALSE(decode_record(encoded).has_value());
}

// The property that makes hashes of records meaningful: nothing but the one encoding is accepted.
TEST(RecordCodec, WhateverIsAcceptedEncodesToTheSameBytes) {
  const Bytes encoded = encode(full_record());
  std::mt19937 random(20260304);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes changed = encoded;
    for (auto flips = 1 + random() % 3; flips > 0; --flips) changed[random() % changed.size()] = static_cast<Byte>(random());
    const auto decoded = decode_record(changed);
    if (!decoded) continue;
    ++accepted;
    ASSERT_EQ(to_hex(encode(*decoded)), to_hex(changed));
  }
  EXPECT_GT(accepted, 100);
}

TEST(RecordCodec, RefusesWhatIsNotDeterministic) {
  const char* const refused[] = {
      "a0",            // no kind
      "a10101",        // the first key is not the kind
      "a2000100" "01", // a key twice
      "a2000103" "60", // an empty text where no value is left out
      "a2000104" "0a", // a sender that is a number
      "a1001801",      // a number that is not in its shortest form
      "bf0001ff",      // an indefinite map
      "a20001" "0d40", // empty raw bytes
  };
  for (const char* hex : refused) EXPECT_FALSE(decode_record(*from_hex(hex)).has_value()) << hex;
}

TEST(RecordCodec, NothingIsLeftOfTheRecordThatWasThereBefore) {
  Record place;
  Record only_text;
  only_text.text = "";
  Record only_time;
  only_time.time = full_record().time;
  for (const Record& r : {full_record(), Record{}, only_time, only_text, full_record(), only_text}) {
    ASSERT_TRUE(decode_record_into(encode(r), place));
    EXPECT_EQ(place, r);
  }
  EXPECT_FALSE(decode_record_into(Bytes{0xa0}, place));
  ASSERT_TRUE(decode_record_into(encode(Record{}), place));
  EXPECT_EQ(place, Record{});
}

TEST(RecordCodec, TheKindIsReadWithoutTheRest) {
  Record r = full_record();
  r.kind = RecordKind::batch_end;
  EXPECT_EQ(*peek_kind(encode(r)), RecordKind::batch_end);
  EXPECT_FALSE(peek_kind(Bytes()).has_value());
}

}  // namespace
}  // namespace muniment
