// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_compiler.h"

#include <algorithm>

#include "index/field_filter.h"
#include "index/tokenizer.h"

namespace muniment::index {
namespace {

// Of its own each time: Xapian's MatchAll is one object for all threads, and counts its references without a lock.
Xapian::Query every_document() { return Xapian::Query(std::string()); }

Xapian::Query combined(Xapian::Query::op op, const std::vector<Xapian::Query>& parts) {
  return parts.size() == 1 ? parts[0] : Xapian::Query(op, parts.begin(), parts.end());
}

Xapian::Query of_set(DocumentSet set) {
  if (set.count() == 0) return Xapian::Query();
  if (set.count() == set.documents()) return every_document();
  return Xapian::Query((new SetSource(std::move(set)))->release());  // Xapian counts the references
}

bool any_runs_on(const Node& node) {
  return runs_on(node) || std::any_of(node.children.begin(), node.children.end(), [](const NodePtr& child) { return any_runs_on(*child); });
}

Result<void> prepare(const Node& node, const PartitionList& partitions, QueryScope& scope) {
  if (names_conversations(node)) {
    auto& conversations = scope.conversations[&node];
    for (const auto& partition : partitions) MUNIMENT_TRY_VOID(add_conversations_with(*visit(partition), node, conversations));
  }
  for (const NodePtr& child : node.children) MUNIMENT_TRY_VOID(prepare(*child, partitions, scope));
  return {};
}

}  // namespace

Result<QueryScope> scope_of(const Query& query, const PartitionList& searched, const PartitionList& all) {
  QueryScope scope;
  MUNIMENT_TRY_VOID(prepare(*query.root, all, scope));
  const bool has_run_on = any_runs_on(*query.root);  // then words count wherever they stand before and behind
  MUNIMENT_TRY(scope.expansion, WordExpansion::of(query, has_run_on ? all : searched));
  if (has_run_on) MUNIMENT_TRY_VOID(find_run_on(*query.root, all, scope, scope.run_on));
  return scope;
}

Result<Xapian::Query> QueryCompiler::compile(const Node& node) const {
  switch (node.kind) {
    case NodeKind::everything: return every_document();
    case NodeKind::word: return words(node);
    case NodeKind::pattern: return is_positional(node) ? positional(node) : words(node);
    case NodeKind::text_begin:
    case NodeKind::text_end:
    case NodeKind::in_name:
    case NodeKind::phrase:
    case NodeKind::near:
    case NodeKind::pre:
    case NodeKind::not_near:
    case NodeKind::not_pre: return positional(node);
    case NodeKind::all_of: return all_of(node);
    case NodeKind::none_of: {
      MUNIMENT_TRY(const Xapian::Query without, compile(*node.children[0]));
      return Xapian::Query(Xapian::Query::OP_AND_NOT, every_document(), without);
    }
    case NodeKind::any_of: {
      std::vector<Xapian::Query> parts;
      for (const NodePtr& child : node.children) {
        MUNIMENT_TRY(parts.emplace_back(), compile(*child));
      }
      return combined(Xapian::Query::OP_OR, parts);
    }
    case NodeKind::field: {
      const bool elsewhere = names_conversations(node);
      MUNIMENT_TRY(DocumentSet set, elsewhere ? documents_among(partition_, node, scope_.conversations.at(&node)) : documents_with_field(partition_, node));
      return of_set(std::move(set));
    }
    case NodeKind::time_range: {
      MUNIMENT_TRY(DocumentSet set, documents_in_time(partition_, node.from_ms, node.until_ms));
      return of_set(std::move(set));
    }
  }
  return Xapian::Query();
}

Result<Xapian::Query> QueryCompiler::all_of(const Node& node) const {
  std::vector<Xapian::Query> with, without;
  for (const NodePtr& child : node.children) {
    const bool negated = child->kind == NodeKind::none_of;
    MUNIMENT_TRY((negated ? without : with).emplace_back(), compile(negated ? *child->children[0] : *child));
  }
  const Xapian::Query positive = with.empty() ? every_document() : combined(Xapian::Query::OP_AND, with);
  if (without.empty()) return positive;
  return Xapian::Query(Xapian::Query::OP_AND_NOT, positive, combined(Xapian::Query::OP_OR, without));
}

Result<Xapian::Query> QueryCompiler::positional(const Node& node) const {
  if (runs_on(node)) return found_before(node);
  MUNIMENT_TRY(const Xapian::Query candidates, skeleton(node));
  if (candidates.empty()) return candidates;
  MUNIMENT_TRY(const ForwardStore* const forward, partition_.forward());
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition_.vocabulary());
  LeafIds leaf_ids;
  for (const Node* leaf : Leaves(node).nodes) {
    MUNIMENT_TRY(leaf_ids.emplace_back(), ids(*leaf));
  }
  auto* exact = new PositionSource(node, leaf_ids, *forward, *vocabulary);
  return Xapian::Query(Xapian::Query::OP_AND, candidates, Xapian::Query(exact->release()));
}

