// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. What w/N and the like may stand between, and the node that they make of it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "index/query.h"
#include "index/query_lexer.h"

namespace muniment::index {

struct Distance {
  Lexeme at;             // near or pre
  bool negated = false;  // not w/N
};
std::string written(const Distance& distance);  // "not w/5"

// The query outlives it. In dtSearch's dialect one side may hold ANDs: each of their parts is meant to stand within the
// distance of the other side, which is a word, a phrase or an OR of them.
class DistanceJoiner {
 public:
  DistanceJoiner(std::string_view query, Dialect dialect) : query_(query), is_dtsearch_(dialect == Dialect::dtsearch) {}

  // An error at the place of what has no place in the text of a message.
  [[nodiscard]] Result<NodePtr> join(NodePtr first, const Distance& distance, NodePtr second);

 private:
  [[nodiscard]] Result<NodePtr> join_parts(const NodePtr& first, const Distance& distance, const NodePtr& second);
  [[nodiscard]] Result<void> must_have_words_on_one_side(const Node& first, const Distance& distance, const Node& second) const;
  [[nodiscard]] Result<void> spell_out(const Node& words, const Distance& distance);
  [[nodiscard]] Result<void> must_be_positional(const Node& node, const Distance& distance) const;
  [[nodiscard]] Result<void> must_run_on_alike(const Node& side, const Distance& distance) const;
  [[nodiscard]] Error not_positional(const Node& node, const Distance& distance, std::string why, std::string hint) const;

  std::string_view query_;
  const bool is_dtsearch_;
  size_t spelled_out_ = 0;  // words that stand in the tree for parts of ANDs
};

}  // namespace muniment::index
