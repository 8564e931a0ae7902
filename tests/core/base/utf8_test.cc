// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace muniment {
namespace {

std::string from_hex_text(std::string_view hex) { return std::string(as_text(from_hex(hex).value())); }

bool is_scalar(char32_t c) { return c < 0x110000 && (c < 0xD800 || c > 0xDFFF); }

TEST(Utf8, EveryCodePointIsWrittenAndReadBack) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (!is_scalar(c)) continue;
    std::string text;
    append_utf8(text, c);
    ASSERT_TRUE(is_valid_utf8(text)) << static_cast<uint32_t>(c);
    const CodePoint front = front_code_point(text);
    ASSERT_EQ(front.value, c);
    ASSERT_EQ(front.bytes, text.size());
    const CodePoint back = back_code_point("é" + text);
    ASSERT_EQ(back.value, c);
    ASSERT_EQ(back.bytes, text.size());
  }
}

TEST(Utf8, TheLastOfInvalidTextIsOneByte) {
  for (const char* text : {"", "a\xC3", "\x80", "\x80\x80\x80\x80\x80", "é\x80", "\xE2\x82"}) {
    EXPECT_EQ(back_code_point(text).value, 0xFFFDU) << text;
    EXPECT_EQ(back_code_point(text).bytes, 1U) << text;
  }
}

// As many sequences are valid as there are code points of that length: so each valid one is the only one of its kind.
TEST(Utf8, NoOtherSequenceIsValid) {
  size_t two = 0;
  size_t three = 0;
  for (unsigned lead = 0x80; lead <= 0xFF; ++lead) {
    for (unsigned second = 0; second <= 0xFF; ++second) {
      std::string text = {static_cast<char>(lead), static_cast<char>(second)};
      two += is_valid_utf8(text) ? 1U : 0U;
      text += '\x80';
      for (unsigned third = 0x70; third <= 0xFF; ++third) {
        text[2] = static_cast<char>(third);
        three += third >= 0x80 && is_valid_utf8(text) ? 1U : 0U;
      }
    }
  }
  EXPECT_EQ(two, 0x800U - 0x80U);
  EXPECT_EQ(three, 0x10000U - 0x800U - 0x800U);
}

TEST(Utf8, FourByteSequencesEndAtTheLastCodePoint) {
  EXPECT_TRUE(is_valid_utf8(from_hex_text("f0908080")));
  EXPECT_TRUE(is_valid_utf8(from_hex_text("f48fbfbf")));
  for (const char* hex : {"f08fbfbf", "f4908080", "f5808080", "f8888080", "ff", "fe"}) {
    EXPECT_FALSE(is_valid_utf8(from_hex_text(hex))) << hex;
  }
}

TEST(Utf8, TheFirstInvalidByteIsFoundAfterAnyRunOfAscii) {
  for (size_t before = 0; before < 40; ++before) {
    std::string text(before, 'a');
    EXPECT_EQ(first_invalid_utf8(text), std::nullopt);
    text += "\xC3\xA9\xED\xA0\x80z";
    EXPECT_EQ(first_invalid_utf8(text), before + 2);
  }
}

struct Repair {
  std::string_view bytes;
  std::string_view expected;  // "?" for U+FFFD
};
// The Unicode Standard, section 3.9, tables 3-8 to 3-11: substitution of maximal subparts.
constexpr Repair kRepairs[] = {
    {"c0afe080bff0818241", "????????A"},
    {"eda080edbfbfedaf41", "????????A"},
    {"f4919293ff4180bf42", "?????A??B"},
    {"e180e2f09192f1bf41", "????A"},
    {"61f18080e180c262806380bf64", "a???b?c??d"},
    {"e282", "?"},
    {"f09f98", "?"},
    {"80", "?"},
};

TEST(Utf8, EachMaximalInvalidPieceBecomesOneReplacement) {
  for (const Repair& repair : kRepairs) {
    const RepairedText repaired = repair_utf8(from_hex_text(repair.bytes));
    std::string shown;
    size_t replacements = 0;
    for (std::string_view rest = repaired.text; !rest.empty();) {
      const CodePoint front = front_code_point(rest);
      shown += front.value == 0xFFFD ? '?' : static_cast<char>(front.value);
      replacements += front.value == 0xFFFD ? 1U : 0U;
      rest.remove_prefix(front.bytes);
    }
    EXPECT_EQ(shown, repair.expected) << repair.bytes;
    EXPECT_EQ(repaired.replacements, replacements);
    EXPECT_TRUE(is_valid_utf8(repaired.text));
  }
}

TEST(Utf8, ValidTextIsNotTouched) {
  const std::string text = "na\u00efve \u2603 \U0001F600 \uFFFD";
  const RepairedText repaired = repair_utf8(text);
  EXPECT_EQ(repaired.text, text);
  EXPECT_EQ(repaired.replacements, 0U);
}

TEST(Utf8, TheFrontOfInvalidTextIsOneReplacedByte) {
  for (const char* hex : {"", "ff", "e282", "eda080"}) {
    const CodePoint front = front_code_point(from_hex_text(hex));
    EXPECT_EQ(front.value, 0xFFFDU);
    EXPECT_EQ(front.bytes, 1U);
  }
}

}  // namespace
}  // namespace muniment
