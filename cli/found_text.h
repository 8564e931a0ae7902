// SPDX-License-Identifier: GPL-3.0-or-later
// The messages that a search found, printed as they are read. In memory are their numbers, and a few thousand messages.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cli/message_text.h"
#include "core/base/result.h"
#include "pipeline/found_messages.h"

namespace muniment::cli {

struct ShownHits {
  size_t hits = 0, conversations = 0;    // conversations of hits
  std::optional<MessageNumber> first;    // the first hit that belongs to a conversation
  std::string first_title;
};

// Conversation by conversation, in the order in which they first come. A large answer is read twice (on a terminal three times):
// columns are as wide as the widest message needs.
Result<ShownHits> say_found(const pipeline::SearchAnswer& answer, pipeline::FoundMessages& found, const Layout& layout);

// A line for each, in the order of the answer. How many conversations the hits are of.
Result<size_t> print_found_json(const pipeline::SearchAnswer& answer, pipeline::FoundMessages& found, bool with_groups);

}  // namespace muniment::cli
