// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/ingest/input_test.h"

namespace muniment::ingest {
namespace {

Reading read(const std::string& text) { return read_text("jsonl", text); }

// A line with these keys in place of, or besides, the needed ones.
std::string line(const std::string& more = "", const std::string& text = R"("text":"hi")") {
  return R"({"conversation":"c","sender":"Ana","time":"2026-03-04T09:27:00.250+01:00",)" + text + more + "}";
}

TEST(Jsonl, ARecordHasWhatTheLineSays) {
  const auto reading = read(line(R"(,"id":"m1","reply_to":7,"custodian":"Dana")") + "\r\n");
  ASSERT_EQ(reading.records.size(), 1U);
  const SourceRecord& r = reading.records[0];
  EXPECT_EQ(r.source_message_id, "m1");
  EXPECT_EQ(r.conversation, "c");
  EXPECT_EQ(r.custodian, "Dana");
  EXPECT_EQ(r.references, (std::vector<Reference>{{ReferenceType::reply, "7", std::nullopt}}));
  EXPECT_EQ(r.time, (EventTime{1772612820250, "2026-03-04T09:27:00.250+01:00", TimeBasis::stated, TimePrecision::millisecond}));
  EXPECT_EQ(as_text(r.raw), line(R"(,"id":"m1","reply_to":7,"custodian":"Dana")"));
}

TEST(Jsonl, WithoutAnIdTheTextIdentifies) {
  const auto reading = read(line("", "\"text\":\"a\u00A0\u200Eb\"") + "\n" + line(R"(,"id":"x")"));
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.records[0].wall_minute, "2026-03-04 09:27");
  EXPECT_EQ(reading.records[0].canonical_text, "a b");
  EXPECT_EQ(reading.records[1].wall_minute, "");
}

TEST(Jsonl, EscapedKeysAreTheSameKeys) {
  EXPECT_EQ(read(line(R"(,"\u0069d":"m1")")).records.at(0).source_message_id, "m1");
  EXPECT_EQ(read(line(R"(,"id":"m1","\u0069d":"m2")")).exceptions.at(0).what, "duplicate key \"id\"");
}

TEST(Jsonl, LargeIntegersKeepEveryDigit) {
  EXPECT_EQ(read(line(R"(,"id":18446744073709551615)")).records.at(0).source_message_id, "18446744073709551615");
  EXPECT_EQ(read(line(R"(,"id":-3)")).records.at(0).source_message_id, "-3");
  EXPECT_EQ(read(line(R"(,"id":18446744073709551616)")).exceptions.size(), 1U);
}

TEST(Jsonl, AFaultyLineSaysWhereItStandsAndIsKept) {
  const auto reading = read("\n" + line() + "\n{\"secret\":\n" + line() + "\n");
  ASSERT_EQ(reading.exceptions.size(), 1U);
  const Exception& e = reading.exceptions[0];
  EXPECT_EQ(e.place.line, 3U);
  EXPECT_EQ(e.place.offset, line().size() + 2);
  EXPECT_EQ(as_text(e.raw), "{\"secret\":");
  EXPECT_EQ(e.what.find("secret"), std::string::npos);
  EXPECT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.report.blank_lines, 1U);
}

TEST(Jsonl, KeysThatMayHoldContentAreNotRepeated) {
  EXPECT_EQ(read(line(R"(,"call me at +44 7700 900999":1)")).exceptions.at(0).what, "unknown key (not shown)");
}

using JsonlFolder = InputTest;

TEST_F(JsonlFolder, FilesComeInTheOrderOfTheirNumbers) {
  write("log-10.jsonl", line(R"(,"id":"late")"));
  write("log-9.ndjson", line(R"(,"id":"early")"));
  const auto reading = read_input("jsonl", SourceInput::open(io::posix(), top_.string()));
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.records[0].source_message_id, "early");
  EXPECT_EQ(reading.report.warnings, std::vector<std::string>{});
}

TEST_F(JsonlFolder, OfAnEmptyFileAWarningIsGiven) {
  write("a.jsonl", line());
  write("b.jsonl", "");
  const auto reading = read_input("jsonl", SourceInput::open(io::posix(), top_.string()));
  EXPECT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.report.warnings, std::vector<std::string>{"\"b.jsonl\" is empty (0 bytes) and gave nothing"});
}

TEST(Jsonl, ALineOverTheLimitIsCutAndSaysSo) {
  const auto reading = read(line("", "\"text\":\"" + std::string(size_t{65} << 20, 'x') + "\"") + "\n" + line());
  ASSERT_EQ(reading.exceptions.size(), 1U);
  EXPECT_EQ(reading.exceptions[0].what, "the line is longer than 64 MiB");
  EXPECT_EQ(reading.exceptions[0].raw.size(), 65536U);
  EXPECT_EQ(reading.records.size(), 1U);
}

}  // namespace
}  // namespace muniment::ingest
