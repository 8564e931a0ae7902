// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/address.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "core/base/utf8.h"
#include "export/names.h"

namespace muniment::exporting {
namespace {

constexpr size_t kLongestLocal = 64;
constexpr size_t kLongestHost = 180;
constexpr size_t kReadable = 32;
constexpr size_t kHashLetters = 12;

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Runs of small letters and digits with a single dot or hyphen between them.
bool is_simple(std::string_view text) {
  bool after_letter = false;
  for (const char c : text) {
    if (!is_small_or_digit(c) && !(after_letter && (c == '.' || c == '-'))) return false;
    after_letter = is_small_or_digit(c);
  }
  return after_letter;
}

bool is_simple_address(std::string_view id) {
  const size_t at = id.find('@');
  return at != std::string_view::npos && at <= kLongestLocal && id.size() - at <= kLongestHost &&
         is_simple(id.substr(0, at)) && is_simple(id.substr(at + 1));
}

// What text exports put between the digits of a number, besides ASCII: no-break spaces and hyphens, bidi marks.
bool is_between_digits(char32_t c) {
  if (c < 0x80) return std::string_view(" -().").find(static_cast<char>(c)) != std::string_view::npos;
  return c == 0xA0 || c == 0x202F || (c >= 0x200E && c <= 0x2011) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

// The digits of "+49 170 1234567"; empty for anything but an international number.
std::string digits_of_phone(std::string_view id) {
  std::string digits;
  bool plus = false;
  for (; !id.empty(); id.remove_prefix(front_code_point(id).bytes)) {
    const char32_t c = front_code_point(id).value;
    if (c == '+' && !plus && digits.empty()) {
      plus = true;
    } else if (c < 0x80 && is_digit(static_cast<char>(c))) {
      digits += static_cast<char>(c);
    } else if (!is_between_digits(c)) {
      return {};
    }
  }
  return plus && digits.size() >= 7 && digits.size() <= 15 ? digits : std::string();
}

std::string readable_part(std::string_view id) {
  std::string readable;
  for (const char c : id) {
    if (readable.size() == kReadable) break;
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (is_small_or_digit(small)) {
      readable += small;
    } else if (!readable.empty() && readable.back() != '.' && static_cast<Byte>(c) < 0x80) {
      readable += '.';
    }
  }
  while (!readable.empty() && readable.back() == '.') readable.pop_back();
  return readable.empty() ? "id" : readable;
}

}  // namespace

std::string mail_address_of(std::string_view id, std::string_view domain) {
  if (is_simple_address(id)) return std::string(id) + ".invalid";
  const std::string phone = digits_of_phone(id);
  if (!phone.empty()) return phone + "@s.whatsapp.net.invalid";
  if (id.size() <= kReadable && is_simple(id)) return std::string(id) + "@" + std::string(domain);
  return readable_part(id) + "_" + short_hash(id, kHashLetters) + "@" + std::string(domain);
}

}  // namespace muniment::exporting
