// SPDX-License-Identifier: GPL-3.0-or-later
// What the house knows about characters beyond ASCII. ICU is behind this header and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace muniment {

enum class CharacterClass : uint8_t {
  other,     // spaces, punctuation, symbols, unassigned
  letter,
  digit,     // decimal digits of any script, and other numbers
  extend,    // marks and format characters: they belong to the character before them
  unspaced,  // letters of scripts that write no spaces between words (Chinese, Japanese, Thai, …) and Hangul
  emoji,     // pictographs, regional indicators
  currency,
};

// Thread-safe.
CharacterClass character_class(char32_t code_point);

bool is_skin_tone(char32_t code_point);
bool is_regional_indicator(char32_t code_point);  // two of them are a flag
bool is_hebrew_letter(char32_t code_point);

// U+200E, U+200F, U+061C, U+202A to U+202E, U+2066 to U+2069, U+FEFF: they steer direction and print nothing. Programs put
// them around telephone numbers, names and amounts.
bool is_bidi_mark(char32_t code_point);
size_t end_of_bidi_marks(std::string_view text, size_t begin);  // behind those that begin at a place of valid UTF-8
size_t begin_of_bidi_marks(std::string_view text, size_t end);  // before those that end there

// Appends the form under which text is compared: NFKC with full case folding, default-ignorable characters removed;
// then the vowel marks of Arabic and Hebrew, tatweel, and the dot that folding leaves on a Turkish capital i are
// removed. `text` is valid UTF-8. Thread-safe.
void append_folded(std::string_view text, std::string& out);
// '0' to '9' for a decimal digit of any script, 0 for everything else.
char decimal_digit(char32_t c);
std::string folded(std::string_view text);

// The composed form (NFC): one spelling for what looks the same. `text` is valid UTF-8. Thread-safe.
std::string composed(std::string_view text);

// Letters without their accents, and ø, ł, đ and the like as o, l, d. Vowel signs of other scripts are no accents. `text`
// is valid UTF-8. Thread-safe.
std::string without_accents(std::string_view text);

}  // namespace muniment
