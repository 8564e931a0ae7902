// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/conversation.h"

#include <algorithm>

namespace muniment {
namespace {

// The session that stands in for an account comes first, as it does where both sides are told.
std::string half_told(std::string_view side) {
  const std::string known(side), not_told(kSideNotTold);
  return known.starts_with("session:") ? known + " " + not_told : not_told + " " + known;
}

}  // namespace

bool is_half_told(std::string_view conversation) {
  return conversation.starts_with(kSideNotTold) || conversation.ends_with(kSideNotTold);
}

std::vector<std::string> half_told_names(std::string_view conversation) {
  const size_t space = conversation.rfind(' ');
  if (space == std::string_view::npos || is_half_told(conversation)) return {};
  return {half_told(conversation.substr(0, space)), half_told(conversation.substr(space + 1))};
}

bool may_mean(std::string_view named, std::string_view conversation) {
  if (named == conversation) return true;
  if (!is_half_told(named)) return false;
  const std::vector<std::string> names = half_told_names(conversation);
  return std::ranges::find(names, named) != names.end();
}

}  // namespace muniment
