// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/message_views.h"

#include <algorithm>
#include <limits>

namespace muniment::pipeline {
namespace {

index::NodePtr joined(index::NodeKind kind, index::NodePtr a, index::NodePtr b) {
  return index::make_group(kind, 0, {std::move(a), std::move(b)});
}

}  // namespace

index::NodePtr field_node(std::string_view field, const std::string& value) {
  index::Node node;
  node.kind = index::NodeKind::field;
  node.field = field;
  node.text = value;
  return index::make_node(std::move(node));
}

index::NodePtr conversation_node(const std::string& conversation) {
  return field_node(index::kExactConversation, conversation);
}

index::NodePtr time_node(std::pair<int64_t, int64_t> between_ms) {
  index::Node node;
  node.kind = index::NodeKind::time_range;
  node.from_ms = between_ms.first;
  node.until_ms = between_ms.second;
  return index::make_node(std::move(node));
}

index::NodePtr both(index::NodePtr a, index::NodePtr b) { return joined(index::NodeKind::all_of, std::move(a), std::move(b)); }
index::NodePtr either(index::NodePtr a, index::NodePtr b) { return joined(index::NodeKind::any_of, std::move(a), std::move(b)); }

index::NodePtr no(index::NodePtr node) {
  return index::make_group(index::NodeKind::none_of, 0, {std::move(node)});
}

Result<std::string> MessageViews::title_of(const std::string& conversation) {
  if (const auto known = titles_.find(conversation); known != titles_.end()) return known->second;
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts_));
  MUNIMENT_TRY(const std::optional<index::ConversationRow> row, catalogue->conversation(conversation));
  std::string title = row ? row->title : conversation;
  titles_.emplace(conversation, title);
  return title;
}

Result<MessageView> MessageViews::view(MessageNumber number, bool is_hit) {
  MessageView view;
  view.number = number;
  view.is_hit = is_hit;
  MUNIMENT_TRY(view.record, parts_.frames->record(number));
  MUNIMENT_TRY(view.conversation_title, title_of(view.record.conversation));
  if (is_hit && query_ != nullptr) view.matches = index::highlights(*query_, view.record);
  return view;
}

Result<std::unique_ptr<index::Searcher>> searcher_of(StoreParts& parts) {
  MUNIMENT_TRY(auto partitions, all_partitions(parts));
  return index::Searcher::create(std::move(partitions));
}

Result<void> forget_damaged_partitions(StoreParts& parts) {
  const size_t known = parts.index->damaged().size();
  MUNIMENT_TRY_VOID(parts.index->drop_damaged());
  const std::vector<std::string> damaged = parts.index->damaged();
  for (size_t i = known; i < damaged.size(); ++i) {
    parts.notes.push_back("index: " + damaged[i] + "; what it covered is indexed again from the log");
  }
  parts.tail.clear();
  parts.tail_is_complete = false;
  return {};
}

Result<std::vector<index::Hit>> messages_of_conversation(const index::Searcher& searcher, const std::string& conversation,
                                                         std::optional<std::pair<int64_t, int64_t>> between_ms) {
  index::Query query;
  query.root = conversation_node(conversation);
  if (between_ms) query.root = both(query.root, time_node(*between_ms));
  index::SearchOptions options;
  options.limit = std::numeric_limits<size_t>::max();
  options.order = index::Order::oldest_first;
  MUNIMENT_TRY(index::HitPage page, searcher.search(query, options));
  return std::move(page.hits);
}

std::vector<index::Hit> around(const std::vector<index::Hit>& conversation, MessageNumber number, size_t context) {
  const auto at = std::ranges::find(conversation, number, &index::Hit::number);
  if (at == conversation.end()) return {};
  const auto before = std::min(static_cast<size_t>(at - conversation.begin()), context);
  const auto after = std::min(static_cast<size_t>(conversation.end() - at) - 1, context);
  return {at - static_cast<ptrdiff_t>(before), at + static_cast<ptrdiff_t>(after) + 1};
}

}  // namespace muniment::pipeline
