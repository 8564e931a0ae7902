// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/conversation_finder.h"

#include <algorithm>
#include <set>

namespace muniment::pipeline {
namespace {

// One message may stand in two chats by chance (the same greeting to several people in one minute); three do not, and
// neither does half of a short file, unless another chat has nearly as many.
bool convinces(uint64_t best, uint64_t second, uint64_t records) {
  return (best >= 3 || best * 2 >= records) && best >= second * 2;
}

}  // namespace

Result<void> ConversationFinder::look_at(const Record& record) {
  ++records_;
  MUNIMENT_TRY(const std::vector<std::string> conversations, held_.conversations_with(record));
  const std::set<std::string> once(conversations.begin(), conversations.end());
  for (const std::string& conversation : once) ++votes_[conversation];
  return {};
}

Result<ConversationChoice> ConversationFinder::choose(StoreParts& parts, const std::string& name) const {
  std::string best;
  uint64_t best_votes = 0;
  uint64_t second_votes = 0;
  for (const auto& [conversation, votes] : votes_) {
    if (votes > best_votes || (votes == best_votes && conversation < best)) {
      second_votes = best_votes;
      best_votes = votes;
      best = conversation;
    } else {
      second_votes = std::max(second_votes, votes);
    }
  }
  if (best_votes > 0 && convinces(best_votes, second_votes, records_)) {
    return ConversationChoice{best, "by content: " + std::to_string(best_votes) + " of " + std::to_string(records_) +
                                        " records are held"};
  }
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(const std::optional<index::ConversationRow> known, catalogue->conversation(name));
  if (known) return ConversationChoice{known->id, "by name"};
  return ConversationChoice{name, "new"};
}

}  // namespace muniment::pipeline
