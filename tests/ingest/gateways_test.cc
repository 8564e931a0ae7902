// SPDX-License-Identifier: GPL-3.0-or-later
// What gateways have in common: whoever delivers a message, it is the same message, and nobody is made up.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/model/identity.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

std::string envelope(const std::string& source, const std::string& event, const std::string& data) {
  return R"({"v":1,"src":")" + source +
         R"(","session":"s1","account":"+15550100","seq":1,"rx":"2026-03-04T09:07:02.000Z","event":")" + event +
         R"(","data":)" + data + "}\n";
}

const std::string kGowa =
    R"({"event":"message","device_id":"15550100@s.whatsapp.net","payload":{"id":"3EB0D1","chat_id":"15550101@s.whatsapp.net","from":"15550101@s.whatsapp.net","from_lid":"8410223000001@lid","timestamp":"2026-03-04T10:07:00+01:00","is_from_me":false,"body":"Is the invoice paid?"}})";
const std::string kWaha =
    R"({"event":"message.any","session":"x","engine":"WEBJS","me":{"id":"15550100@c.us"},"timestamp":1772615220999,"payload":{"id":"false_15550101@c.us_3EB0D1","timestamp":1772615220,"from":"15550101@c.us","to":"15550100@c.us","fromMe":false,"body":"Is the invoice paid?"}})";
const std::string kWahaLid =
    R"({"event":"message","session":"y","engine":"NOWEB","me":{"id":"15550100@c.us"},"payload":{"id":"false_8410223000001@lid_3EB0D1","timestamp":"1772615220","from":"8410223000001@lid","fromMe":false,"body":"Is the invoice paid?","_data":{"key":{"remoteJidAlt":"15550101@s.whatsapp.net"}}}})";
const std::string kWhatsmeow =
    R"({"Info":{"Chat":"8410223000001@lid","Sender":"8410223000001:7@lid","SenderAlt":"15550101@s.whatsapp.net","IsFromMe":false,"IsGroup":false,"ID":"3EB0D1","Timestamp":"2026-03-04T09:07:00Z"},"Message":{"conversation":"Is the invoice paid?"}})";

// The one message of a delivery.
SourceRecord message_of(const Reading& reading) {
  const auto found = std::ranges::find(reading.records, RecordKind::message, &SourceRecord::kind);
  EXPECT_NE(found, reading.records.end());
  return found == reading.records.end() ? SourceRecord() : *found;
}

std::string identity_of(const SourceRecord& source) {
  Record record;
  record.source_id = "whatsapp";
  record.conversation = source.conversation;
  record.sender = source.sender;
  record.source_message_id = source.source_message_id;
  return to_hex(*identity_array(record));
}

TEST(Gateways, OneMessageIsTheSameWhoeverDeliversIt) {
  const std::vector<Reading> all = {
      read_text("gowa", kGowa + "\n"),
      read_text("waha", kWaha + "\n"),
      read_text("waha", kWahaLid + "\n"),
      read_text("session-stream", envelope("gowa", "message", kGowa)),
      read_text("session-stream", envelope("waha", "message.any", kWaha)),
      read_text("session-stream", envelope("whatsmeow", "Message", kWhatsmeow)),
  };
  const SourceRecord first = message_of(all.front());
  EXPECT_EQ(first.conversation, "+15550100 +15550101");
  EXPECT_EQ(first.sender, "+15550101");
  for (const Reading& reading : all) {
    const SourceRecord one = message_of(reading);
    EXPECT_EQ(identity_of(one), identity_of(first))
        << one.conversation << " / " << one.sender << " / " << one.source_message_id;
    EXPECT_EQ(one.text, first.text);
    EXPECT_EQ(one.time->utc_ms, first.time->utc_ms);
  }
}

TEST(Gateways, TheDigitsOfALidBecomeNoPhoneNumber) {
  const std::string only_lid =
      R"({"event":"message","device_id":"15550100@s.whatsapp.net","payload":{"id":"3EB0D1","chat_id":"8410223000001@lid","from":"8410223000001@lid","from_lid":"8410223000001@lid","timestamp":"2026-03-04T09:07:00Z","body":"Hello"}})";
  const Reading reading = read_text("gowa", only_lid + "\n");
  const SourceRecord one = message_of(reading);
  EXPECT_EQ(one.sender, "8410223000001@lid");
  EXPECT_EQ(one.conversation, "+15550100 8410223000001@lid");
  for (const SourceRecord& record : reading.records)
    EXPECT_NE(record.kind, RecordKind::identity);
}

