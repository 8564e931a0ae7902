// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_text.h"

#include <array>
#include <ctime>
#include <random>

#include <gtest/gtest.h>

namespace muniment {
namespace {

struct Row {
  std::string_view text;
  std::string_view utc;
  TimePrecision precision;
};
// The examples of RFC 3339 section 5.8, and what else a source may write.
constexpr Row kRows[] = {
    {"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z", TimePrecision::millisecond},
    {"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z", TimePrecision::second},
    {"1990-12-31T23:59:60Z", "1990-12-31T23:59:59.999Z", TimePrecision::second},
    {"1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59.999Z", TimePrecision::second},
    {"1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z", TimePrecision::millisecond},
    {"2026-03-04 09:27:00.250+01:00", "2026-03-04T08:27:00.250Z", TimePrecision::millisecond},
    {"2026-03-04t09:27:00z", "2026-03-04T09:27:00Z", TimePrecision::second},
    {"2026-03-04T09:27:00.0009Z", "2026-03-04T09:27:00Z", TimePrecision::millisecond},
    {"2026-03-04T09:27:00.123456789Z", "2026-03-04T09:27:00.123Z", TimePrecision::millisecond},
    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", TimePrecision::second},
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", TimePrecision::second},
    {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", TimePrecision::millisecond},
};

constexpr std::string_view kRefused[] = {
    "",
    "2026-03-04",
    "2026-03-04T09:27:00",
    "2026-03-04T09:27Z",
    "2026-3-4T09:27:00Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-32T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:61Z",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00,5Z",
    "2026-01-01T00:00:00+1:00",
    "2026-01-01T00:00:00+0100",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00Z ",
    " 2026-01-01T00:00:00Z",
    "2026-01-01X00:00:00Z",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "-001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
};

TEST(TimeText, ReadsRfc3339) {
  for (const Row& row : kRows) {
    const auto parsed = parse_rfc3339(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(format_rfc3339(parsed->utc_ms), row.utc);
    EXPECT_EQ(parsed->precision, row.precision) << row.text;
  }
}

TEST(TimeText, RefusesWhatIsNotAnInstantOfTheYears1To9999) {
  for (const std::string_view text : kRefused) EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(TimeText, MillisecondsAreWrittenWhenThereAreSome) {
  EXPECT_EQ(format_rfc3339(1'772'616'420'000), "2026-03-04T09:27:00Z");
  EXPECT_EQ(format_rfc3339(1'772'616'420'007), "2026-03-04T09:27:00.007Z");
  EXPECT_EQ(format_rfc3339_ms(1'772'616'420'000), "2026-03-04T09:27:00.000Z");
}

TEST(TimeText, WritesTheDatesOfMail) {
  EXPECT_EQ(format_rfc5322(1'772'616'420'000), "Wed, 04 Mar 2026 09:27:00 +0000");
  EXPECT_EQ(format_asctime(1'772'616'420'000), "Wed Mar  4 09:27:00 2026");
  EXPECT_EQ(format_rfc5322(-1), "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST(TimeText, AgreesWithTheCLibraryOnAnyInstant) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<int64_t> seconds(-62'135'596'800, 253'402'300'799);
  for (int i = 0; i < 20'000; ++i) {
    const time_t instant = seconds(random);
    std::tm parts{};
    gmtime_r(&instant, &parts);
    std::array<char, 64> expected{};
    std::snprintf(expected.data(), expected.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
                  parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    const std::string text = format_rfc3339(instant * 1000);
    ASSERT_EQ(text, expected.data());
    ASSERT_EQ(parse_rfc3339(text)->utc_ms, instant * 1000);
    std::strftime(expected.data(), expected.size(), "%a, %d %b %Y", &parts);
    if (parts.tm_year + 1900 < 1000) continue;  // %Y writes no leading zeros
    ASSERT_TRUE(format_rfc5322(instant * 1000).starts_with(expected.data()));
  }
}

TEST(TimeText, ADayThatDoesNotExistIsNoInstant) {
  EXPECT_EQ(civil_to_ms({1970, 1, 2}, 0, 0, 1, 5), 86'401'005);
  EXPECT_FALSE(civil_to_ms({2026, 2, 29}, 0, 0, 0));
  EXPECT_FALSE(civil_to_ms({2026, 4, 31}, 0, 0, 0));
  EXPECT_FALSE(civil_to_ms({0, 1, 1}, 0, 0, 0));
  EXPECT_FALSE(civil_to_ms({2026, 1, 1}, 24, 0, 0));
  EXPECT_FALSE(civil_to_ms({2026, 1, 1}, 0, 0, 60));
}

TEST(TimeText, TheDayOfAnInstantBefore1970IsRight) {
  const CivilDay day = civil_day_of(-1);
  EXPECT_EQ(day.year, 1969);
  EXPECT_EQ(day.month, 12U);
  EXPECT_EQ(day.day, 31U);
}

}  // namespace
}  // namespace muniment
