// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/calendar.h"

#include <gtest/gtest.h>

#include <string>

namespace muniment {
namespace {

std::string day(Calendar calendar, int year, unsigned month, unsigned day_of_month) {
  const auto found = gregorian_day(calendar, {year, month, day_of_month});
  if (!found) return "none";
  return std::to_string(found->year) + "-" + std::to_string(found->month) + "-" + std::to_string(found->day);
}

TEST(Calendar, YearsThatOnlyCountFromElsewhere) {
  EXPECT_EQ(day(Calendar::gregorian, 2026, 2, 28), "2026-2-28");
  EXPECT_EQ(day(Calendar::buddhist, 2569, 3, 18), "2026-3-18");
  EXPECT_EQ(day(Calendar::republic, 115, 3, 18), "2026-3-18");
}

// New year's days and leap days as published by the calendar authorities.
TEST(Calendar, PersianDays) {
  EXPECT_EQ(day(Calendar::persian, 1404, 1, 1), "2025-3-21");
  EXPECT_EQ(day(Calendar::persian, 1405, 1, 1), "2026-3-21");
  EXPECT_EQ(day(Calendar::persian, 1399, 12, 30), "2021-3-20");
  EXPECT_EQ(day(Calendar::persian, 1400, 12, 30), "none");
  EXPECT_EQ(day(Calendar::persian, 1405, 6, 31), "2026-9-22");
  EXPECT_EQ(day(Calendar::persian, 1405, 7, 31), "none");
}

TEST(Calendar, IslamicDays) {
  EXPECT_EQ(day(Calendar::islamic, 1447, 1, 1), "2025-6-26");
  EXPECT_EQ(day(Calendar::islamic, 1445, 9, 1), "2024-3-11");
  EXPECT_EQ(day(Calendar::islamic, 1447, 13, 1), "none");
}

TEST(Calendar, DaysThatDoNotExist) {
  for (const Calendar calendar : {Calendar::gregorian, Calendar::buddhist, Calendar::republic, Calendar::persian, Calendar::islamic}) {
    EXPECT_EQ(day(calendar, 1404, 0, 1), "none");
    EXPECT_EQ(day(calendar, 1404, 1, 0), "none");
    EXPECT_EQ(day(calendar, 1404, 13, 1), "none");
    EXPECT_EQ(day(calendar, 1404, 1, 32), "none");
  }
  EXPECT_EQ(day(Calendar::buddhist, 2568, 2, 29), "none");
  EXPECT_EQ(day(Calendar::buddhist, 2567, 2, 29), "2024-2-29");
}

// 60 years of days one after the other are 60 years of days one after the other.
TEST(Calendar, EveryDayFollowsTheOneBefore) {
  for (const auto& [calendar, first, last] : {std::tuple(Calendar::persian, 1380, 1440), std::tuple(Calendar::islamic, 1425, 1480)}) {
    std::optional<int64_t> before;
    for (int year = first; year < last; ++year) {
      for (unsigned month = 1; month <= 12; ++month) {
        for (unsigned d = 1; d <= 31; ++d) {
          const auto found = gregorian_day(calendar, {year, month, d});
          if (!found) continue;
          const int64_t ms = *civil_to_ms(*found, 0, 0, 0);
          if (before) {
            ASSERT_EQ(ms, *before + 86'400'000) << year << "-" << month << "-" << d;
          }
          before = ms;
        }
      }
    }
  }
}

}  // namespace
}  // namespace muniment
