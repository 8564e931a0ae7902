// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 at the door: validated, or repaired with a report. Inside the house every std::string is valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muniment {

// The byte at which `text` stops being valid UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF), or nothing.
std::optional<size_t> first_invalid_utf8(std::string_view text);
inline bool is_valid_utf8(std::string_view text) { return !first_invalid_utf8(text); }

struct RepairedText {
  std::string text;         // each maximal invalid piece became one U+FFFD
  size_t replacements = 0;  // 0: text is unchanged
};
RepairedText repair_utf8(std::string_view text);

struct CodePoint {
  char32_t value = 0;
  unsigned bytes = 0;  // 1 to 4
};
// The code point at the front of valid, non-empty UTF-8. For invalid input: U+FFFD and one byte.
CodePoint front_code_point(std::string_view text);
// The last one of valid, non-empty UTF-8. For invalid input: U+FFFD.
CodePoint back_code_point(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

}  // namespace muniment
