// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/conversation_finder.h"

#include <algorithm>
#include <set>

namespace muniment::pipeline {
namespace {

constexpr size_t kMostSenders = 100'000;
constexpr uint64_t kMostOfOneName = 10'000;
constexpr uint64_t kBeyondDoubt = 20;  // messages that agree on a name, whatever else that name has in the conversation

// A few messages may stand in two chats by chance, or because somebody forwarded them to several people in one minute:
// three, or half of a short file, and of the stretch between the first and the last of them a good part; and no other
// chat has nearly as many.
bool enough(uint64_t best, uint64_t second, uint64_t records, uint64_t stretch) {
  return (best >= 3 || best * 2 >= records) && best >= second * 2 && best * 4 >= stretch;
}

bool takes_part(const index::ConversationRow& row, const std::string& name) {
  return std::ranges::find(row.participants, name) != row.participants.end();
}

// The one held name for which nearly all of the evidence speaks.
std::optional<std::pair<std::string, uint64_t>> clear_winner(const std::map<std::string, uint64_t>& counts) {
  std::pair<std::string, uint64_t> best;
  uint64_t second = 0;
  for (const auto& [name, count] : counts) {
    if (count > best.second) {
      second = best.second;
      best = {name, count};
    } else {
      second = std::max(second, count);
    }
  }
  if (best.second == 0 || best.second < second * 4) return std::nullopt;
  return best;
}

}  // namespace

void ConversationFinder::vote(Votes& votes, const std::string& sender, const std::vector<Holder>& holders) const {
  if (votes.records++ == 0) votes.first = place_;
  votes.last = place_;
  if (sender.empty()) return;
  Agreement& agreement = votes.senders[sender];
  const bool own = std::ranges::any_of(holders, [&](const Holder& holder) { return holder.sender == sender; });
  if (own) ++agreement.own;
  // Several people who said the same in one minute tell nothing about who is who.
  if (!own && holders.size() == 1 && !holders[0].sender.empty()) ++agreement.others[holders[0].sender];
}

Result<void> ConversationFinder::look_at(const Record& record) {
  ++records_;
  MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(record));
  const std::string& sender = text && text->sender ? *text->sender : record.sender;
  if (!sender.empty()) {
    if (senders_.size() < kMostSenders || senders_.contains(sender)) ++senders_[sender];
    else knows_all_senders_ = false;
  }
  if (!text || *text == last_) return {};  // ten pictures in a row are one piece of evidence
  last_ = *text;
  ++place_;
  MUNIMENT_TRY(const std::vector<Holder> holders, held_.holders_of(record));
  for (auto from = holders.begin(); from != holders.end();) {
    const auto until = std::find_if(from, holders.end(), [&](const Holder& h) { return h.conversation != from->conversation; });
    vote(votes_[from->conversation], sender, {from, until});
    from = until;
  }
  return {};
}

// Messages that one person sent to several chats, by forwarding or to a broadcast list, are those of one sender, and
// sentences of the system those of none: then somebody else of this file must be known in that conversation.
Result<bool> ConversationFinder::convinces(StoreParts& parts, const std::string& conversation, const Votes& votes,
                                           uint64_t second) const {
  if (!enough(votes.records, second, place_, votes.last - votes.first + 1)) return false;
  if (votes.senders.size() > 1 || (votes.senders.size() == 1 && senders_.size() == 1) || senders_.empty()) return true;
  const std::string sole = votes.senders.empty() ? "" : votes.senders.begin()->first;
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(const std::optional<index::ConversationRow> row, catalogue->conversation(conversation));
  if (!row) return false;
  return std::ranges::any_of(senders_, [&](const auto& sender) { return sender.first != sole && takes_part(*row, sender.first); });
}

