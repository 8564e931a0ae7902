// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_zone.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "core/base/time_text.h"

namespace muniment {
namespace {

using Kind = TimeZone::LocalKind;

int64_t wall(std::string_view text) { return parse_rfc3339(std::string(text) + "Z")->utc_ms; }
std::string utc_of(const TimeZone& zone, std::string_view text, Kind expected) {
  const auto result = zone.to_utc(wall(text));
  EXPECT_EQ(result.kind, expected) << text;
  return format_rfc3339(result.utc_ms);
}

const TimeZone& london() {
  static const TimeZone zone = TimeZone::find("Europe/London").value();
  return zone;
}

TEST(TimeZone, WinterAndSummerHaveTheirOffsets) {
  EXPECT_EQ(utc_of(london(), "2026-01-15T12:00:00", Kind::unique), "2026-01-15T12:00:00Z");
  EXPECT_EQ(utc_of(london(), "2026-07-15T12:00:00", Kind::unique), "2026-07-15T11:00:00Z");
}

TEST(TimeZone, AnHourThatWasLeftOutBecomesTheEndOfTheGap) {
  EXPECT_EQ(utc_of(london(), "2026-03-29T00:59:59.999", Kind::unique), "2026-03-29T00:59:59.999Z");
  EXPECT_EQ(utc_of(london(), "2026-03-29T01:00:00", Kind::nonexistent), "2026-03-29T01:00:00Z");
  EXPECT_EQ(utc_of(london(), "2026-03-29T01:59:59.999", Kind::nonexistent), "2026-03-29T01:00:00Z");
  EXPECT_EQ(utc_of(london(), "2026-03-29T02:00:00", Kind::unique), "2026-03-29T01:00:00Z");
}

TEST(TimeZone, AnHourThatCameTwiceIsTheEarlierOne) {
  EXPECT_EQ(utc_of(london(), "2026-10-25T00:59:59.999", Kind::unique), "2026-10-24T23:59:59.999Z");
  EXPECT_EQ(utc_of(london(), "2026-10-25T01:00:00", Kind::ambiguous), "2026-10-25T00:00:00Z");
  EXPECT_EQ(utc_of(london(), "2026-10-25T01:59:59.999", Kind::ambiguous), "2026-10-25T00:59:59.999Z");
  EXPECT_EQ(utc_of(london(), "2026-10-25T02:00:00", Kind::unique), "2026-10-25T02:00:00Z");
}

TEST(TimeZone, GoingToLocalTimeAndBackIsTheSameInstantOutsideTheOverlap) {
  const int64_t begin = wall("2026-01-01T00:00:00");
  for (int64_t utc = begin; utc < begin + int64_t{365} * 86'400'000; utc += 1'799'999) {
    const auto back = london().to_utc(london().to_local(utc).local_ms);
    EXPECT_NE(back.kind, Kind::nonexistent);
    if (back.kind == Kind::ambiguous) continue;
    ASSERT_EQ(back.utc_ms, utc);
  }
}

TEST(TimeZone, OffsetsMayBeHalfHoursAndWest) {
  const int64_t instant = wall("2026-03-04T09:27:00");
  EXPECT_EQ(TimeZone::find("Asia/Kolkata").value().format(instant), "2026-03-04 14:57:00 +05:30");
  EXPECT_EQ(TimeZone::find("America/St_Johns").value().format(instant), "2026-03-04 05:57:00 -03:30");
  EXPECT_EQ(london().format(instant), "2026-03-04 09:27:00 +00:00");
  EXPECT_EQ(TimeZone::utc().format(instant), "2026-03-04 09:27:00 +00:00");
}

TEST(TimeZone, AnUnknownNameIsRefusedWithAdvice) {
  for (const char* name : {"Europe/Atlantis", "", "../../etc/passwd", "europe/london "}) {
    const auto zone = TimeZone::find(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(zone.error().hint.find("Europe/London"), std::string::npos);
  }
}

TEST(TimeZone, TheMachinesZoneIsWhatTzSays) {
  const char* const before = std::getenv("TZ");
  const std::string kept = before != nullptr ? before : "";
  for (const char* tz : {"America/New_York", ":America/New_York"}) {
    ::setenv("TZ", tz, 1);
    EXPECT_EQ(TimeZone::of_this_machine().value().name(), "America/New_York");
  }
  ::setenv("TZ", "Mars/Olympus", 1);
  EXPECT_FALSE(TimeZone::of_this_machine());
  ::unsetenv("TZ");
  EXPECT_TRUE(TimeZone::of_this_machine());
  if (before != nullptr) ::setenv("TZ", kept.c_str(), 1);
}

}  // namespace
}  // namespace muniment
