// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/html/escape.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "export/item_text.h"

namespace muniment::exporting {
namespace {

bool is_plain_control(char c) { return (static_cast<Byte>(c) < 0x20 && c != '\t' && c != '\n') || c == 0x7F; }

void append_escaped_char(std::string& out, char c) {
  switch (c) {
    case '&': out += "&amp;"; return;
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '"': out += "&quot;"; return;
    case '\'': out += "&#39;"; return;
    default: out += c;
  }
}

size_t to_code_point(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() && (static_cast<Byte>(text[at]) & 0xC0) == 0x80) --at;
  return std::min(at, text.size());
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  if (std::ranges::any_of(text, is_plain_control)) {
    // A carriage return is a control character here: HTML would make a line end of it.
    for (const char c : with_control_pictures(text)) {
      if (c == '\r') {
        out += "␍";
      } else {
        append_escaped_char(out, c);
      }
    }
    return;
  }
  for (const char c : text) append_escaped_char(out, c);
}

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

void append_marked(std::string& out, std::string_view text, std::span<const std::pair<size_t, size_t>> ranges) {
  size_t at = 0;
  for (const auto& [first, last] : ranges) {
    const size_t from = std::max(at, to_code_point(text, first));
    const size_t to = to_code_point(text, last);
    if (from >= to) continue;
    append_escaped(out, text.substr(at, from - at));
    out += "<mark>";
    append_escaped(out, text.substr(from, to - from));
    out += "</mark>";
    at = to;
  }
  append_escaped(out, text.substr(at));
}

std::string isolated(std::string_view text) { return "<bdi>" + escaped(text) + "</bdi>"; }

std::string href(std::string_view path) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            std::string_view("-._~/").find(c) != std::string_view::npos;
    if (unreserved) {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[static_cast<Byte>(c) >> 4];
    out += kHex[static_cast<Byte>(c) & 15];
  }
  return out;
}

}  // namespace muniment::exporting