Result<ConversationChoice> ConversationFinder::choose(StoreParts& parts, const std::string& name,
                                                      const std::string& custodian) const {
  std::string best;
  uint64_t best_votes = 0;
  uint64_t second_votes = 0;
  for (const auto& [conversation, votes] : votes_) {
    if (votes.records > best_votes || (votes.records == best_votes && conversation < best)) {
      second_votes = best_votes;
      best_votes = votes.records;
      best = conversation;
    } else {
      second_votes = std::max(second_votes, votes.records);
    }
  }
  if (best_votes > 0) {
    MUNIMENT_TRY(const bool by_content, convinces(parts, best, votes_.at(best), second_votes));
    if (by_content) {
      const std::string counted = std::to_string(place_) + (place_ == records_ ? "" : " different");
      return ConversationChoice{best, "by content: " + std::to_string(best_votes) + " of " + counted + " records are held", learn(best)};
    }
  }
  return choose_by_name(parts, name, custodian);
}

ConversationChoice ConversationFinder::as_told(const std::string& conversation) const {
  return {conversation, "as told", learn(conversation)};
}

// "Tom", "Tom (2)", …: the first that may be the same chat, else the first that is not there.
Result<ConversationChoice> ConversationFinder::choose_by_name(StoreParts& parts, const std::string& name,
                                                              const std::string& custodian) const {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  std::string id = name;
  for (uint64_t n = 1; n < kMostOfOneName; ++n) {
    if (n > 1) id = name + " (" + std::to_string(n) + ")";
    MUNIMENT_TRY(const std::optional<index::ConversationRow> known, catalogue->conversation(id));
    if (!known && n == 1) return ConversationChoice{id, "new", {}};
    if (!known) break;
    MUNIMENT_TRY(const bool same, may_be(*known, name, custodian));
    if (same) return ConversationChoice{known->id, "by name", learn(known->id)};
  }
  return ConversationChoice{id, "new: the conversation of that name has other participants", {}};
}

// Two people have a chat with a "Tom" each: the name of the file says no more than that.
Result<bool> ConversationFinder::may_be(const index::ConversationRow& row, const std::string& name,
                                        const std::string& custodian) const {
  MUNIMENT_TRY(const std::set<std::string> custodians, held_.custodians_of(row.id));
  const bool of_this_run = custodians.empty();
  if (!custodian.empty() && (of_this_run || custodians.contains(custodian))) return true;
  const bool of_others = !custodian.empty() && !custodians.contains("");
  return share_people(row, name, !of_others);
}

bool ConversationFinder::share_people(const index::ConversationRow& row, const std::string& name, bool title_counts) const {
  bool file_has_others = false, row_has_others = false;
  for (const auto& [sender, records] : senders_) {
    if (sender == name) continue;
    if (takes_part(row, sender)) return true;
    file_has_others = true;
  }
  for (const std::string& participant : row.participants) {
    row_has_others = row_has_others || (!participant.empty() && participant != name);
  }
  return title_counts && (!file_has_others || !row_has_others);  // nothing speaks against it
}

Renaming ConversationFinder::learn(const std::string& conversation) const {
  Renaming renaming;
  const auto votes = votes_.find(conversation);
  if (votes == votes_.end() || !knows_all_senders_) return renaming;
  std::map<std::string, std::pair<std::string, uint64_t>> found;
  std::map<std::string, uint64_t> claims;
  for (const auto& [sender, agreement] : votes->second.senders) {
    std::map<std::string, uint64_t> others;
    for (const auto& [held, count] : agreement.others) {
      if (!senders_.contains(held)) others.emplace(held, count);
    }
    const auto winner = clear_winner(others);
    if (!winner || (winner->second < 2 && winner->second < senders_.at(sender))) continue;
    if (agreement.own > 0 && winner->second < kBeyondDoubt) continue;
    found.emplace(sender, *winner);
    ++claims[winner->first];
  }
  for (const auto& [sender, held] : found) {
    if (claims[held.first] == 1) renaming.add(sender, held.first, held.second);
  }
  return renaming;
}

}  // namespace muniment::pipeline