// What is found across messages was looked for in all conversations at once.
Xapian::Query QueryCompiler::found_before(const Node& node) const {
  DocumentSet set(partition_.header().documents);
  for (const auto& [document, places] : scope_.run_on.at({&node, partition_.header().id})) set.add(document);
  return of_set(std::move(set));
}

// The candidates of a positional node: what must be somewhere in the message.
Result<Xapian::Query> QueryCompiler::skeleton(const Node& node) const {
  if (is_end_of_text(node)) return every_document();
  if (node.kind == NodeKind::phrase) return skeleton_of_phrase(node);
  if (node.children.empty()) return words(node);
  if (is_negated_distance(node)) return skeleton(*node.children[0]);
  std::vector<Xapian::Query> parts;
  for (const NodePtr& child : node.children) {
    MUNIMENT_TRY(parts.emplace_back(), skeleton(*child));
  }
  return combined(node.kind == NodeKind::any_of ? Xapian::Query::OP_OR : Xapian::Query::OP_AND, parts);
}

// In scripts without spaces single characters are too frequent to choose by, so their neighbours are asked for as pairs.
Result<Xapian::Query> QueryCompiler::skeleton_of_phrase(const Node& node) const {
  std::vector<Xapian::Query> parts;
  const Node* before = nullptr;
  for (const NodePtr& child : node.children) {
    const bool unit = child->kind == NodeKind::word && is_unspaced_unit(child->text);
    if (unit && before != nullptr) {
      MUNIMENT_TRY(const auto first, ids(*before));
      MUNIMENT_TRY(const auto second, ids(*child));
      if (first.size() != 1 || second.size() != 1) return Xapian::Query();
      parts.emplace_back(term_of_pair(first[0], second[0]));
    } else {
      MUNIMENT_TRY(parts.emplace_back(), skeleton(*child));
    }
    before = unit ? child.get() : nullptr;
  }
  return combined(Xapian::Query::OP_AND, parts);
}

Result<std::vector<uint32_t>> QueryCompiler::ids(const Node& leaf) const {
  if (is_end_of_text(leaf)) return std::vector<uint32_t>();
  if (leaf.kind == NodeKind::pattern) return scope_.expansion.ids(leaf, partition_);
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition_.vocabulary());
  const auto ranks = vocabulary->with_text(leaf.text);
  std::vector<uint32_t> out;
  for (uint32_t rank = ranks.begin; rank < ranks.end; ++rank) out.push_back(vocabulary->id(rank));
  return out;
}

Result<Xapian::Query> QueryCompiler::words(const Node& leaf) const {
  MUNIMENT_TRY(const auto all, ids(leaf));
  if (all.empty()) return Xapian::Query();
  std::vector<Xapian::Query> terms;
  for (const uint32_t id : all) terms.emplace_back(term_of(id));
  return combined(Xapian::Query::OP_OR, terms);
}

Result<std::optional<uint64_t>> QueryCompiler::known_count(const Node& node) const {
  if (node.kind == NodeKind::everything) return std::optional<uint64_t>(partition_.header().documents);
  if (node.kind != NodeKind::word) return std::optional<uint64_t>();
  MUNIMENT_TRY(const auto all, ids(node));
  if (all.size() > 1) return std::optional<uint64_t>();
  if (all.empty()) return std::optional<uint64_t>(0);
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition_.vocabulary());
  return std::optional<uint64_t>(vocabulary->frequency(all[0]));
}

}  // namespace muniment::index
