// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base64_stream.h"

#include <array>

namespace muniment {
namespace {

constexpr uint32_t kNone = 64;    // no character of base64
constexpr uint32_t kForm = 128;   // added to those that are not in both alphabets

constexpr auto kSextets = [] {
  std::array<uint8_t, 256> sextets{};
  sextets.fill(kNone);
  for (unsigned i = 0; i < 26; ++i) sextets['A' + i] = static_cast<uint8_t>(i), sextets['a' + i] = static_cast<uint8_t>(26 + i);
  for (unsigned i = 0; i < 10; ++i) sextets['0' + i] = static_cast<uint8_t>(52 + i);
  sextets['+'] = sextets['-'] = kForm + 62;
  sextets['/'] = sextets['_'] = kForm + 63;
  return sextets;
}();

uint32_t sextet_of(char c) { return kSextets[static_cast<unsigned char>(c)]; }

}  // namespace

// One form for the whole: a mixture could not be written again.
bool Base64Decoder::count_form(char c) {
  has_standard_ = has_standard_ || c == '+' || c == '/';
  has_url_safe_ = has_url_safe_ || c == '-' || c == '_';
  if (c == '/') (after_backslash_ ? has_escaped_slash_ : has_bare_slash_) = true;
  const bool is_right = !after_backslash_ || c == '/';
  after_backslash_ = false;
  return is_right && !(has_standard_ && has_url_safe_) && !(has_bare_slash_ && has_escaped_slash_);
}

bool Base64Decoder::take_one(char c, Bytes& out) {
  if (c == '\\') {
    if (after_backslash_) return false;
    return after_backslash_ = true;
  }
  if (c == '=') return !after_backslash_ && ++padding_ <= 2;
  const uint32_t sextet = sextet_of(c);
  if (padding_ > 0 || sextet == kNone || !count_form(c)) return false;
  window_ = window_ << 6 | (sextet & 63);
  bits_ += 6;
  in_group_ = (in_group_ + 1) % 4;
  if (bits_ < 8) return true;
  bits_ -= 8;
  out.push_back(static_cast<Byte>(window_ >> bits_ & 0xFF));
  return true;
}

bool Base64Decoder::take(std::string_view text, Bytes& out) {
  out.reserve(out.size() + text.size() / 4 * 3 + 3);
  for (size_t i = 0; i < text.size() && !is_wrong_;) {
    if (in_group_ == 0 && padding_ == 0 && !after_backslash_ && i + 4 <= text.size()) {
      const uint32_t a = sextet_of(text[i]), b = sextet_of(text[i + 1]), c = sextet_of(text[i + 2]), d = sextet_of(text[i + 3]);
      if ((a | b | c | d) < kNone) {
        const uint32_t group = a << 18 | b << 12 | c << 6 | d;
        const std::array<Byte, 3> bytes = {static_cast<Byte>(group >> 16), static_cast<Byte>(group >> 8 & 0xFF), static_cast<Byte>(group & 0xFF)};
        out.insert(out.end(), bytes.begin(), bytes.end());
        i += 4;
        continue;
      }
    }
    is_wrong_ = !take_one(text[i++], out);
  }
  return !is_wrong_;
}

bool Base64Decoder::finish() const {
  const bool no_bits_left = (window_ & ((1U << bits_) - 1)) == 0;
  const bool is_padded_right = padding_ == 0 || (in_group_ + padding_) == 4;
  return !is_wrong_ && !after_backslash_ && in_group_ != 1 && no_bits_left && is_padded_right;
}

}  // namespace muniment
