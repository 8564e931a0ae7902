// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <gtest/gtest.h>

namespace muniment {
namespace {

TEST(Json, MembersKeepTheOrderInWhichTheyWereSet) {
  EXPECT_EQ(Json::object().set("z", 1).set("a", true).set("m", "x").one_line(), R"({"z":1,"a":true,"m":"x"})");
}

TEST(Json, NumbersKeepAll64Bits) {
  EXPECT_EQ(Json::object().set("u", UINT64_MAX).set("i", INT64_MIN).one_line(),
            R"({"u":18446744073709551615,"i":-9223372036854775808})");
}

TEST(Json, TextIsEscapedAndInvalidTextReplaced) {
  EXPECT_EQ(Json::object().set("t", "a\"\\\n\x01z").one_line(), R"({"t":"a\"\\\n\u0001z"})");
  EXPECT_EQ(Json::object().set("t", "\xff").one_line(), "{\"t\":\"\xEF\xBF\xBD\"}");
}

TEST(Json, ArraysAndObjectsNest) {
  Json list = Json::array();
  list.push("a").push(uint64_t{2}).push(Json::object().set_null("n"));
  EXPECT_EQ(Json::object().set("list", list).one_line(), R"({"list":["a",2,{"n":null}]})");
  EXPECT_EQ(list.one_line(), R"(["a",2,{"n":null}])");  // a copy was set
}

TEST(Json, PrettyTextEndsWithALineFeed) { EXPECT_EQ(Json::object().set("a", 1).pretty(), "{\n  \"a\": 1\n}\n"); }

TEST(Json, SettingAMemberAgainReplacesIt) {
  EXPECT_EQ(Json::object().set("a", 1).set("a", 2).one_line(), R"({"a":2})");
}

}  // namespace
}  // namespace muniment
