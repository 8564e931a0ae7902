// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/conversation.h"

#include <algorithm>
#include <utility>

namespace muniment {
namespace {

constexpr std::string_view kSession = "session:";

std::string half_told(std::string_view side) {
  if (!side.starts_with(kSession)) return direct_conversation(side, kSideNotTold, {});
  return direct_conversation({}, kSideNotTold, side.substr(kSession.size()));
}

}  // namespace

std::string direct_conversation(std::string_view account, std::string_view peer, std::string_view session) {
  std::string own = account.empty() ? std::string(kSession).append(session) : std::string(account);
  std::string other(peer);
  if (!account.empty() && other < own) std::swap(own, other);
  return own + " " + other;
}

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
