// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/place_counter.h"

#include <algorithm>
#include <utility>

namespace muniment::index {
namespace {

std::vector<const Node*> shown_leaves(const Node& root) {
  std::vector<const Node*> all;
  for (const Node* part : shown_parts(root)) {
    const Leaves of_part(*part);
    all.insert(all.end(), of_part.nodes.begin(), of_part.nodes.end());
  }
  return all;
}

uint64_t apart(Intervals& places) {
  std::ranges::sort(places);
  uint64_t count = 0;
  uint32_t end = 0;
  for (const Interval& place : places) {
    if (count == 0 || place.first > end) ++count;
    end = std::max(end, place.last);
  }
  return count;
}

}  // namespace

Result<PlaceCounter> PlaceCounter::create(const Partition& partition, const QueryScope& scope, const Node& root) {
  MUNIMENT_TRY(const ForwardStore* const forward, partition.forward());
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition.vocabulary());
  const QueryCompiler compiler(partition, scope);
  std::vector<const Node*> leaves = shown_leaves(root);
  LeafIds ids;
  for (const Node* leaf : leaves) {
    MUNIMENT_TRY(ids.emplace_back(), compiler.ids(*leaf));
  }
  return PlaceCounter(root, std::move(leaves), ids, *forward, *vocabulary);
}

PlaceCounter::PlaceCounter(const Node& root, std::vector<const Node*> leaves, const LeafIds& ids, const ForwardStore& forward,
                           const Vocabulary& vocabulary)
    : places_(leaves, ids, forward, vocabulary) {
  for (const Node* part : shown_parts(root)) parts_.push_back({part, Leaves(*part).nodes.size()});
}

uint64_t PlaceCounter::in(size_t document) {
  std::span<const Intervals> occurrences = places_.in(document);
  found_.clear();
  for (const Part& part : parts_) {
    add_matches(*part.node, occurrences.first(part.leaves));
    occurrences = occurrences.subspan(part.leaves);
  }
  return apart(found_);
}

uint32_t PlaceCounter::count(size_t document, std::vector<uint32_t>& of_parts) {
  std::span<const Intervals> occurrences = places_.in(document);
  for (const Part& part : parts_) {
    of_parts.push_back(static_cast<uint32_t>(matches(*part.node, occurrences.first(part.leaves)).size()));
    occurrences = occurrences.subspan(part.leaves);
  }
  return places_.words();
}

// The words of a distance are places of their own, as they are shown; a phrase is one place.
void PlaceCounter::add_matches(const Node& part, std::span<const Intervals> occurrences) {
  if (is_end_of_text(part)) return;
  if (part.children.empty()) {
    found_.insert(found_.end(), occurrences[0].begin(), occurrences[0].end());
    return;
  }
  const Intervals places = part.kind == NodeKind::phrase ? matches(part, occurrences) : participants(part, occurrences);
  found_.insert(found_.end(), places.begin(), places.end());
}

}  // namespace muniment::index
