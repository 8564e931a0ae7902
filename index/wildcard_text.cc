// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/wildcard_text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace muniment::index {
namespace {

struct StandIn {
  char wild;
  std::string_view letter;
};
constexpr std::array<StandIn, 3> kStandIns = {{{'*', "\uA66E"}, {'?', "\uA78F"}, {'=', "\uA7F7"}}};

// At the beginning of `text`; nullptr if none stands there.
const StandIn* stand_in_at(std::string_view text) {
  const auto* const at = std::find_if(kStandIns.begin(), kStandIns.end(), [&](const StandIn& each) { return text.starts_with(each.letter); });
  return at == kStandIns.end() ? nullptr : at;
}

std::string_view letter_for(char wild) {
  return std::find_if(kStandIns.begin(), kStandIns.end(), [&](const StandIn& each) { return each.wild == wild; })->letter;
}

}  // namespace

void WildcardText::add(std::string_view text) {
  pieces_.emplace_back(text_.size(), original_size_);
  text_ += text;
  original_size_ += text.size();
}

void WildcardText::add_wildcard(char wild) {
  pieces_.emplace_back(text_.size(), original_size_);
  text_ += letter_for(wild);
  ++original_size_;
}

size_t WildcardText::original(size_t at) const {
  const auto behind = std::upper_bound(pieces_.begin(), pieces_.end(), std::pair(at, SIZE_MAX));
  if (behind == pieces_.begin()) return at;
  const auto& [begin, original] = *std::prev(behind);
  return original + (at - begin);
}

bool begins_with_stand_in(std::string_view text) { return stand_in_at(text) != nullptr; }

bool has_stand_in(std::string_view text) {
  return std::any_of(kStandIns.begin(), kStandIns.end(), [&](const StandIn& each) { return text.find(each.letter) != std::string_view::npos; });
}

std::string glob_of(std::string_view text) {
  std::string glob;
  while (!text.empty()) {
    const StandIn* const found = stand_in_at(text);
    const char next = found != nullptr ? found->wild : text[0];
    if (next != '*' || !glob.ends_with('*')) glob += next;
    text.remove_prefix(found != nullptr ? found->letter.size() : 1);
  }
  return glob;
}

}  // namespace muniment::index
