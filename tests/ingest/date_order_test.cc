// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "ingest/whatsapp/date_order.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr int64_t kNow = 1'795'600'000'000;  // 25 November 2026

// The order decided for messages with these dates, or "MUN-2107", "MUN-2108". "01/02/26 IMG-20260201-WA0001.jpg" has a file.
std::string order_of(const std::vector<std::string>& dates, DateOrder asked = DateOrder::automatic, const DateHint& hint = {}) {
  DateEvidence evidence(kNow);
  uint64_t line = 0;
  for (const std::string& date : dates) {
    const size_t space = date.find(' ');
    const std::string text = date.substr(0, space) + ", 10:00 - Ana: " + (space == std::string::npos ? "x" : date.substr(space + 1));
    const auto header = match_header(text);
    ++line;
    if (header) evidence.add(*header, {text, line, false, day_in_file_name(text)});
  }
  const auto decided = evidence.decide(asked, hint);
  if (decided) return std::string(describe(decided->order));
  Error error = Result<DateDecision>(decided).error();
  return "MUN-" + std::to_string(error.id);
}

TEST(DateOrder, OneImpossibleDayDecidesForTheWholeFile) {
  EXPECT_EQ(order_of({"01/02/2026", "13/02/2026", "03/03/2026"}), "day/month/year");
  EXPECT_EQ(order_of({"01/02/2026", "02/13/2026", "03/03/2026"}), "month/day/year");
  EXPECT_EQ(order_of({"1/2/26", "13/2/26"}), "day/month/year");
  EXPECT_EQ(order_of({"1/2/26", "2/13/26"}), "month/day/year");
}

TEST(DateOrder, AFourDigitYearInFrontDecides) { EXPECT_EQ(order_of({"2026/02/03"}), "year/month/day"); }

TEST(DateOrder, MediaFileNamesDecide) {
  EXPECT_EQ(order_of({"03/02/2026 IMG-20260203-WA0001.jpg (file attached)"}), "day/month/year");
  EXPECT_EQ(order_of({"02/03/2026 IMG-20260203-WA0001.jpg (file attached)"}), "month/day/year");
  EXPECT_EQ(order_of({"03/02/2026 <attached: 00000035-PHOTO-2026-02-03-21-41-55.jpg>"}), "day/month/year");
  EXPECT_EQ(order_of({"02/02/2026 IMG-20260202-WA0001.jpg (file attached)"}), "MUN-2108");
}

TEST(DateOrder, DotsAreDayFirst) { EXPECT_EQ(order_of({"01.02.2026", "02.02.2026"}), "day/month/year"); }

TEST(DateOrder, ALongRunOfStepsBackDecides) {
  EXPECT_EQ(order_of({"01/01/2026", "10/01/2026", "01/02/2026", "10/02/2026", "01/03/2026", "10/03/2026", "01/04/2026", "10/04/2026"}), "day/month/year");
  EXPECT_EQ(order_of({"01/01/2026", "10/01/2026", "01/02/2026"}), "MUN-2108");
}

TEST(DateOrder, WhatCannotBeToldIsRefused) {
  EXPECT_EQ(order_of({"03/04/2026"}), "MUN-2108");
  EXPECT_EQ(order_of({"03/04/2026", "04/04/2026"}), "MUN-2108");
}

TEST(DateOrder, WhatContradictsItselfIsRefused) {
  EXPECT_EQ(order_of({"13/04/2026", "04/13/2026"}), "MUN-2107");
  EXPECT_EQ(order_of({"13/02/2026", "02/03/2026 IMG-20260203-WA0001.jpg", "02/04/2026 IMG-20260204-WA0001.jpg"}), "MUN-2107");
}

TEST(DateOrder, ADayInTheFutureIsNoDayOfAMessage) {
  EXPECT_EQ(order_of({"10/11/2026", "05/12/2026"}), "month/day/year");
  EXPECT_EQ(order_of({"11/10/2026", "12/05/2026"}), "day/month/year");
  EXPECT_EQ(order_of({"01/12/2026", "12/01/2026"}), "MUN-2108") << "later than today either way";
}

TEST(DateOrder, DatesWhereNoMessageCanBeAreRefusedUnlessTold) {
  EXPECT_EQ(order_of({"18/3/69", "19/3/69"}), "MUN-2110") << "2069, or a calendar with two-digit years";
  EXPECT_EQ(order_of({"18/3/2003", "19/3/2003"}), "MUN-2110") << "before there was WhatsApp";
  EXPECT_EQ(order_of({"18/3/2003", "19/3/2003"}, DateOrder::day_month_year), "day/month/year");
}

TEST(DateOrder, TheYearMayStandInTheMiddleOrBeFollowedByTheDay) {
  EXPECT_EQ(order_of({"06/2018/13"}), "month/day/year");
  EXPECT_EQ(order_of({"13/2018/06"}), "day/month/year");
  EXPECT_EQ(order_of({"06/2018/07"}), "MUN-2108");
  EXPECT_EQ(order_of({"2026/31/03", "2026/01/04"}), "year/day/month");
  EXPECT_EQ(order_of({"2026/31/03", "2026/03/31"}), "MUN-2107");
}

