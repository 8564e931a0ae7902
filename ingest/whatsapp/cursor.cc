// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/cursor.h"

#include <array>

#include "core/base/utf8.h"
#include "ingest/canonical_text.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr unsigned kMostDigits = 5;

// Where the digits 0 to 9 of a script begin (Unicode, category Nd).
constexpr std::array<char32_t, 16> kZeros = {
    0x0660,  // Arabic-Indic
    0x06F0,  // Persian, Urdu
    0x0966,  // Devanagari
    0x09E6,  // Bengali
    0x0A66,  // Gurmukhi
    0x0AE6,  // Gujarati
    0x0B66,  // Odia
    0x0BE6,  // Tamil
    0x0C66,  // Telugu
    0x0CE6,  // Kannada
    0x0D66,  // Malayalam
    0x0E50,  // Thai
    0x0ED0,  // Lao
    0x1040,  // Myanmar
    0x17E0,  // Khmer
    0xFF10,  // full width
};

}  // namespace

bool Cursor::take_digit_of_another_script(unsigned& digit) {
  const CodePoint c = front_code_point(rest());
  for (const char32_t zero : kZeros) {
    if (c.value < zero || c.value > zero + 9) continue;
    digit = c.value - zero;
    at_ += c.bytes;
    return true;
  }
  return false;
}

unsigned Cursor::take_number(unsigned& value) {
  value = 0;
  for (unsigned digits = 0;; ++digits) {
    unsigned digit = static_cast<unsigned char>(peek()) - 0x30U;
    if (digits == kMostDigits) return digits;
    if (digit <= 9) {
      ++at_;
    } else if (peek_is_ascii() || !take_digit_of_another_script(digit)) {
      return digits;
    }
    value = value * 10 + digit;
  }
}

void Cursor::skip_non_ascii_marks() { at_ = line_.size() - skip_bidi_marks(rest()).size(); }

bool Cursor::take_space() {
  if (take(' ')) return true;
  if (peek_is_ascii()) return false;
  const CodePoint c = front_code_point(rest());
  if (!is_odd_space(c.value)) return false;
  at_ += c.bytes;
  return true;
}

bool Cursor::take_word(std::string_view lower_case) {
  for (const char c : lower_case) {
    if (c == ' ' ? !take_space() : (peek() | (c >= 'a' && c <= 'z' ? 0x20 : 0)) != c) return false;
    if (c != ' ') ++at_;
  }
  return true;
}

}  // namespace muniment::ingest::whatsapp
