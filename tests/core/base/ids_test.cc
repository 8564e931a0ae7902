// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ids.h"

#include <gtest/gtest.h>

#include "core/base/clock.h"

namespace muniment {
namespace {

TEST(Ids, PrintWithTheirLetter) {
  EXPECT_EQ(to_string(MessageNumber{31877}), "m31877");
  EXPECT_EQ(to_string(BatchNumber{12}), "b12");
  EXPECT_EQ(to_string(ExportNumber{9}), "x9");
}

TEST(Ids, AreReadWithOrWithoutTheirLetter) {
  EXPECT_EQ(parse_id('m', "m31877"), 31877U);
  EXPECT_EQ(parse_id('m', "31877"), 31877U);
  EXPECT_EQ(parse_id('m', "m18446744073709551615"), UINT64_MAX);
}

TEST(Ids, AnythingElseIsNoId) {
  for (const char* text : {"", "m", "b1", "mm1", "m-1", "m+1", " m1", "m1 ", "m1.0", "m0x1", "m18446744073709551616"}) {
    EXPECT_EQ(parse_id('m', text), std::nullopt) << text;
  }
}

TEST(Ids, OneCannotBePassedWhereAnotherIsMeant) {
  static_assert(!std::is_convertible_v<MessageNumber, BatchNumber>);
  static_assert(!std::is_convertible_v<uint64_t, MessageNumber>);
  EXPECT_LT(MessageNumber{1}, MessageNumber{2});
}

TEST(Ids, AMonthBeginsAtMidnightUtc) {
  EXPECT_EQ(month_of(0).yyyymm, 197001U);
  EXPECT_EQ(month_of(-1).yyyymm, 196912U);
  EXPECT_EQ(month_of(1'772'323'199'999).yyyymm, 202602U);  // 2026-02-28T23:59:59.999Z
  EXPECT_EQ(month_of(1'772'323'200'000).yyyymm, 202603U);
}

TEST(Clock, AFixedClockMovesOnlyWhenTold) {
  FixedClock clock(1000);
  EXPECT_EQ(clock.now_ms(), 1000);
  clock.advance(5);
  EXPECT_EQ(clock.now_ms(), 1005);
  clock.set(1);
  EXPECT_EQ(clock.now_ms(), 1);
}

TEST(Clock, TheSystemClockIsInThisCentury) {
  EXPECT_GT(system_clock().now_ms(), 1'700'000'000'000);
  EXPECT_LT(system_clock().now_ms(), 4'102'444'800'000);
}

}  // namespace
}  // namespace muniment
