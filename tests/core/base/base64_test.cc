// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base64.h"

#include <gtest/gtest.h>

namespace muniment {
namespace {

struct Row {
  std::string_view plain, base64, base32;
};
// RFC 4648 section 10, base32 in lower case and without padding.
constexpr Row kRows[] = {
    {"", "", ""},
    {"f", "Zg==", "my"},
    {"fo", "Zm8=", "mzxq"},
    {"foo", "Zm9v", "mzxw6"},
    {"foob", "Zm9vYg==", "mzxw6yq"},
    {"fooba", "Zm9vYmE=", "mzxw6ytb"},
    {"foobar", "Zm9vYmFy", "mzxw6ytboi"},
};

TEST(Base64, EncodesAndDecodesTheExamplesOfTheRfc) {
  for (const Row& row : kRows) {
    EXPECT_EQ(to_base64(as_bytes(row.plain)), row.base64);
    EXPECT_EQ(from_base64(row.base64), to_bytes(row.plain));
    EXPECT_EQ(to_base32_lower(as_bytes(row.plain)), row.base32);
  }
}

TEST(Base64, WithoutPaddingIsTheSameWithoutEqualsSigns) {
  for (const Row& row : kRows) {
    const std::string unpadded(row.base64.substr(0, row.base64.find('=')));
    EXPECT_EQ(to_base64_unpadded(as_bytes(row.plain)), unpadded);
    EXPECT_EQ(from_base64_unpadded(unpadded), to_bytes(row.plain));
  }
}

TEST(Base64, EveryByteValueSurvives) {
  for (size_t length = 0; length < 70; ++length) {
    Bytes bytes(length);
    for (size_t i = 0; i < length; ++i) bytes[i] = static_cast<Byte>(i * 37 + length);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64_unpadded(to_base64_unpadded(bytes)), bytes);
  }
}

TEST(Base64, WhatNoEncoderWritesIsRefused) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z", "====", "=", "Zm9v=", "Zm9vYg=", "Zm 9v", "Zm9v\n", "Zm9_",
                           "Zm9-", "Zh==", "Zm9=", "Zg==Zg=="}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

TEST(Base64, PaddingAndSpareBitsAreRefusedWhereThereIsNoPadding) {
  for (const char* text : {"Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vY"}) {
    EXPECT_EQ(from_base64_unpadded(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace muniment
