// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/outline.h"

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "ingest/canonical_text.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr size_t kLongest = 48, kStamp = 24;

std::string outline_of_ascii(char c, size_t at) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return "x";
  if (c >= '0' && c <= '9') return std::string(1, at < kStamp ? c : '9');
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F ? "?" : std::string(1, c);
}

std::string outline_of_other(char32_t c) {
  if (is_bidi_mark(c)) return "<mark>";
  if (is_odd_space(c)) return "<space>";
  return c == 0xFFFD ? "?" : "x";
}

}  // namespace

std::string outline_of(std::string_view line) {
  std::string outline;
  for (size_t at = 0; !line.empty(); ++at) {
    if (at == kLongest) return outline + "…";
    const CodePoint c = front_code_point(line);
    outline += c.value < 0x80 ? outline_of_ascii(line.front(), at) : outline_of_other(c.value);
    line.remove_prefix(c.bytes);
  }
  return outline;
}

}  // namespace muniment::ingest::whatsapp
