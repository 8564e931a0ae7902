// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/canonical_text.h"

#include <algorithm>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"

namespace muniment::ingest {

bool is_odd_space(char32_t c) { return c == 0x00A0 || c == 0x202F || c == 0x2009 || c == 0x2007; }

std::string without_marks(std::string text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::ranges::all_of(text, is_ascii)) return text;
  std::string plain;
  plain.reserve(text.size());
  for (std::string_view rest = text; !rest.empty();) {
    const auto ascii = static_cast<size_t>(std::ranges::find_if_not(rest, is_ascii) - rest.begin());
    plain += rest.substr(0, ascii);
    rest.remove_prefix(ascii);
    if (rest.empty()) break;
    const CodePoint c = front_code_point(rest);
    if (is_odd_space(c.value)) {
      plain += ' ';
    } else if (!is_bidi_mark(c.value)) {
      plain += rest.substr(0, c.bytes);
    }
    rest.remove_prefix(c.bytes);
  }
  return plain;
}

std::string_view skip_bidi_marks(std::string_view text) {
  return text.substr(end_of_bidi_marks(text, 0));
}

}  // namespace muniment::ingest
