// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/unicode_text.h"

#include <gtest/gtest.h>

namespace muniment {
namespace {

TEST(UnicodeText, ACharacterHasTheClassThatWordsAreCutBy) {
  const struct {
    char32_t character;
    CharacterClass expected;
  } rows[] = {
      {U'a', CharacterClass::letter},      {U'ß', CharacterClass::letter},    {U'ж', CharacterClass::letter},
      {U'7', CharacterClass::digit},       {U'٣', CharacterClass::digit},     {U'\u0301', CharacterClass::extend},
      {U'\u200d', CharacterClass::extend}, {U'語', CharacterClass::unspaced}, {U'한', CharacterClass::unspaced},
      {U'ก', CharacterClass::unspaced},    {U'😀', CharacterClass::emoji},     {U'🇬', CharacterClass::emoji},
      {U'€', CharacterClass::currency},    {U' ', CharacterClass::other},     {U'.', CharacterClass::other},
  };
  for (const auto& [character, expected] : rows) {
    EXPECT_EQ(static_cast<int>(character_class(character)), static_cast<int>(expected))
        << std::hex << static_cast<uint32_t>(character);
  }
}

TEST(UnicodeText, FoldingMakesEqualWhatAReaderTakesForEqual) {
  EXPECT_EQ(folded("Straße"), folded("STRASSE"));
  EXPECT_EQ(folded("Ⅳ ﬁn"), "iv fin");
  EXPECT_EQ(folded("cafe\u0301"), folded("caf\u00e9"));
  EXPECT_EQ(folded("so\u00adft"), "soft");
  EXPECT_EQ(folded("\u0130stanbul"), "istanbul");
  EXPECT_EQ(folded("\u0645\u064f\u062d\u0640\u0645\u0651\u062f"), "\u0645\u062d\u0645\u062f");
  EXPECT_EQ(folded(""), "");
}

TEST(UnicodeText, FoldingTwiceIsFoldingOnce) {
  for (const char* text : {"Straße", "ΌΣΟΣ", "Ǆ", "\u0130I\u0131i", "ﷺ", "½", "שָׁלוֹם"}) {
    EXPECT_EQ(folded(folded(text)), folded(text)) << text;
  }
}

TEST(UnicodeText, BidiMarksAreFoundOnBothSides) {
  const std::string text = "\u202A\u200Fa\u202C\u2069\u00E9";
  EXPECT_EQ(end_of_bidi_marks(text, 0), 6U);
  EXPECT_EQ(end_of_bidi_marks(text, 6), 6U);
  EXPECT_EQ(end_of_bidi_marks(text, 7), 13U);
  EXPECT_EQ(end_of_bidi_marks(text, text.size()), text.size());
  EXPECT_EQ(begin_of_bidi_marks(text, 13), 7U);
  EXPECT_EQ(begin_of_bidi_marks(text, 6), 0U);
  EXPECT_EQ(begin_of_bidi_marks(text, 7), 7U);
  EXPECT_EQ(begin_of_bidi_marks(text, text.size()), text.size());
}

TEST(UnicodeText, AppendingFoldedTextKeepsWhatIsThere) {
  std::string out = "X";
  append_folded("Y", out);
  EXPECT_EQ(out, "Xy");
}

TEST(UnicodeText, ComposedIsOneSpellingForWhatLooksTheSame) {
  EXPECT_EQ(composed("re\u0301sume\u0301"), "r\u00E9sum\u00E9");
  EXPECT_EQ(composed("r\u00E9sum\u00E9"), "r\u00E9sum\u00E9");
  EXPECT_EQ(composed("\u1100\u1161"), "\uAC00");
  EXPECT_EQ(composed("plain A\u00A0b \uFB01"), "plain A\u00A0b \uFB01") << "compatibility forms stay";
}

TEST(DecimalDigit, OfAnyScript) {
  EXPECT_EQ(decimal_digit(U'7'), '7');
  EXPECT_EQ(decimal_digit(U'\u0665'), '5');   // Arabic-Indic
  EXPECT_EQ(decimal_digit(U'\u0966'), '0');   // Devanagari
  EXPECT_EQ(decimal_digit(U'\uFF19'), '9');   // full width
  EXPECT_EQ(decimal_digit(U'\u00B2'), 0) << "raised two";
  EXPECT_EQ(decimal_digit(U'\u2163'), 0) << "Roman four";
  EXPECT_EQ(decimal_digit(U'a'), 0);
}

}  // namespace
}  // namespace muniment
