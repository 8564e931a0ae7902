// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/unicode_text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "core/base/check.h"
#include "core/base/utf8.h"

namespace muniment {
namespace {

constexpr char32_t kZeroWidthSpace = 0x200B;

UChar32 icu(char32_t code_point) { return static_cast<UChar32>(code_point); }

bool is_unspaced_script(char32_t code_point) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(icu(code_point), &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN: return true;
    default: return code_point == 0x30FC || code_point == 0xFF70;  // the long vowel sign of Japanese is in no script
  }
}

bool is_emoji(char32_t code_point) {
  return code_point >= 0xA9 && (u_hasBinaryProperty(icu(code_point), UCHAR_EXTENDED_PICTOGRAPHIC) != 0 ||
                                u_hasBinaryProperty(icu(code_point), UCHAR_EMOJI_PRESENTATION) != 0 ||
                                is_regional_indicator(code_point) || is_skin_tone(code_point));
}

const icu::Normalizer2& normalizer() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* made = icu::Normalizer2::getNFKCCasefoldInstance(status);
    MUNIMENT_CHECK(U_SUCCESS(status) && made != nullptr, "ICU has its normalisation data");
    return made;
  }();
  return *instance;
}

bool is_dropped_mark(char32_t c) {
  if (c < 0x0591 || c > 0x06ED) return false;
  if (c <= 0x05C7) return c != 0x05BE && c != 0x05C0 && c != 0x05C3 && c != 0x05C6;  // Hebrew points and accents
  if (c == 0x05F3 || c == 0x05F4) return true;                                       // geresh, gershayim
  if (c == 0x0640 || c == 0x0670) return true;                                       // tatweel, superscript alef
  if (c >= 0x064B && c <= 0x065F) return c < 0x0653 || c > 0x0655;                   // not madda and hamza: letters
  return c >= 0x06D6 && c != 0x06DD && c != 0x06DE && c != 0x06E5 && c != 0x06E6 && c != 0x06E9;
}

constexpr char32_t kDotAbove = 0x0307;

// Only marks with these lead bytes are ever dropped, so most text is taken over as it is.
bool may_hold_dropped_marks(std::string_view text) {
  return text.find_first_of("\xCC\xD6\xD7\xD9\xDB") != std::string_view::npos;
}

void append_without_marks(std::string_view text, std::string& out) {
  char32_t before = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint next = front_code_point(text.substr(at));
    const bool dropped = is_dropped_mark(next.value) || (next.value == kDotAbove && before == U'i');
    if (!dropped) out.append(text.substr(at, next.bytes));
    before = next.value;
    at += next.bytes;
  }
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string normalized(std::string_view text, const icu::Normalizer2* (*form)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const normalizer = form(status);
  MUNIMENT_CHECK(U_SUCCESS(status) && normalizer != nullptr, "ICU has its normalisation data");
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
  MUNIMENT_CHECK(U_SUCCESS(status), "normalisation fails only for lack of memory");
  return out;
}

bool is_accent(char32_t c) { return c >= 0x0300 && c <= 0x036F; }

// Of letters that Unicode does not take apart; 0 for any other.
char plain_letter(char32_t c) {
  switch (c) {
    case U'ø': return 'o';
    case U'ł': return 'l';
    case U'đ':
    case U'ð': return 'd';
    case U'ħ': return 'h';
    case U'ı': return 'i';
    case U'ŧ': return 't';
    default: return 0;
  }
}

}  // namespace

CharacterClass character_class(char32_t c) {
  if (is_emoji(c)) return CharacterClass::emoji;
  if (c == kZeroWidthSpace) return CharacterClass::other;
  const uint32_t category = U_GET_GC_MASK(icu(c));
  if ((category & (U_GC_M_MASK | U_GC_CF_MASK)) != 0) return CharacterClass::extend;
  if ((category & U_GC_SC_MASK) != 0) return CharacterClass::currency;
  const bool word = (category & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
  if (c >= 0x0E00 && is_unspaced_script(c) && (word || (category & U_GC_SO_MASK) != 0)) return CharacterClass::unspaced;
  if (!word) return CharacterClass::other;
  return (category & U_GC_N_MASK) != 0 ? CharacterClass::digit : CharacterClass::letter;
}

bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }
bool is_regional_indicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
bool is_hebrew_letter(char32_t c) { return (c >= 0x05D0 && c <= 0x05F2) || (c >= 0xFB1D && c <= 0xFB4F); }

bool is_bidi_mark(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

size_t end_of_bidi_marks(std::string_view text, size_t begin) {
  while (begin < text.size() && static_cast<unsigned char>(text[begin]) >= 0x80) {
    const CodePoint next = front_code_point(text.substr(begin));
    if (!is_bidi_mark(next.value)) break;
    begin += next.bytes;
  }
  return begin;
}

size_t begin_of_bidi_marks(std::string_view text, size_t end) {
  while (end > 0 && static_cast<unsigned char>(text[end - 1]) >= 0x80) {
    const CodePoint last = back_code_point(text.substr(0, end));
    if (!is_bidi_mark(last.value)) break;
    end -= last.bytes;
  }
  return end;
}

char decimal_digit(char32_t c) {
  const int32_t value = u_charDigitValue(icu(c));
  return value < 0 ? '\0' : static_cast<char>('0' + value);
}

void append_folded(std::string_view text, std::string& out) {
  thread_local std::string normal;
  normal.clear();
  icu::StringByteSink<std::string> sink(&normal);
  UErrorCode status = U_ZERO_ERROR;
  normalizer().normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
  MUNIMENT_CHECK(U_SUCCESS(status), "normalisation fails only for lack of memory");
  if (may_hold_dropped_marks(normal)) {
    append_without_marks(normal, out);
  } else {
    out += normal;
  }
}

std::string folded(std::string_view text) {
  std::string out;
  append_folded(text, out);
  return out;
}

std::string composed(std::string_view text) {
  return is_ascii(text) ? std::string(text) : normalized(text, &icu::Normalizer2::getNFCInstance);
}

std::string without_accents(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  const std::string parts = normalized(text, &icu::Normalizer2::getNFDInstance);
  std::string out;
  for (size_t at = 0; at < parts.size();) {
    const CodePoint next = front_code_point(std::string_view(parts).substr(at));
    const char plain = plain_letter(next.value);
    if (plain != 0) {
      out += plain;
    } else if (!is_accent(next.value)) {
      out.append(parts, at, next.bytes);
    }
    at += next.bytes;
  }
  return composed(out);
}

}  // namespace muniment
