// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/dtsearch_mix.h"

#include <string>

#include "index/query_error.h"

namespace muniment::index {
namespace {

constexpr size_t kShownBytes = 40;

std::string_view trimmed(std::string_view text) {
  const size_t end = text.find_last_not_of(" \t\r\n");
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

// The end of it, where it is long.
std::string end_of(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  size_t at = text.size() - kShownBytes;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return "…" + std::string(text.substr(at));
}

std::string beginning_of(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

// Where the operand ends with which `rest` begins: a group with its parentheses, or one piece.
size_t end_of_operand(std::span<const Lexeme> rest) {
  size_t open = 0, i = 0;
  if (rest[0].kind == LexKind::op_not && rest.size() > 2) i = 1;
  for (; i + 1 < rest.size(); ++i) {
    if (rest[i].kind == LexKind::open) ++open;
    if (rest[i].kind == LexKind::close && open > 0) --open;
    if (open == 0) return rest[i + 1].at;
  }
  return rest.back().at;
}

}  // namespace

Error mixed_connectors(std::string_view query, const Mix& mix) {
  const std::string before = end_of(query.substr(mix.begin, mix.middle - mix.begin));
  const std::string middle = beginning_of(trimmed(query.substr(mix.middle, mix.second.at - mix.middle)));
  const std::string second(query.substr(mix.second.at, mix.second.end - mix.second.at));
  const size_t behind = mix.rest[0].at;
  const std::string last = beginning_of(trimmed(query.substr(behind, end_of_operand(mix.rest) - behind)));
  const std::string first(trimmed(query.substr(mix.first.at, mix.first.end - mix.first.at)));
  return query_error(query, mix.second.at, QueryFault::ambiguous, "\"" + first + "\" and \"" + second + "\" stand on one level",
                     "it could be read in two ways, and parentheses say which is meant",
                     "(" + before + middle + ") " + second + " " + last + ", or " + before +
                         "(" + middle + " " + second + " " + last + ")");
}

}  // namespace muniment::index
