// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations of two, which are called by both sides: "+15550100 +15550101". Some gateways tell of an edit only that
// somebody who writes to the account made it: then one side is not told, and the conversation is half told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muniment {

// One name whichever side's device tells of it: the sides stand in the order of their names. Without an account the session
// stands for it, and comes first.
std::string direct_conversation(std::string_view account, std::string_view peer, std::string_view session);

inline constexpr std::string_view kSideNotTold = "(not told)";

bool is_half_told(std::string_view conversation);

// By which names that tell one of its sides a conversation of two may be called as well; none for any other.
std::vector<std::string> half_told_names(std::string_view conversation);

// Whether what stands in `named` may be about what stands in `conversation`: they are one, or the first is half told and
// has a side in common with the second.
bool may_mean(std::string_view named, std::string_view conversation);

}  // namespace muniment
