// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/wildcard_text.h"

#include <algorithm>
#include <iterator>

namespace muniment::index {
namespace {

constexpr std::string_view kAny = "\uA66E", kOne = "\uA78F";
static_assert(kAny.size() == kOne.size());

std::string_view stand_in(char wild) { return wild == '*' ? kAny : kOne; }

}  // namespace

void WildcardText::add(std::string_view text) {
  pieces_.emplace_back(text_.size(), original_size_);
  text_ += text;
  original_size_ += text.size();
}

void WildcardText::add_wildcard(char wild) {
  pieces_.emplace_back(text_.size(), original_size_);
  text_ += stand_in(wild);
  ++original_size_;
}

size_t WildcardText::original(size_t at) const {
  const auto behind = std::upper_bound(pieces_.begin(), pieces_.end(), std::pair(at, SIZE_MAX));
  if (behind == pieces_.begin()) return at;
  const auto& [begin, original] = *std::prev(behind);
  return original + (at - begin);
}

bool begins_with_stand_in(std::string_view text) { return text.starts_with(kAny) || text.starts_with(kOne); }

bool has_stand_in(std::string_view text) {
  return text.find(kAny) != std::string_view::npos || text.find(kOne) != std::string_view::npos;
}

std::string glob_of(std::string_view text) {
  std::string glob;
  while (!text.empty()) {
    const bool any = text.starts_with(kAny), one = text.starts_with(kOne);
    if (any && !glob.ends_with('*')) glob += '*';
    if (one) glob += '?';
    if (!any && !one) glob += text[0];
    text.remove_prefix(any || one ? kAny.size() : 1);
  }
  return glob;
}

}  // namespace muniment::index
