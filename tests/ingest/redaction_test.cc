// SPDX-License-Identifier: GPL-3.0-or-later
// No secret that a gateway delivers is in anything that is read: not in records, exceptions or attachments.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ingest/stream/redaction.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

std::string everything_in(const Reading& reading) {
  std::string all;
  for (const SourceRecord& record : reading.records) {
    all += as_text(record.raw);
    all += record.text.value_or("") + record.sender + record.conversation + record.source_message_id + record.excluded;
    for (const Fact& fact : record.facts) all += fact.text;
    for (const SourceAttachment& one : record.attachments) all += one.name + one.source_id;
  }
  for (const Exception& exception : reading.exceptions) all.append(exception.what).append(exception.why).append(as_text(exception.raw));
  return all;
}

std::string redacted(std::string_view line) {
  const auto redaction = redact(line);
  return redaction ? redaction->bytes : std::string(line);
}

constexpr std::string_view kSecret = "SECRET-7f3a";

// As {"event", …} of the gateway, bare.
const std::vector<std::pair<std::string, std::string>> kDeliveries = {
    {"baileys", R"({"event":"creds.update","data":{"me":{"id":"1"},"anything":"SECRET-7f3a"}})"},
    {"baileys", R"({"data":{"me":1,"noiseKey":{"private":"SECRET-7f3a"}},"event":"creds.update"})"},
    {"baileys", R"({"event":"creds.update","data":"SECRET-7f3a"})"},
    {"baileys", R"({"event":"connection.update","data":{"qr":"SECRET-7f3a"}})"},
    {"baileys", R"({"event":"connection.update","data":{"q\u0072":"SECRET-7f3a"}})"},
    {"baileys", R"({"event":"messages.upsert","data":{"messages":[{"key":{"remoteJid":"1@s.whatsapp.net","id":"A"},"message":{"protocolMessage":{"type":6,"appStateSyncKeyShare":{"keys":[{"keyData":{"keyData":"SECRET-7f3a"}}]}}}}]}})"},
    {"evolution", R"({"event":"messages.upsert","instance":"i","apikey":"SECRET-7f3a","data":{"key":{"remoteJid":"15550101@s.whatsapp.net","id":"A"},"message":{"conversation":"x"}}})"},
    {"evolution", R"({"event":"unheard.of","instance":"i","ApiKey" : "SECRET-7f3a","data":{"a":1}})"},
    {"evolution", R"({"event":"QRCODE_UPDATED","instance":"i","data":{"code":"SECRET-7f3a","base64":"SECRET-7f3a","pairingCode":"SECRET-7f3a"}})"},
    {"evolution", R"({"event":"instance.create","instance":"i","data":{"hash":"SECRET-7f3a"}})"},
    {"evolution", R"({"headers":{"Authorization":"Bearer SECRET-7f3a"},"body":"{\"event\":\"call\",\"instance\":\"i\",\"data\":{},\"apikey\":\"SECRET-7f3a\"}"})"},
    {"gowa", R"({"headers":{"authorization":"Basic SECRET-7f3a"},"body":{"event":"message","device_id":"1@s.whatsapp.net","payload":{"id":"A"}}})"},
    {"waha", R"({"headers":{"X-Api-Key":"SECRET-7f3a"},"body":{"event":"session.status","session":"s","engine":"NOWEB","payload":{"status":"WORKING"}}})"},
    {"whatsmeow", R"({"type":"QR","event":{"Codes":["SECRET-7f3a"]}})"},
    {"whatsmeow", R"({"type":"Message","token":"SECRET-7f3a","event":{"Info":{"ID":"A","Chat":"1@s.whatsapp.net"},"Message":{"conversation":"x"}}})"},
    {"cloud-api", R"({"headers":{"Authorization":"SECRET-7f3a"},"body":{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{}}]}]}})"},
    {"baileys", R"({"event":"connection.update","data":{"\u0071r":"SECRET-7f3a"}})"},
    {"baileys", R"({"event":"connection.update","data":{"qrc\u006fde":"SECRET-7f3a"}})"},
    {"baileys", R"({"event":"connection.update","data":{"qrcod\u0065":"SECRET-7f3a"}})"},
    {"baileys", R"({"event":"connection.update","data":{"qr\u0043ode":"SECRET-7f3a"}})"},
};

TEST(Redaction, NoSecretOfAnyGatewayIsInWhatIsRead) {
  for (const auto& [format, line] : kDeliveries) {
    const Reading reading = read_text(format, line + "\n");
    EXPECT_FALSE(reading.error) << line;
    EXPECT_EQ(everything_in(reading).find(kSecret), std::string::npos) << line << "\n" << everything_in(reading);
    EXPECT_EQ(reading.records.size() + reading.exceptions.size(), reading.report.header_lines + reading.report.further_records) << line;
  }
}

