// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_distance.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "index/positions.h"
#include "index/query_error.h"
#include "index/run_on.h"

namespace muniment::index {
namespace {

constexpr size_t kMostSpelledOut = 10'000;

NodeKind kind_of(const Distance& distance) {
  const bool near = distance.at.kind == LexKind::near;
  if (distance.negated) return near ? NodeKind::not_near : NodeKind::not_pre;
  return near ? NodeKind::near : NodeKind::pre;
}

NodePtr joined(NodePtr first, const Distance& distance, NodePtr second) {
  Node node;
  node.kind = kind_of(distance);
  node.distance = distance.at.distance;
  node.runs_on = distance.at.runs_on;
  node.pause_ms = distance.at.pause_ms;
  node.column = distance.at.at;
  node.children = {std::move(first), std::move(second)};
  return make_node(std::move(node));
}

// A word, a phrase, or an OR of them.
bool is_words(const Node& node) {
  if (node.kind == NodeKind::any_of) {
    return std::all_of(node.children.begin(), node.children.end(), [](const NodePtr& child) { return is_words(*child); });
  }
  return node.kind == NodeKind::word || node.kind == NodeKind::pattern || node.kind == NodeKind::phrase ||
         is_end_of_text(node);
}

// Whether it is an AND, or an OR in which one stands.
bool holds_and(const Node& node) {
  if (node.kind == NodeKind::all_of) return true;
  if (node.kind != NodeKind::any_of) return false;
  return std::any_of(node.children.begin(), node.children.end(), [](const NodePtr& child) { return holds_and(*child); });
}

size_t count_words(const Node& node) {
  return std::accumulate(node.children.begin(), node.children.end(), size_t{1},
                         [](size_t sum, const NodePtr& child) { return sum + count_words(*child); });
}

}  // namespace

std::string written(const Distance& distance) { return (distance.negated ? "not " : "") + std::string(distance.at.text); }

Result<NodePtr> DistanceJoiner::join(NodePtr first, const Distance& distance, NodePtr second) {
  if (is_dtsearch_) {
    MUNIMENT_TRY_VOID(must_have_words_on_one_side(*first, distance, *second));
    if (!distance.negated && (holds_and(*first) || holds_and(*second))) return join_parts(first, distance, second);
  }
  for (const NodePtr& side : {first, second}) {
    MUNIMENT_TRY_VOID(must_be_positional(*side, distance));
    MUNIMENT_TRY_VOID(must_run_on_alike(*side, distance));
  }
  return joined(std::move(first), distance, std::move(second));
}

// (a AND b) w/5 c: (a w/5 c) AND (b w/5 c).
Result<NodePtr> DistanceJoiner::join_parts(const NodePtr& first, const Distance& distance, const NodePtr& second) {
  const bool in_first = holds_and(*first);
  const Node& parts = in_first ? *first : *second;
  if (!in_first && !holds_and(*second)) {
    MUNIMENT_TRY_VOID(must_be_positional(*first, distance));
    MUNIMENT_TRY_VOID(must_be_positional(*second, distance));
    return joined(first, distance, second);
  }
  for (const NodePtr& part : parts.children) {
    if (part->kind == NodeKind::none_of) MUNIMENT_TRY_VOID(must_be_positional(*part, distance));
  }
  std::vector<NodePtr> out;
  for (const NodePtr& part : parts.children) {
    const NodePtr& one = in_first ? part : first;
    const NodePtr& other = in_first ? second : part;
    MUNIMENT_TRY_VOID(spell_out(in_first ? *second : *first, distance));
    MUNIMENT_TRY(out.emplace_back(), join_parts(one, distance, other));
  }
  return make_group(parts.kind, parts.column, std::move(out));
}

// dtSearch's own rule.
Result<void> DistanceJoiner::must_have_words_on_one_side(const Node& first, const Distance& distance, const Node& second) const {
  if (is_words(first) || is_words(second)) return {};
  return not_positional(first, distance, "on neither side is a word, a phrase or an OR of them, so it could be read in several ways",
                        "write each distance: (a w/5 c) AND (b w/5 c); or leave out --dialect for distances of distances");
}

// Each part of an AND gets a copy of the other side.
Result<void> DistanceJoiner::spell_out(const Node& words, const Distance& distance) {
  spelled_out_ += 1 + count_words(words);
  if (spelled_out_ <= kMostSpelledOut) return {};
  return query_error(query_, distance.at.at, QueryFault::too_large, "the query is too large",
                     "spelled out, the ANDs beside " + written(distance) + " are more than " + std::to_string(kMostSpelledOut) + " words",
                     "cut it into several queries");
}

// What was read below a distance is positional already, so long chains stay linear.
Result<void> DistanceJoiner::must_be_positional(const Node& node, const Distance& distance) const {
  switch (node.kind) {
    case NodeKind::word:
    case NodeKind::pattern:
    case NodeKind::text_begin:
    case NodeKind::text_end:
    case NodeKind::phrase:
    case NodeKind::near:
    case NodeKind::pre:
    case NodeKind::not_near:
    case NodeKind::not_pre: return {};
    case NodeKind::any_of:
      for (const NodePtr& child : node.children) MUNIMENT_TRY_VOID(must_be_positional(*child, distance));
      return {};
    case NodeKind::all_of:
      return not_positional(node, distance, "an AND of words has no single place in a message",
                            "write the distance for each word: (a w/5 c) AND (b w/5 c)");
    case NodeKind::none_of:
      return not_positional(node, distance, "what is absent has no place in a message", "put NOT outside: (a w/5 b) AND NOT c");
    case NodeKind::in_name:
    case NodeKind::everything:
    case NodeKind::field:
    case NodeKind::time_range: break;
  }
  return not_positional(node, distance, "a field has no place in the text", "put the field outside: (a w/5 b) AND from:ana");
}

// What reaches over several messages has no place in one of them, and one expression counts over the same messages.
Result<void> DistanceJoiner::must_run_on_alike(const Node& side, const Distance& distance) const {
  if (side.kind == NodeKind::any_of) {
    for (const NodePtr& child : side.children) MUNIMENT_TRY_VOID(must_run_on_alike(*child, distance));
    return {};
  }
  if (!runs_on(side) || (distance.at.runs_on && side.pause_ms == distance.at.pause_ms)) return {};
  return not_positional(side, distance, "it runs on into other messages, and " + written(distance) + (distance.at.runs_on ? " after another pause" : " does not"),
                        "write the same behind both, as in (a w/5+1h b) w/10+1h c");
}

Error DistanceJoiner::not_positional(const Node& node, const Distance& distance, std::string why, std::string hint) const {
  return query_error(query_, node.column, QueryFault::not_positional, "this cannot stand beside " + written(distance), std::move(why),
                     std::move(hint));
}

}  // namespace muniment::index
