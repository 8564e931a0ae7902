// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_error.h"

#include <algorithm>
#include <utility>

#include "core/base/utf8.h"

namespace muniment::index {
namespace {

constexpr size_t kShownBytes = 200;

bool starts_character(std::string_view text, size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

size_t columns(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// The part of the query around `at`, on one line.
std::string shown_part(std::string_view query, size_t& at) {
  size_t begin = at > kShownBytes / 2 ? at - kShownBytes / 2 : 0;
  size_t end = std::min(query.size(), begin + kShownBytes);
  while (!starts_character(query, begin)) ++begin;
  while (!starts_character(query, end)) ++end;
  std::string part(query.substr(begin, end - begin));
  std::replace_if(part.begin(), part.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  at -= begin;
  if (begin > 0) {
    part.insert(0, "…");
    at += std::string_view("…").size();
  }
  if (end < query.size()) part += "…";
  return part;
}

}  // namespace

Error query_error(std::string_view query, size_t at, QueryFault fault, std::string message, std::string why, std::string hint) {
  const std::string valid = repair_utf8(query).text;
  at = std::min(at, valid.size());
  while (!starts_character(valid, at)) --at;
  const std::string part = shown_part(valid, at);
  const std::string caret(columns(std::string_view(part).substr(0, at)), ' ');
  return make_error(ErrorCode::invalid_argument, std::move(message))
      .because(std::move(why) + "\n  " + part + "\n  " + caret + "^")
      .advise(std::move(hint))
      .numbered(static_cast<int>(fault));
}

}  // namespace muniment::index