TEST(DateOrder, AHintSettlesOnlyWhatIsOpen) {
  const DateHint month_first{DateOrder::month_day_year, "the other chats are month first"};
  EXPECT_EQ(order_of({"03/04/2026"}, DateOrder::automatic, month_first), "month/day/year");
  EXPECT_EQ(order_of({"13/04/2026"}, DateOrder::automatic, month_first), "day/month/year");
  EXPECT_EQ(order_of({"13/04/2026", "04/13/2026"}, DateOrder::automatic, month_first), "MUN-2107");
  EXPECT_EQ(order_of({"03/04/2026"}, DateOrder::day_month_year, month_first), "day/month/year");
}

TEST(DateOrder, TheOptionSettlesWhatCannotBeTold) {
  EXPECT_EQ(order_of({"03/04/2026"}, DateOrder::day_month_year), "day/month/year");
  EXPECT_EQ(order_of({"03/04/2026"}, DateOrder::month_day_year), "month/day/year");
  EXPECT_EQ(order_of({"24-01-15", "24-01-16"}, DateOrder::year_month_day), "year/month/day");
}

TEST(DateOrder, TheOptionMayNotContradictTheFile) {
  EXPECT_EQ(order_of({"13/04/2026"}, DateOrder::month_day_year), "MUN-2107");
  EXPECT_EQ(order_of({"2026/04/03"}, DateOrder::day_month_year), "MUN-2107");
  std::vector<std::string> one_quoted_line(200, "03/04/2026");
  one_quoted_line.emplace_back("13/04/2026");
  EXPECT_EQ(order_of(one_quoted_line, DateOrder::month_day_year), "month/day/year");
}

TEST(DateOrder, TwoDigitYearsInFrontAreNotTakenForDays) {
  EXPECT_EQ(order_of({"24-01-15", "24-01-16", "24-01-17", "24-02-18"}), "MUN-2108");
  EXPECT_EQ(order_of({"15-01-24", "16-01-24", "17-01-24", "18-02-24"}), "day/month/year");
  EXPECT_EQ(order_of({"24-01-15 IMG-20240115-WA0001.jpg", "24-01-16"}), "year/month/day");
  EXPECT_EQ(order_of({"72/31/12", "25/12/31"}), "year/month/day");
}

TEST(DateOrder, TheNoticeThatAndroidPutsInFrontIsNoStepBack) {
  const std::string notice = "10/02/2026, 10:00 - Messages and calls are end-to-end encrypted.\n";
  std::string chat;
  for (const char* day : {"01/01", "10/01", "01/02", "10/02", "01/03", "10/03", "01/04"}) chat += std::string(day) + "/2026, 10:00 - Ana: x\n";
  const auto reading = read_text("whatsapp-txt", notice + chat);
  ASSERT_FALSE(reading.error) << one_line(*reading.error);
  EXPECT_EQ(reading.report.evidence.front(), "read day first the days step back 0 times, read month first 3 times");
}

TEST(DateOrder, TheEvidenceSaysWhatDecidedAndWhatAgrees) {
  const auto reading = read_text("whatsapp-txt",
                                 "13/02/2026, 10:00 - Ana: IMG-20260213-WA0001.jpg (file attached)\n"
                                 "14/02/2026, 10:00 - Ana: x\n01/03/2026, 10:00 - Ana: IMG-20260301-WA0001.jpg (file attached)\n");
  EXPECT_EQ(reading.report.decided_order, DateOrder::day_month_year);
  EXPECT_EQ(reading.report.evidence, (std::vector<std::string>{"line 1: 13/02/2026 can only be day first",
                                                               "2 media files are named after the day of the message that way and no other",
                                                               "2 of 3 dates can only be day first"}));
}

TEST(DateOrder, ALineWithADayThatDoesNotExistIsTextAndNoProofOfTheYearInFront) {
  EXPECT_EQ(order_of({"09.03.26", "31.02.26", "13.03.26"}), "day/month/year");
  EXPECT_EQ(order_of({"09/03/26", "31/02/26", "13/03/26"}), "day/month/year");
}

TEST(DateOrder, ErrorsNameLinesAndDatesAndNoContent) {
  auto reading = read_text("whatsapp-txt", "03/04/2026, 10:00 - Ana: secret\n13/04/2026, 10:00 - Ana: secret\n04/13/2026, 10:00 - Ana: secret\n");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::invalid_argument);
  EXPECT_EQ(reading.error->why, "line 2: 13/04/2026 and line 3: 04/13/2026 cannot both be right in one order");
  EXPECT_EQ((one_line(*reading.error) + reading.error->hint).find("secret"), std::string::npos);
}

}  // namespace
}  // namespace muniment::ingest::whatsapp
