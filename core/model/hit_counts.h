// SPDX-License-Identifier: GPL-3.0-or-later
// What a hit report counts of one term, or of all its terms together. The words are those of docs/hit-reports.md.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace muniment {

struct HitCounts {
  // Places that are shown as matches, in the texts and in the names of attachments; places that overlap are one. Nothing:
  // the term looks for no words, only for fields.
  std::optional<uint64_t> hits;
  uint64_t messages = 0;
  uint64_t unique = 0;             // messages that no other term of the report hits
  uint64_t conversation_days = 0;  // different pairs of a conversation and a calendar day
  uint64_t family = 0;             // the messages and all their attachments, held or not
  std::vector<uint64_t> by_custodian;  // messages, in the order of the report's custodians; they add up to `messages`
};

}  // namespace muniment
