// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/plain_text.h"

#include <array>
#include <cstdio>

#include <wchar.h>

#include "core/base/utf8.h"

namespace muniment::cli {
namespace {

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

bool reorders_or_hides(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0x00AD ||
         c == 0x200B || (c >= 0x2060 && c <= 0x2064) || (c >= 0x206A && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
}

std::string escape(char32_t c) {
  std::array<char, 16> buffer{};
  if (c < 0x100 && is_control(c)) {
    std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned>(c));
  } else {
    std::snprintf(buffer.data(), buffer.size(), "\\u{%04X}", static_cast<unsigned>(c));
  }
  return buffer.data();
}

std::string shown(char32_t c, Lines lines) {
  if (lines == Lines::one && c == '\n') return "\\n";
  if (lines == Lines::one && c == '\t') return "\\t";
  if (c == '\n' || c == '\t' || (!is_control(c) && !reorders_or_hides(c))) return {};
  return escape(c);
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = front_code_point(text);
    const std::string replacement = shown(point.value, lines);
    if (!replacement.empty()) {
      out += replacement;
    } else {
      append_utf8(out, point.value);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

size_t display_width(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = front_code_point(text);
    const int columns = ::wcwidth(static_cast<wchar_t>(point.value));
    width += columns > 0 ? static_cast<size_t>(columns) : 0;
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::string padded(std::string_view text, size_t width) {
  const size_t taken = display_width(text);
  return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string right_aligned(std::string_view text, size_t width) {
  const size_t taken = display_width(text);
  return std::string(taken < width ? width - taken : 0, ' ') + std::string(text);
}

std::string shortened(std::string_view text, size_t width) {
  if (display_width(text) <= width) return std::string(text);
  size_t end = 0;
  while (end < text.size() && width > 0) {
    const size_t next = end + front_code_point(text.substr(end)).bytes;
    if (display_width(text.substr(0, next)) > width - 1) break;
    end = next;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (!lines.back().empty() && display_width(lines.back()) + 1 + display_width(word) > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return lines;
}

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string file_size(uint64_t bytes) {
  constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  double size = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f %s", size, kUnits.at(unit));
  return buffer.data();
}

std::string seconds_text(double seconds) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.2f s", seconds);
  return buffer.data();
}

std::string counted(uint64_t number, std::string_view one, std::string_view many) {
  const std::string plural = many.empty() ? std::string(one) + "s" : std::string(many);
  return grouped(number) + " " + (number == 1 ? std::string(one) : plural);
}

std::string quoted_for_shell(std::string_view word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace muniment::cli
