// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/word_expansion.h"

#include <string>
#include <unordered_set>

#include "index/in_parallel.h"
#include "index/query_error.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

using Partitions = std::span<const std::shared_ptr<const Partition>>;

uint32_t next_candidate(const Vocabulary& vocabulary, uint32_t rank, std::string_view literal) {
  return literal.empty() ? rank : vocabulary.next_with_literal(rank, literal);
}

std::vector<uint32_t> ids_in(const Vocabulary& vocabulary, const WordPattern& pattern) {
  const auto ranks = vocabulary.with_prefix(pattern.prefix());
  const std::string_view literal = pattern.literal() == pattern.prefix() ? std::string_view() : pattern.literal();
  const auto matcher = pattern.matcher();
  std::vector<uint32_t> ids;
  for (uint32_t rank = next_candidate(vocabulary, ranks.begin, literal); rank < ranks.end;
       rank = next_candidate(vocabulary, rank + 1, literal)) {
    if (matcher->matches(vocabulary.text(rank))) ids.push_back(vocabulary.id(rank));
  }
  return ids;
}

}  // namespace

Result<WordExpansion> WordExpansion::of(const Query& query, Partitions partitions) {
  WordExpansion out;
  MUNIMENT_TRY_VOID(out.expand(query, *query.root, partitions));
  return out;
}

Result<void> WordExpansion::expand(const Query& query, const Node& node, Partitions partitions) {
  for (const NodePtr& child : node.children) MUNIMENT_TRY_VOID(expand(query, *child, partitions));
  if (node.kind != NodeKind::pattern) return {};
  std::vector<std::vector<uint32_t>> found(partitions.size());
  MUNIMENT_TRY_VOID(in_parallel(partitions.size(), waits_for(partitions), [&](size_t i) -> Result<void> {
    const auto partition = visit(partitions[i]);
    MUNIMENT_TRY(const Vocabulary* const vocabulary, partition->vocabulary());
    found[i] = ids_in(*vocabulary, *node.pattern);
    return {};
  }));
  size_t at_most = 0;
  for (size_t i = 0; i < partitions.size(); ++i) {
    at_most += found[i].size();
    ids_[{&node, partitions[i]->header().id}] = std::move(found[i]);
  }
  if (at_most <= kMaxExpansion) return {};
  std::unordered_set<std::string> distinct;
  for (const auto& each : partitions) {
    const auto partition = visit(each);
    MUNIMENT_TRY(const Vocabulary* const vocabulary, partition->vocabulary());
    for (const uint32_t id : ids(node, *partition)) distinct.emplace(vocabulary->text(vocabulary->rank_of_id(id)));
  }
  if (distinct.size() <= kMaxExpansion) return {};
  return query_error(query.text, node.column, QueryFault::too_many_words, node.pattern->to_string() + " stands for too many words",
                     "it stands for " + std::to_string(distinct.size()) + " words, at most " + std::to_string(kMaxExpansion) + " are searched",
                     std::string(node.pattern->how_to_narrow()));
}

}  // namespace muniment::index