TEST(Redaction, NoSecretIsInALineThatBreaksOff) {
  for (const auto& [format, line] : kDeliveries) {
    for (size_t length = 1; length < line.size(); ++length) {
      if (line.substr(0, length).find("\\u00") != std::string::npos) break;  // a name in escapes, in a line that is no JSON
      const Reading reading = read_text(format, line.substr(0, length));
      EXPECT_EQ(everything_in(reading).find("SECRET"), std::string::npos) << line.substr(0, length);
      EXPECT_EQ(reading.records.size() + reading.exceptions.size(), 1U) << line.substr(0, length);
    }
  }
}

TEST(Redaction, TheRecordSaysWhatWasTakenOut) {
  const Reading reading = read_text("evolution", kDeliveries[6].second + "\n");
  const Fact* const said = find_fact(reading.records.front().facts, FactType::redacted);
  const bool is_first = said != nullptr;
  ASSERT_TRUE(is_first);
  EXPECT_EQ(said->text, "apikey");
}

TEST(Redaction, WhatIsRedactedAlreadyIsReadTheSameAgain) {
  for (const auto& [format, line] : kDeliveries) {
    const auto once = redact(line);
    ASSERT_TRUE(once) << line;
    const auto again = redact(once->bytes);
    ASSERT_TRUE(again) << once->bytes;
    EXPECT_EQ(again->bytes, once->bytes);
    EXPECT_EQ(again->paths, once->paths);
  }
}

TEST(Redaction, EverythingElseStandsAsItWasDelivered) {
  EXPECT_EQ(redacted(R"( {"a" : 1.50,"apikey" :"x" ,"b":"\u00e9\/"})"), R"( {"a" : 1.50,"apikey" :"[redacted]" ,"b":"\u00e9\/"})");
  EXPECT_EQ(redacted(R"({"body":"{\"t\":\"\ud83d\ude00 \\\\ \\\"\",\"token\":\"x\"}"})"),
            "{\"body\":\"{\\\"t\\\":\\\"\xF0\x9F\x98\x80 \\\\\\\\ \\\\\\\"\\\",\\\"token\\\":\\\"[redacted]\\\"}\"}");
}

TEST(Redaction, TheKeysOfASessionAreTakenOutWhateverTheyAreCalled) {
  EXPECT_EQ(redacted(R"({"data":{"anything":["SECRET-7f3a"]},"event":"creds.update"})"),
            R"({"data":"[redacted]","event":"creds.update"})");
  EXPECT_EQ(redacted(R"({"creds.update":{"anything":1}})"), R"({"creds.update":"[redacted]"})");
}

TEST(Redaction, WhatPeopleWroteIsNoSecret) {
  for (const std::string_view line : {
           R"({"event":"message","payload":{"body":"{\"apikey\":\"mine\"}"}})",
           R"({"text":"my token: 123, password=x"})",
           R"({"mediaKey":"AAAA","messageSecret":"BBBB"})",
           R"({"apikey":null,"token":""})",
           R"({"private":true})",
           R"({"tokens":"x","mytoken":"y"})",
       }) {
    EXPECT_FALSE(redact(line)) << line;
  }
}

TEST(Redaction, ALogLineAmongTheEventsIsCutBeforeItsSecret) {
  const auto redaction = redact("POST /hook apikey=SECRET-7f3a");
  ASSERT_TRUE(redaction);
  EXPECT_TRUE(redaction->is_cut);
  EXPECT_EQ(redaction->bytes, "POST /hook apikey=");
  const Reading reading = read_text("evolution", "POST /hook apikey=SECRET-7f3a\n");
  ASSERT_EQ(reading.exceptions.size(), 1U);
  EXPECT_NE(reading.exceptions.front().why.find("11 bytes"), std::string::npos) << reading.exceptions.front().why;
}

// Found by the fuzzer: what was kept of such a body did not say that something is missing.
TEST(Redaction, ABodyThatIsNoJsonIsCutBeforeItsSecretAndSaysSo) {
  const std::string line = R"({"headers":{},"body":"{\"a\":1},\"creds\":\"SECRET-7f3a\"}"})";
  const auto redaction = redact(line);
  ASSERT_TRUE(redaction);
  EXPECT_FALSE(redaction->is_cut) << "the line itself is whole";
  EXPECT_EQ(redaction->bytes, R"({"headers":{},"body":"{\"a\":1},\"creds\":[redacted]"})");
  const auto again = redact(redaction->bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->bytes, redaction->bytes);
  EXPECT_EQ(again->paths, redaction->paths);
}

TEST(Redaction, DeepNestingIsNotFollowedForEver) {
  const std::string deep = R"({"apikey":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  const auto redaction = redact(deep);
  ASSERT_TRUE(redaction);
  EXPECT_LT(redaction->bytes.size(), 100U);
}

}  // namespace
}  // namespace muniment::ingest
