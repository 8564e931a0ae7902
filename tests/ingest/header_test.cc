// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/header.h"

#include <gtest/gtest.h>

namespace muniment::ingest::whatsapp {
namespace {

// "layout year-month-day hour:minute:second | rest", or "no".
std::string read(std::string_view line, DateOrder order = DateOrder::day_month_year) {
  const auto header = match_header(line);
  if (!header) return "no";
  const auto day = day_in_order(*header, order);
  if (!day) return "no such day";
  return std::string(layout_name(header->shape)) + " " + std::to_string(day->year) + "-" + std::to_string(day->month) + "-" +
         std::to_string(day->day) + " " + std::to_string(header->hour) + ":" + std::to_string(header->minute) + ":" +
         std::to_string(header->second) + " | " + std::string(line.substr(header->rest_at));
}

TEST(Header, AndroidLayouts) {
  EXPECT_EQ(read("12/03/2026, 09:27 - Ana: hi"), "Android 2026-3-12 9:27:0 | Ana: hi");
  EXPECT_EQ(read("12.3.26, 09:27 - Ana: hi"), "Android 2026-3-12 9:27:0 | Ana: hi");
  EXPECT_EQ(read("12-03-2026 9.27 - Ana: hi"), "Android 2026-3-12 9:27:0 | Ana: hi");
  EXPECT_EQ(read("2026/03/12, 09:27 - Ana: hi", DateOrder::year_month_day), "Android 2026-3-12 9:27:0 | Ana: hi");
  EXPECT_EQ(read("12. 3. 2026., 09:27 - Ana: hi"), "Android 2026-3-12 9:27:0 | Ana: hi");
}

TEST(Header, TwelveHourClockInAllSpellings) {
  for (const char* half : {" PM", " pm", "\u202FPM", "\u00A0p.m.", "\u202Fp.\u00A0m.", "PM", "\u2009PM"}) {
    EXPECT_EQ(read("3/12/26, 9:27" + std::string(half) + " - Ana: hi", DateOrder::month_day_year), "Android 2026-3-12 21:27:0 | Ana: hi") << half;
  }
  EXPECT_EQ(read("3/12/26, 12:05 AM - A: x", DateOrder::month_day_year), "Android 2026-3-12 0:5:0 | A: x");
  EXPECT_EQ(read("3/12/26, 12:05 PM - A: x", DateOrder::month_day_year), "Android 2026-3-12 12:5:0 | A: x");
  EXPECT_EQ(read("3/12/26, 00:05 a. m. - A: x", DateOrder::month_day_year), "Android 2026-3-12 0:5:0 | A: x");
}

TEST(Header, AppleLayouts) {
  EXPECT_EQ(read("[12/03/2026, 09:27:05] Ana: hi"), "iOS 2026-3-12 9:27:5 | Ana: hi");
  EXPECT_EQ(read("\u200E[12/03/2026, 09:27:05] Ana: \u200Ehi"), "iOS 2026-3-12 9:27:5 | Ana: \u200Ehi");
  EXPECT_EQ(read("[12.03.26 9:27:05\u202FPM] Ana: hi"), "iOS 2026-3-12 21:27:5 | Ana: hi");
  EXPECT_EQ(read("\u200F[12\u200F/3\u200F/2026, 9:27:05] Ana: hi"), "iOS 2026-3-12 9:27:5 | Ana: hi");
  EXPECT_EQ(read("12.03.26 09:27:05: Ana: hi"), "old iOS 2026-3-12 9:27:5 | Ana: hi");
}

TEST(Header, OtherLinesAreNoHeaders) {
  for (const char* line : {"", "hi", "12/03/2026", "12/03/2026, 09:27", "12/03/2026, 09:27 Ana: hi", "12/03/2026, 25:00 - Ana: hi",
                           "12/03/2026, 13:00 PM - Ana: hi", "32/13/2026, 09:27 - Ana: hi", "99/99/99, 09:27 - Ana: hi",
                           "12/03-2026, 09:27 - Ana: hi", "123/03/2026, 09:27 - Ana: hi", "[12/03/2026, 09:27:05 Ana: hi",
                           "12/03/2026, 9:7 - Ana: hi", "12/03/2026, 09:60 - A: x", "2026-03-12T09:27:00Z - A: x", "[", "\u200E"}) {
    EXPECT_EQ(read(line), "no") << line;
  }
  EXPECT_EQ(read("31/02/2026, 09:27 - Ana: hi"), "no");
  EXPECT_EQ(read("12/31/2026, 09:27 - Ana: hi"), "no such day");
  EXPECT_EQ(read("29/02/2024, 09:27 - A: x"), "Android 2024-2-29 9:27:0 | A: x");
}

}  // namespace
}  // namespace muniment::ingest::whatsapp
