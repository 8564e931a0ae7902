// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/member_names.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "ingest/canonical_text.h"

namespace muniment::ingest {
namespace {

std::string_view next_part(std::string_view& path) {
  const size_t end = path.find('/');
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  return part;
}

bool is_drive(std::string_view part) {
  return part.size() == 2 && part[1] == ':';
}

constexpr std::string_view kRefused = "\\/:*?\"<>|";

std::string loose_path(std::string_view folder, const std::string& loose_file) {
  return loose_name(folder) + "/" + loose_file;  // a folder's own slashes became "_", so this one is the only one
}

constexpr std::array<std::string_view, 2> kChatNamePrefixes = {"WhatsApp Chat with ", "WhatsApp Chat - "};

int rank(const std::string& name) {
  const std::string_view file = file_name_of(name);
  if (file == "_chat.txt") return 0;
  if (has_extension(file, ".txt")) return chat_name_in(stem_of(file)) ? 1 : 3;
  if (has_extension(file, ".jsonl") || has_extension(file, ".ndjson")) return 2;
  return 4;
}

std::string_view number_at(std::string_view name, size_t at) {
  const std::string_view rest = name.substr(at);
  return rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
}

std::string_view without_zeros(std::string_view number) {
  return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

}  // namespace

std::string safe_member_name(std::string_view name) {
  std::string plain(name);
  std::ranges::replace(plain, '\\', '/');
  std::ranges::replace_if(
      plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '_');
  std::string safe;
  for (std::string_view rest = plain; !rest.empty();) {
    const std::string_view part = next_part(rest);
    if (part.empty() || part == "." || part == ".." || is_drive(part)) continue;
    if (!safe.empty()) safe += '/';
    safe += part;
  }
  return safe.empty() ? "unnamed" : safe;
}

std::optional<std::string> join_inside(std::string_view folder, std::string_view relative) {
  if (relative.empty() || relative.front() == '/') return std::nullopt;
  std::string joined(folder);
  for (std::string_view rest = relative; !rest.empty();) {
    const std::string_view part = next_part(rest);
    if (part.empty() || part == ".") continue;
    if (part == ".." || part.find('\0') != std::string_view::npos) return std::nullopt;
    if (!joined.empty()) joined += '/';
    joined += part;
  }
  if (joined.size() == folder.size()) return std::nullopt;
  return joined;
}

std::string_view folder_of(std::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash);
}

std::string_view file_name_of(std::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string_view stem_of(std::string_view file_name) {
  const size_t dot = file_name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file_name : file_name.substr(0, dot);
}

bool has_extension(std::string_view name, std::string_view lower_case) {
  if (name.size() <= lower_case.size()) return false;
  return std::ranges::equal(name.substr(name.size() - lower_case.size()), lower_case, {},
                            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

std::string loose_name(std::string_view name) {
  std::string loose;
  for (std::string_view rest = name; !rest.empty();) {
    const CodePoint c = front_code_point(rest);
    if (is_odd_space(c.value) || c.value <= 0x20 || c.value == 0x7F ||
        (c.value < 0x80 && kRefused.find(rest.front()) != std::string_view::npos)) {
      loose += '_';
    } else if (!is_bidi_mark(c.value)) {
      loose += rest.substr(0, c.bytes);
    }
    rest.remove_prefix(c.bytes);
  }
  return composed(loose);
}

MemberIndex::MemberIndex(const std::vector<Member>& members) : members_(members) {
  by_name_.reserve(members.size());
  for (size_t i = 0; i < members.size(); ++i)
    by_name_.emplace(members[i].name, i);
}

void MemberIndex::add(Names& names, std::string name, size_t member) {
  const auto [known, added] = names.emplace(std::move(name), member);
  if (!added) known->second = kSeveral;
}

std::optional<size_t> MemberIndex::find(const Names& names, const std::string& name) {
  const auto found = names.find(name);
  return found == names.end() || found->second == kSeveral ? std::nullopt : std::optional(found->second);
}

void MemberIndex::learn_loose_names() {
  if (std::exchange(learned_, true)) return;
  for (size_t i = 0; i < members_.size(); ++i) {
    const std::string& name = members_[i].name;
    const std::string file = loose_name(file_name_of(name));
    add(by_loose_path_, loose_path(folder_of(name), file), i);
    add(by_loose_file_, file, i);
  }
}

std::optional<size_t> MemberIndex::find_beside(std::string_view folder, std::string_view relative) {
  const auto exact = join_inside(folder, relative);
  if (!exact) return std::nullopt;
  if (const auto found = find(by_name_, *exact)) return found;
  if (!is_valid_utf8(relative)) return std::nullopt;
  learn_loose_names();
  const std::string file = loose_name(relative);
  if (const auto found = find(by_loose_path_, loose_path(folder, file))) return found;
  return find(by_loose_file_, file);
}

bool comes_before(std::string_view a, std::string_view b) {
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const std::string_view number = number_at(a, i), other = number_at(b, j);
    if (!number.empty() && !other.empty()) {
      const std::string_view left = without_zeros(number), right = without_zeros(other);
      if (left != right) return std::pair(left.size(), left) < std::pair(right.size(), right);
      i += number.size();
      j += other.size();
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
    } else {
      ++i, ++j;
    }
  }
  const bool ended = i == a.size(), other_ended = j == b.size();
  return ended && other_ended ? a < b : ended;
}

std::optional<size_t> most_likely_member(const SourceInput& input) {
  const std::vector<Member>& members = input.members();
  const auto key = [&](size_t i) {
    return std::tuple(rank(members[i].name), members[i].size_bytes == 0, std::ranges::count(members[i].name, '/'));
  };
  std::optional<size_t> best;
  for (size_t i = 0; i < members.size(); ++i) {
    if (!best || key(i) < key(*best)) best = i;
  }
  return best;
}

std::optional<std::string> chat_name_in(std::string_view stem) {
  std::string plain(stem);
  // Some systems replace each space of a shared file's name; then there is none left.
  if (plain.find(' ') == std::string::npos) std::ranges::replace(plain, '_', ' ');
  for (const std::string_view prefix : kChatNamePrefixes) {
    if (plain.size() > prefix.size() && plain.starts_with(prefix)) return plain.substr(prefix.size());
  }
  return std::nullopt;
}

}  // namespace muniment::ingest
