// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/checkpoint_search.h"

#include <algorithm>
#include <optional>

#include "core/base/base64.h"
#include "core/base/bytes.h"

namespace muniment::archive {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";
constexpr size_t kSignatureDigits = 92;  // base64 of key hash and Ed25519 signature, 68 bytes
constexpr size_t kMaxSignatures = 64;

std::string_view trimmed(std::string_view line) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
  while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
  return line;
}

// Without the marks of quoting, and without white space at the ends.
std::vector<std::string_view> plain_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    while (line.starts_with('>')) line = trimmed(line.substr(1));
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_decimal(std::string_view text) {
  return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_base64(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
  });
}

// "— name base64" from line `at` on, perhaps broken over several lines; moves `at` behind it.
std::optional<std::string> signature_at(const std::vector<std::string_view>& lines, size_t& at) {
  if (at >= lines.size() || !lines[at].starts_with(kDash)) return std::nullopt;
  std::string_view rest = trimmed(lines[at].substr(kDash.size()));
  const size_t space = std::min(rest.find(' '), rest.size());
  const std::string name(rest.substr(0, space));
  std::string digits(trimmed(rest.substr(space)));
  size_t next = at + 1;
  while (digits.size() < kSignatureDigits && next < lines.size() && !lines[next].empty() && is_base64(lines[next])) digits += lines[next++];
  if (name.empty() || !is_base64(digits)) return std::nullopt;
  at = next;
  return std::string(kDash) + name + " " + digits + "\n";
}

std::optional<std::string> note_at(const std::vector<std::string_view>& lines, size_t at) {
  if (at + 4 >= lines.size() || !is_decimal(lines[at + 1]) || lines[at + 2].size() != 44 || !is_base64(lines[at + 2])) return std::nullopt;
  std::string note;
  for (size_t i = 0; i < 3; ++i) note.append(lines[at + i]).append("\n");
  size_t next = at + 3;
  while (next < lines.size() && lines[next].empty()) ++next;
  note += "\n";
  size_t signatures = 0;
  while (signatures < kMaxSignatures) {
    const auto signature = signature_at(lines, next);
    if (!signature) break;
    note += *signature;
    ++signatures;
  }
  return signatures > 0 ? std::optional(note) : std::nullopt;
}

void find_in(std::string_view text, std::vector<std::string>& found) {
  const auto lines = plain_lines(text);
  for (size_t at = 0; at < lines.size(); ++at) {
    if (!lines[at].starts_with("muniment/")) continue;
    auto note = note_at(lines, at);
    if (note && std::find(found.begin(), found.end(), *note) == found.end()) found.push_back(std::move(*note));
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string from_quoted_printable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '\n') {
      i += 1;
    } else if (i + 2 < text.size() && text[i + 1] == '\r' && text[i + 2] == '\n') {
      i += 2;
    } else if (i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += '=';
    }
  }
  return out;
}

// Runs of lines of base64 of one width, as a mail carries a part: the decoded parts.
std::vector<std::string> base64_parts(std::string_view text) {
  constexpr size_t kShortest = 40;
  std::vector<std::string> parts;
  std::string digits;
  const auto flush = [&] {
    if (const auto bytes = from_base64(digits); bytes && bytes->size() > kShortest) parts.emplace_back(as_text(*bytes));
    digits.clear();
  };
  for (const std::string_view line : plain_lines(text)) {
    if (!line.empty() && is_base64(line)) digits += line;
    else flush();
  }
  flush();
  return parts;
}

}  // namespace

std::vector<std::string> checkpoints_in(std::string_view text) {
  std::vector<std::string> found;
  find_in(text, found);
  find_in(from_quoted_printable(text), found);
  for (const std::string& part : base64_parts(text)) find_in(part, found);
  return found;
}

}  // namespace muniment::archive