TEST(Gateways, WhoHasTwoNamesIsSaidOnceAndWithoutATime) {
  const Reading reading = read_text("gowa", kGowa + "\n" + kGowa + "\n");
  std::vector<SourceRecord> said;
  for (const SourceRecord& record : reading.records) {
    if (record.kind == RecordKind::identity) said.push_back(record);
  }
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].sender, "+15550101");
  EXPECT_EQ(to_text(said[0].facts.at(0)), "also known as: 8410223000001@lid");
  EXPECT_FALSE(said[0].time);
}

// The first delivery needs a record that keeps the bytes for two others, the second does not: their names are the same.
TEST(Gateways, TheSameDeliveryGivesTheSameNamesAgain) {
  const std::string joined =
      R"({"event":"group.participants","device_id":"15550100@s.whatsapp.net","payload":{"chat_id":"1@g.us","type":"join","jids":["15550101@s.whatsapp.net","15550102@s.whatsapp.net"],"from":"15550103@s.whatsapp.net","from_lid":"8410223000003@lid"}})";
  const Reading reading = read_text("gowa", joined + "\n" + joined + "\n");
  std::vector<std::string> names;
  for (const SourceRecord& record : reading.records) {
    if (record.kind == RecordKind::system_event) names.push_back(record.source_message_id);
  }
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names[0], names[2]);
  EXPECT_EQ(names[1], names[3]);
  EXPECT_NE(names[0], names[1]);
}

TEST(Gateways, WhatIsAlreadyEncryptedForTheDevicesIsLeftOutWithAReason) {
  const std::string keys =
      R"({"Info":{"Chat":"1@g.us","Sender":"15550101@s.whatsapp.net","IsGroup":true,"ID":"3EB0D9","Timestamp":"2026-03-04T09:07:00Z"},"Message":{"protocolMessage":{"type":"APP_STATE_SYNC_KEY_SHARE"}}})";
  const Reading reading = read_text("whatsmeow", keys + "\n");
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_FALSE(reading.records[0].excluded.empty());
}

TEST(Gateways, WrappersAreTakenOffHoweverDeep) {
  std::string message = R"({"conversation":"inside"})";
  for (int i = 0; i < 6; ++i)
    message = R"({"ephemeralMessage":{"message":)" + message + "}}";
  const std::string event =
      R"({"Info":{"Chat":"1@g.us","Sender":"15550101@s.whatsapp.net","IsGroup":true,"ID":"3EB0DA","Timestamp":"2026-03-04T09:07:00Z"},"Message":)" +
      message + "}\n";
  EXPECT_EQ(message_of(read_text("whatsmeow", event)).text, "inside");
}

// Nobody nests like that but to make a reader fall over.
TEST(Gateways, WrappersWithoutEndAreHeldAsUnrecognised) {
  std::string message = R"({"conversation":"inside"})";
  for (int i = 0; i < 100; ++i)
    message = R"({"ephemeralMessage":{"message":)" + message + "}}";
  const std::string event =
      R"({"Info":{"Chat":"1@g.us","Sender":"15550101@s.whatsapp.net","IsGroup":true,"ID":"3EB0DB","Timestamp":"2026-03-04T09:07:00Z"},"Message":)" +
      message + "}\n";
  const Reading reading = read_text("whatsmeow", event);
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records[0].kind, RecordKind::unrecognised);
  EXPECT_FALSE(reading.records[0].raw.empty());
}

// In a chat of two nobody but its sender can take a message back, whatever the key of it seems to say.
TEST(Gateways, WhatIsDeletedInAChatOfTwoWasDeletedByItsSender) {
  const auto facts_of = [](const std::string& chat) {
    const std::string line =
        R"({"Info":{"Chat":")" + chat + R"(","Sender":"15550101@s.whatsapp.net","IsFromMe":false,"ID":"3EB0D9","Timestamp":"2026-03-04T09:07:00Z"},"Message":{"protocolMessage":{"type":0,"key":{"fromMe":false,"ID":"3EB0D1"}}}})";
    const Reading reading = read_text("session-stream", envelope("whatsmeow", "Message", line));
    std::string all;
    for (const Fact& fact : reading.records.front().facts) all += to_text(fact);
    return all;
  };
  EXPECT_EQ(facts_of("15550101@s.whatsapp.net"), "deleted by sender");
  EXPECT_EQ(facts_of("120363000000000001@g.us"), "deleted by admin: +15550101");
}

}  // namespace
}  // namespace muniment::ingest
