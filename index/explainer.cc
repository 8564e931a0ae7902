// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/explainer.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace muniment::index {
namespace {

Query query_of(NodePtr root) {
  Query query;
  query.root = std::move(root);
  return query;
}

NodePtr word_node(std::string_view text) {
  Node node;
  node.kind = NodeKind::word;
  node.text = text;
  return make_node(std::move(node));
}

}  // namespace

Result<std::vector<ClauseInfo>> Explainer::run(const Query& query) {
  MUNIMENT_TRY(expansion_, WordExpansion::of(query, partitions_));
  MUNIMENT_TRY_VOID(add(query.root, 0));
  return std::move(out_);
}

Result<void> Explainer::add(const NodePtr& node, uint32_t depth) {
  ClauseInfo clause{.depth = depth, .text = label_of(*node), .messages = 0, .words = {}};
  MUNIMENT_TRY(clause.messages, count(node));
  if (node->kind == NodeKind::pattern) {
    MUNIMENT_TRY(clause.words, words_of(*node));
  }
  out_.push_back(std::move(clause));
  if (node->kind == NodeKind::field || node->kind == NodeKind::in_name) return {};  // its child is no clause of the query
  for (const NodePtr& child : node->children) MUNIMENT_TRY_VOID(add(child, depth + 1));
  return {};
}

Result<uint64_t> Explainer::count(NodePtr node) const {
  const SearchOptions only_count{.limit = 0};
  MUNIMENT_TRY(const HitPage page, searcher_.search(query_of(within_ ? make_group(NodeKind::all_of, 0, {std::move(node), within_}) : std::move(node)), only_count));
  return page.total;
}

// Most frequent first.
Result<std::vector<WordInfo>> Explainer::words_of(const Node& pattern) const {
  std::set<std::string> texts;
  for (const auto& each : partitions_) {
    const auto partition = visit(each);
    MUNIMENT_TRY(const Vocabulary* const vocabulary, partition->vocabulary());
    for (const uint32_t id : expansion_.ids(pattern, *partition)) texts.emplace(vocabulary->text(vocabulary->rank_of_id(id)));
  }
  std::vector<WordInfo> words;
  for (const std::string& text : texts) {
    MUNIMENT_TRY(const uint64_t messages, count(word_node(text)));
    words.push_back({text, messages});
  }
  std::ranges::stable_sort(words, std::ranges::greater(), &WordInfo::messages);
  return words;
}

}  // namespace muniment::index
