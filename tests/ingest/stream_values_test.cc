// SPDX-License-Identifier: GPL-3.0-or-later
// The small readers beneath all streams: values that have several shapes, times, people.
#include <string>

#include <gtest/gtest.h>

#include "core/model/identifier.h"
#include "ingest/stream/json_value.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

class Json {
 public:
  explicit Json(std::string text) : text_(std::move(text)) {
    EXPECT_EQ(parser_.parse(text_).get(root_), simdjson::SUCCESS) << text_;
  }
  JsonValue operator[](std::string_view key) const { return JsonValue(root_)[key]; }

 private:
  std::string text_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

Bytes abc() {
  return to_bytes(std::string_view("abc"));
}

TEST(JsonValue, WhatIsNotThereIsNothing) {
  const Json json(R"({"a":null,"b":[],"c":"x"})");
  EXPECT_FALSE(json["a"].exists());
  EXPECT_FALSE(json["z"]["y"]["x"].exists());
  EXPECT_FALSE(json["c"]["y"].exists());
  EXPECT_EQ(json["z"].text(), "");
  EXPECT_EQ(json["c"].integer(), std::nullopt);
  EXPECT_FALSE(json["z"].flag());
  EXPECT_EQ(json["b"].size(), 0U);
}

TEST(JsonValue, IntegersComeInFiveShapes) {
  const Json json(
      R"({"a":12,"b":"12","c":{"low":12,"high":0,"unsigned":true},"d":12.0,"e":{"low":-1,"high":0},"f":"12x","g":1e300})");
  for (const char* const key : {"a", "b", "c", "d"})
    EXPECT_EQ(json[key].integer(), 12) << key;
  EXPECT_EQ(json["e"].integer(), 4294967295);
  EXPECT_EQ(json["f"].integer(), std::nullopt);
  EXPECT_EQ(json["g"].integer(), std::nullopt);
}

TEST(JsonValue, BytesComeInFiveShapes) {
  const Json json(
      R"({"a":"YWJj","b":{"type":"Buffer","data":[97,98,99]},"c":{"type":"Buffer","data":"YWJj"},"d":[97,98,99],"e":{"1":98,"0":97,"2":99}})");
  for (const char* const key : {"a", "b", "c", "d", "e"})
    EXPECT_EQ(json[key].bytes(), abc()) << key;
}

TEST(JsonValue, WhatOnlyLooksLikeBytesIsNone) {
  const Json json(R"({"a":[97,256],"b":{"0":97,"2":98},"c":{"0":97,"x":98},"d":"?","e":[97,"x"]})");
  for (const char* const key : {"a", "b", "c", "d", "e"})
    EXPECT_EQ(json[key].bytes(), std::nullopt) << key;
}

TEST(JsonValue, BothAlphabetsOfBase64AreRead) {
  const Json json(R"({"a":"-_-_","b":"+/+/","c":"YQ","d":"YQ=="})");
  EXPECT_EQ(json["a"].bytes(), json["b"].bytes());
  EXPECT_EQ(json["c"].bytes(), json["d"].bytes());
}

TEST(JsonValue, AnObjectWhereAListShouldBeCountsAsOne) {
  const Json json(R"({"a":{"x":1},"b":[{"x":1},{"x":2}],"c":3})");
  const auto count = [](const JsonValue& list) {
    int times = 0;
    list.each([&](const JsonValue&) { ++times; });
    return times;
  };
  EXPECT_EQ(count(json["a"]), 1);
  EXPECT_EQ(count(json["b"]), 2);
  EXPECT_EQ(count(json["c"]), 0);
}

std::optional<int64_t> milliseconds(const std::string& written) {
  const Json json("{\"t\":" + written + "}");
  const auto time = time_of(json["t"], TimeBasis::server);
  return time ? std::optional(time->utc_ms) : std::nullopt;
}

TEST(StreamTime, SecondsMillisecondsAndTextAreTheSameInstant) {
  for (const char* const written : {"1772615220", "\"1772615220\"", "1772615220000", R"({"low":1772615220,"high":0})",
                                    "\"2026-03-04T09:07:00Z\"", "\"2026-03-04T10:07:00+01:00\""}) {
    EXPECT_EQ(milliseconds(written), 1772615220000) << written;
  }
}

TEST(StreamTime, WhatSaysThatThereIsNoTimeIsNone) {
  for (const char* const written :
       {"0", "-1", "null", "\"\"", "\"yesterday\"", "\"0001-01-01T00:00:00Z\"", "999999999999999"}) {
    EXPECT_EQ(milliseconds(written), std::nullopt) << written;
  }
}

TEST(StreamTime, PrecisionIsThatOfTheSource) {
  const Json json(R"({"s":1772615220,"ms":1772615220123})");
  EXPECT_EQ(time_of(json["s"], TimeBasis::server)->precision, TimePrecision::second);
  EXPECT_EQ(time_of(json["ms"], TimeBasis::server)->precision, TimePrecision::millisecond);
}

TEST(Participants, APersonIsSpeltOneWay) {
  for (const char* const jid : {"15550100", "+15550100", "15550100@s.whatsapp.net", "15550100:3@s.whatsapp.net",
                                "15550100_1:3@s.whatsapp.net", "15550100@c.us", "15550100@hosted"}) {
    EXPECT_EQ(participant_of(jid), "+15550100") << jid;
  }
  for (const char* const jid : {"8410223@lid", "8410223:12@lid", "8410223@hosted.lid"}) {
    EXPECT_EQ(participant_of(jid), "8410223@lid") << jid;
    EXPECT_FALSE(is_phone(participant_of(jid))) << jid;
  }
  EXPECT_EQ(participant_of(""), "");
  EXPECT_EQ(participant_of("status@broadcast"), "status@broadcast");
  EXPECT_EQ(participant_of("anonymous@s.whatsapp.net"), "anonymous@s.whatsapp.net");
}

TEST(Participants, AChatOfTwoIsTheSameFromBothSides) {
  EXPECT_EQ(conversation_of("+15550101", "+15550101", "+15550100", ""), "+15550100 +15550101");
  EXPECT_EQ(conversation_of("+15550100", "+15550100", "+15550101", ""), "+15550100 +15550101");
}

TEST(Participants, ChatsGoByWhatTheGatewayMeans) {
  EXPECT_EQ(conversation_of("1@g.us", "+15550101", "+15550100", ""), "1@g.us");
  EXPECT_EQ(conversation_of("+15550100", "+15550101", "+15550100", ""),
            "+15550100 +15550101");  // the account for the sender
  EXPECT_EQ(conversation_of("", "+15550101", "+15550100", ""), "+15550100 +15550101");
  EXPECT_EQ(conversation_of("+15550100", "+15550100", "+15550100", ""), "+15550100 +15550100");  // a note to oneself
  EXPECT_EQ(conversation_of("+15550101", "+15550101", "", "desk"), "session:desk +15550101");
}

}  // namespace
}  // namespace muniment::ingest
