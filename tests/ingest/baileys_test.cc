// SPDX-License-Identifier: GPL-3.0-or-later
// Baileys and the Evolution API: what they deliver twice is one thing, and a LID is no phone number.
#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/model/identity.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

std::string event(const std::string& name, const std::string& data) {
  return R"({"event":")" + name + R"(","account":"+15550100","session":"s","data":)" + data + "}\n";
}
std::string hook(const std::string& name, const std::string& data) {
  return R"({"event":")" + name + R"(","instance":"s","sender":"15550100@s.whatsapp.net","data":)" + data + "}\n";
}

std::string identity_of(const SourceRecord& source) {
  Record record;
  record.source_id = "whatsapp";
  record.conversation = source.conversation;
  record.sender = source.sender;
  record.source_message_id = source.source_message_id;
  return to_hex(*identity_array(record));
}

std::set<std::string> identities(const Reading& reading, RecordKind kind) {
  std::set<std::string> all;
  for (const SourceRecord& record : reading.records) {
    if (record.kind == kind) all.insert(identity_of(record));
  }
  return all;
}

const std::string kMessage =
    R"({"key":{"remoteJid":"15550101@s.whatsapp.net","fromMe":false,"id":"3EB0D1"},"messageTimestamp":1772615220,"message":{"conversation":"Is the invoice paid?"}})";
const std::string kByLid =
    R"({"key":{"remoteJid":"8410223000001@lid","remoteJidAlt":"15550101@s.whatsapp.net","fromMe":false,"id":"3EB0D1"},"messageTimestamp":{"low":1772615220,"high":0,"unsigned":true},"message":{"conversation":"Is the invoice paid?"}})";

TEST(Baileys, OneMessageIsOneLiveInTheHistoryByLidAndThroughTheGateway) {
  const Reading live = read_text("baileys", event("messages.upsert", R"({"type":"notify","messages":[)" + kMessage + "]}"));
  const Reading others = read_text("baileys", event("messages.upsert", R"({"messages":[)" + kByLid + "]}") +
                                                  event("messaging-history.set", R"({"messages":[)" + kMessage + "]}"));
  const Reading gateway = read_text("evolution", hook("messages.upsert", kMessage) + hook("MESSAGES_UPSERT", kByLid));
  ASSERT_EQ(identities(live, RecordKind::message).size(), 1U);
  EXPECT_EQ(identities(others, RecordKind::message), identities(live, RecordKind::message));
  EXPECT_EQ(identities(gateway, RecordKind::message), identities(live, RecordKind::message));
}

// Found by the fuzzer: a label of a member of no group stood among the conversations without one.
TEST(Baileys, WhatHappenedInAPlaceThatIsNotToldIsHeldRaw) {
  const Reading reading = read_text("baileys", event("group.member-tag.update", R"({"label":"Lead","participant":"15550102@s.whatsapp.net"})"));
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records[0].kind, RecordKind::unrecognised);
  const Fact* const type = find_fact(reading.records[0].facts, FactType::source_type);
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->text, "group.member-tag.update");
  EXPECT_FALSE(reading.records[0].raw.empty());
}

TEST(Baileys, ALidAloneStaysALid) {
  const Reading reading = read_text("baileys", event("messages.upsert", R"({"messages":[{"key":{"remoteJid":"8410223000001@lid","id":"A"},"message":{"conversation":"x"}}]})"));
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records.front().sender, "8410223000001@lid");
  EXPECT_EQ(reading.records.front().conversation, "+15550100 8410223000001@lid");
}

TEST(Baileys, ARevocationToldAsMessageAndAsUpdateIsOne) {
  const Reading reading = read_text(
      "baileys",
      event("messages.upsert", R"({"messages":[{"key":{"remoteJid":"15550101@s.whatsapp.net","id":"R1"},"message":{"protocolMessage":{"type":0,"key":{"id":"3EB0D1"}}}}]})") +
          event("messages.update", R"([{"key":{"remoteJid":"15550101@s.whatsapp.net","id":"3EB0D1"},"update":{"message":null,"messageStubType":1,"key":{"remoteJid":"15550101@s.whatsapp.net","id":"R1"}}}])"));
  EXPECT_EQ(identities(reading, RecordKind::revoke).size(), 1U);
}

TEST(Baileys, AReactionToldAsMessageAndAsEventIsOne) {
  const std::string own = R"({"remoteJid":"15550101@s.whatsapp.net","id":"X1"})";
  const std::string target = R"({"remoteJid":"15550101@s.whatsapp.net","fromMe":true,"id":"3EB0D2"})";
  const Reading reading = read_text(
      "baileys", event("messages.upsert", R"({"messages":[{"key":)" + own + R"(,"message":{"reactionMessage":{"key":)" + target + R"(,"text":"+"}}}]})") +
                     event("messages.reaction", R"([{"key":)" + target + R"(,"reaction":{"key":)" + own + R"(,"text":"+"}}])"));
  EXPECT_EQ(identities(reading, RecordKind::reaction).size(), 1U);
  EXPECT_EQ(reading.records.size(), 2U);
}

TEST(Evolution, AFileInsideTheLineIsHeld) {
  const Reading reading = read_text("evolution", hook("messages.upsert", R"({"key":{"remoteJid":"15550101@s.whatsapp.net","id":"A"},"message":{"imageMessage":{"mimetype":"image/png"},"base64":"aGVsbG8="}})"));
  ASSERT_EQ(reading.records.size(), 1U);
  ASSERT_EQ(reading.records.front().attachments.size(), 1U);
  auto stream = reading.records.front().attachments.front().open();
  ASSERT_TRUE(stream);
  const auto bytes = io::read_all(**stream, 100);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(as_text(*bytes), "hello");
}

}  // namespace
}  // namespace muniment::ingest
