// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hex.h"

#include <gtest/gtest.h>

namespace muniment {
namespace {

TEST(Hex, IsLowerCaseAndReadInEitherCase) {
  const Bytes bytes = {0x00, 0x0f, 0xa5, 0xff};
  EXPECT_EQ(to_hex(bytes), "000fa5ff");
  EXPECT_EQ(from_hex("000FA5ff"), bytes);
  EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Hex, AnOddLengthOrAForeignLetterIsRefused) {
  for (const char* text : {"0", "0g", "0x00", " 00", "00 ", "@@", "//", "::"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace muniment
