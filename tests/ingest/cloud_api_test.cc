// SPDX-License-Identifier: GPL-3.0-or-later
// Webhooks of the Business Platform: what must hold beyond the samples (samples/cloud-api, by the contract suite).
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tests/ingest/reading.h"
#include "tests/support/temp_dir.h"

namespace muniment::ingest {
namespace {

std::string body_of(const std::string& changes, const std::string& entry = R"("id":"77")") {
  return R"({"object":"whatsapp_business_account","entry":[{)" + entry + R"(,"changes":[)" + changes + "]}]}";
}

// A change of the number +15550100 with these members of "value".
std::string change(const std::string& members, const std::string& field = "messages", const std::string& number = "15550100") {
  return R"({"field":")" + field + R"(","value":{"metadata":{"display_phone_number":")" + number +
         R"(","phone_number_id":"9"},)" + members + "}}";
}

std::string text_message(const std::string& id, const std::string& more = R"("from":"15550101")") {
  return "{" + more + R"(,"id":")" + id + R"(","timestamp":"1772616420","type":"text","text":{"body":"hi"}})";
}

std::string messages(const std::string& list) { return body_of(change(R"("messages":[)" + list + "]")); }

Reading read(const std::string& text) { return read_text("cloud-api", text); }

std::string key_of(const SourceRecord& record) {
  return record.conversation + "|" + record.sender + "|" + record.source_message_id;
}

std::set<std::string> keys_of(const Reading& reading) {
  std::set<std::string> keys;
  for (const SourceRecord& record : reading.records) {
    if (record.kind != RecordKind::delivery) keys.insert(key_of(record));
  }
  return keys;
}

TEST(CloudApi, TheSameItemsInOtherPostsAreTheSameRecords) {
  const std::string contacts = R"("contacts":[{"profile":{"name":"Ana"},"wa_id":"15550101"}],)";
  const std::string status = R"({"id":"wamid.2","status":"read","timestamp":"1772616421","recipient_id":"15550101"})";
  const auto together = read(body_of(change(contacts + R"("messages":[)" + text_message("wamid.1") + R"(],"statuses":[)" + status + "]")));
  const auto apart = read(body_of(change(contacts + R"("statuses":[)" + status + "]"), R"("id":"77","time":1772616500)") + "\n" +
                          messages(text_message("wamid.1")));
  EXPECT_EQ(keys_of(together).size(), 3U);
  EXPECT_EQ(keys_of(together), keys_of(apart));
}

TEST(CloudApi, WhatHasNoIdIsNamedByItsContentAlone) {
  const std::string group = R"("groups":[{"timestamp":"1772616420","group_id":"g","type":"group_suspend"}])";
  const auto once = read(body_of(change(group, "group_status_update")));
  const auto again = read(body_of(change(group, "group_status_update"), R"("id":"77","time":1772616999)"));
  EXPECT_EQ(keys_of(once), keys_of(again));
  const auto other = read(body_of(change(group, "group_status_update", "15550999")));
  EXPECT_NE(keys_of(once), keys_of(other)) << "another number of the business";
}

TEST(CloudApi, ANumberWithPunctuationIsTheSameNumber) {
  const auto reading = read(body_of(change(R"("messages":[)" + text_message("wamid.1") + "]", "messages", "+1 555-0100")));
  EXPECT_EQ(reading.records.at(0).conversation, "+15550100 +15550101");
}

TEST(CloudApi, EachNumberOfAPostIsASessionOfItsOwn) {
  const std::string one = change(R"("messages":[)" + text_message("wamid.1") + "]");
  std::string other = change(R"("messages":[)" + text_message("wamid.2") + "]", "messages", "15550200");
  other.replace(other.find(R"("9")"), 3, R"("10")");
  const auto reading = read(body_of(one + "," + other));
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.records[1].delivered->session, "77/9");
  EXPECT_EQ(reading.records[2].delivered->session, "77/10");
}

TEST(CloudApi, TheSessionOfARecorderStandsForAllOfItsDeliveries) {
  const std::string line = R"({"v":1,"src":"cloudapi","session":"shop","seq":4,"rx":"2026-03-04T09:27:01Z","event":"post","data":)";
  const auto reading = read(line + messages(text_message("wamid.1")) + "}");
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records[0].delivered->session, "shop");
  EXPECT_EQ(reading.records[0].delivered->sequence, 4U);
  EXPECT_EQ(reading.records[0].source_message_id, "wamid.1");
}

