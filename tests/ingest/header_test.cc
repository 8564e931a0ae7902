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

const DateOrder kDmy = DateOrder::day_month_year, kMdy = DateOrder::month_day_year, kYmd = DateOrder::year_month_day;

TEST(Header, YearFirst) {
  EXPECT_EQ(read("2026-03-12 09:27 - A: x", kYmd), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("2026. 3. 12. 오후 9:27 - A: x", kYmd), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("[2026. 3. 12. 오전 12:05:09] A: x", kYmd), "iOS 2026-3-12 0:5:9 | A: x");
  EXPECT_EQ(read("2026년 3월 12일 오후 9:27, A : x", kYmd), "Android 2026-3-12 21:27:0 | A : x");
  EXPECT_EQ(read("2026. 3. 12. 오후 9:27, A : x", kYmd), "Android 2026-3-12 21:27:0 | A : x");
  EXPECT_EQ(read("2026年3月12日 21:27 - A: x", kYmd), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("2026/3/12 下午9:27 - A: x", kYmd), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("[2026/3/12 中午12:27:00] A: x", kYmd), "iOS 2026-3-12 12:27:0 | A: x");
  EXPECT_EQ(read("[2026/3/12 凌晨12:27:00] A: x", kYmd), "iOS 2026-3-12 0:27:0 | A: x");
  EXPECT_EQ(read("2026/03/12 午後9:27 - A: x", kYmd), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("2026-03-12 13 h 31 - A: x", kYmd), "Android 2026-3-12 13:31:0 | A: x");
  EXPECT_EQ(read("[2026-03-12 13 h 31 min 05 s] A: x", kYmd), "iOS 2026-3-12 13:31:5 | A: x");
}

TEST(Header, TimeFirst) {
  EXPECT_EQ(read("[09:27:05, 12/3/26] A: x"), "iOS 2026-3-12 9:27:5 | A: x");
  EXPECT_EQ(read("09:27, 12 Mar 2026 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("9:27 PM, 12/03/2026 - A: x"), "Android 2026-3-12 21:27:0 | A: x");
}

TEST(Header, MonthsByName) {
  EXPECT_EQ(read("12 de marzo de 2026, 09:27 - A: x"), "no") << "not seen in any export";
  EXPECT_EQ(read("12 mar. 2026 09:27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("Mar 12, 2026, 9:27 PM - A: x", kMdy), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("12-Mar-26 09:27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12 Mar 2026, 09:27 - A: x", kMdy), "no such day") << "the word says which is the month";
}

TEST(Header, WordsBetweenDateAndTime) {
  EXPECT_EQ(read("12.3.2026 klo 9.27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12/3/26 a las 9:27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12/03/2026 às 09:27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12/03/2026 à 09:27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12.03.2026 kl. 09.27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12.03.26 г., 9:27 ч. - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12.03.26, 9:27 Uhr - A: x"), "Android 2026-3-12 9:27:0 | A: x");
}

TEST(Header, LocalHalvesOfTheDay) {
  EXPECT_EQ(read("12/3/2026, 9:27 م - A: x"), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 9:27 ص - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 9:27 ب.ظ. - A: x"), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 9:27 in the afternoon - A: x"), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 12:27 at night - A: x"), "Android 2026-3-12 0:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 11:27 at night - A: x"), "Android 2026-3-12 23:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 9:27 μ.μ. - A: x"), "Android 2026-3-12 21:27:0 | A: x");
  EXPECT_EQ(read("12/3/2026, 9:27 de la noche - A: x"), "Android 2026-3-12 21:27:0 | A: x");
}

TEST(Header, DigitsOfOtherScripts) {
  EXPECT_EQ(read("[\u200F١٢\u200F/٣\u200F/٢٠٢٦، ٩:٢٧:٠٥ م] A: x"), "iOS 2026-3-12 21:27:5 | A: x");
  EXPECT_EQ(read("१२/३/२०२६, ९:२७ - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("১২/৩/২০২৬, ৯:২৭ - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("๑๒/๓/๒๕๖๙ ๐๙:๒๗ - A: x"), "Android 2026-3-12 9:27:0 | A: x");
}

TEST(Header, OtherCalendars) {
  EXPECT_EQ(read("[12/3/2569 BE, 09:27:05] A: x"), "iOS 2026-3-12 9:27:5 | A: x");
  EXPECT_EQ(read("12/3/2569 09:27 - A: x"), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("[3/12/R8, 09:27:05] A: x", kMdy), "iOS 2026-3-12 9:27:5 | A: x");
  EXPECT_EQ(read("[令和8年3月12日 9:27:05] A: x", kYmd), "iOS 2026-3-12 9:27:5 | A: x");
  EXPECT_EQ(read("[115/3/12 下午9:27:05] A: x", kYmd), "iOS 2026-3-12 21:27:5 | A: x");
  EXPECT_EQ(read("۱۴۰۴/۱۲/۲۱،\u200F ۹:۲۷ - A: x", kYmd), "Android 2026-3-12 9:27:0 | A: x");
  EXPECT_EQ(read("1404/12/30, 9:27 - A: x", kYmd), "no") << "1404 is no leap year";
  EXPECT_EQ(read("1403/12/30, 9:27 - A: x", kYmd), "Android 2025-3-20 9:27:0 | A: x");
  EXPECT_EQ(read("[٢٣/٩/١٤٤٧ هـ، ٩:٢٧:٠٥ ص] A: x", kDmy), "iOS 2026-3-12 9:27:5 | A: x");
}

TEST(Header, MarksMayStandAnywhere) {
  EXPECT_EQ(read("\u200F[\u200F12\u200F/3\u200F/2026، 09:27:05\u200F] A: x"), "iOS 2026-3-12 9:27:5 | A: x");
  EXPECT_EQ(read("\u200E12/3/2026, 09:27\u200E - A: x"), "Android 2026-3-12 9:27:0 | A: x");
}

TEST(Header, SeparatorsThatAreRare) {
  EXPECT_EQ(read("12,03,2026, 22:35 - A: x"), "Android 2026-3-12 22:35:0 | A: x");
  EXPECT_EQ(read("13. 6. 2018. 21:25:15 a: m"), "old iOS 2018-6-13 21:25:15 | a: m");
  EXPECT_EQ(read("13. 6. 2018. 21:25:15 no sender"), "no");
  EXPECT_EQ(read("06/2018/13, 21:25:15 - a: m", kMdy), "Android 2018-6-13 21:25:15 | a: m");
  EXPECT_EQ(read("12/03/2026, 24:05 - A: x"), "Android 2026-3-12 0:5:0 | A: x");
}

TEST(Header, TheTemplateShowsTheLayout) {
  const auto template_of = [](std::string_view line) { return header_template(match_header(line)->shape); };
  EXPECT_EQ(template_of("12/3/2026, 09:27 - A: x"), "n/n/NNNN, n:n - ");
  EXPECT_EQ(template_of("[12.3.26 09:27:05] A: x"), "[n.n.n n:n:n] ");
  EXPECT_EQ(template_of("[09:27:05, 12/3/26] A: x"), "[n:n:n, n/n/n] ");
  EXPECT_EQ(template_of("2026년 3월 12일 오후 9:27, A : x"), "NNNN年n月n日 n:n, ");
  EXPECT_EQ(template_of("Mar 12, 2026, 9:27 PM - A: x"), "month n NNNN, n:n - ");
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