TEST(CloudApi, AnErrorOfTheWholeChangeGoesToWhatCameWithIt) {
  const std::string error = R"("errors":[{"code":131000,"title":"Something"}])";
  const auto reading = read(body_of(change(R"("contacts":[{"profile":{"name":"Ana"},"wa_id":"15550101"}],"messages":[)" + text_message("wamid.1") + "]," + error)));
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_NE(find_fact(reading.records[1].facts, FactType::error), nullptr);
  EXPECT_EQ(find_fact(reading.records[2].facts, FactType::error), nullptr) << "an identity has no errors";
}

TEST(CloudApi, WhatIsNoTextIsNothing) {
  const auto reading = read(messages(R"({"from":"15550101","id":"wamid.1","timestamp":"soon","type":"text","text":{"body":7}})") + "\n" +
                            messages(R"({"from":15550101,"id":"wamid.2","timestamp":1772616420,"type":"text","text":[]})") + "\n" +
                            messages(R"(7)") + "\n" + body_of("null") + "\n" + body_of(R"({"field":"messages","value":[]})"));
  ASSERT_EQ(reading.records.size(), 4U);
  EXPECT_FALSE(reading.records[0].text);
  EXPECT_FALSE(reading.records[0].time);
  EXPECT_EQ(reading.records[1].sender, "+15550101");
  EXPECT_EQ(reading.records[2].kind, RecordKind::unrecognised);
  ASSERT_EQ(reading.exceptions.size(), 1U);
  EXPECT_EQ(reading.exceptions[0].what, "a message names nobody");
}

TEST(CloudApi, TheDigestThatIsStatedIsReadInBothSpellings) {
  const std::string hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  const std::string base64 = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";
  const auto image = [&](const std::string& digest) {
    return R"({"from":"15550101","id":"wamid.1","type":"image","image":{"id":"5","mime_type":"image/png","sha256":")" + digest + R"("}})";
  };
  const auto one = read(messages(image(hex))), other = read(messages(image(base64)));
  ASSERT_TRUE(one.records.at(0).attachments.at(0).stated_sha256);
  EXPECT_EQ(one.records[0].attachments[0].stated_sha256, other.records.at(0).attachments.at(0).stated_sha256);
  EXPECT_EQ(one.records[0].attachments[0].source_id, "5");
  EXPECT_FALSE(read(messages(image("short"))).records.at(0).attachments.at(0).stated_sha256);
}

// As a person keeps them: each with its place, whatever braces and quotation marks are in their texts.
TEST(CloudApi, AFileMayHoldSeveralBodies) {
  const std::string one = "{\n\"object\":\"whatsapp_business_account\"," + messages(R"({"from":"15550101","id":"wamid.1","type":"text","text":{"body":"}} \\\" {"}})").substr(38);
  const std::string other = "{\n\"object\":\"whatsapp_business_account\"," + messages(text_message("wamid.2")).substr(38);
  const test::TempDir folder;
  const auto path = folder.path() / "bodies.json";
  std::ofstream(path, std::ios::binary) << "\n" << one << "\n\n" << other << other << "\n{ \"object\":";
  const auto reading = read_input("cloud-api", SourceInput::open(io::posix(), path.string()));
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.records[0].text, R"(}} \" {)");
  EXPECT_EQ(as_text(reading.records[0].raw), one);
  EXPECT_EQ(reading.records[0].place.offset, 1U);
  EXPECT_EQ(as_text(reading.records[1].raw), other);
  EXPECT_EQ(reading.records[1].place.line, 5U);
  EXPECT_EQ(reading.records[2].place.offset, reading.records[1].place.offset + other.size());
  ASSERT_EQ(reading.exceptions.size(), 1U);
  EXPECT_EQ(reading.exceptions[0].what, "not valid JSON");
  EXPECT_EQ(reading.report.lines, 8U);
  EXPECT_EQ(reading.report.lines, reading.report.header_lines + reading.report.continuation_lines);
  EXPECT_EQ(reading.report.header_lines + reading.report.further_records, 4U);
}

TEST(CloudApi, WhatTwoEndsOfACallOfferEachOtherIsNoText) {
  const auto reading = read(body_of(change(R"("calls":[{"id":"wacid.1","from":"15550101","to":"15550100","event":"connect","session":{"sdp":"v=0 o=secret","sdp_type":"offer"}}])", "calls")));
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_FALSE(reading.records[0].text);
  for (const Fact& fact : reading.records[0].facts) EXPECT_EQ(fact.text.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace muniment::ingest
