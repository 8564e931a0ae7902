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
  std::vector<Part> parts;
  for (const Node* part : shown_parts(root)) {
    parts.push_back({part, Leaves(*part).nodes.size(), runs_on(*part) ? &scope.run_on.at({part, partition.header().id}) : nullptr});
  }
  return PlaceCounter(std::move(parts), leaves, ids, *forward, *vocabulary);
}

PlaceCounter::PlaceCounter(std::vector<Part> parts, const std::vector<const Node*>& leaves, const LeafIds& ids, const ForwardStore& forward,
                           const Vocabulary& vocabulary)
    : parts_(std::move(parts)), places_(leaves, ids, forward, vocabulary) {}

uint64_t PlaceCounter::in(size_t document) {
  std::span<const Intervals> occurrences = places_.in(document);
  found_.clear();
  for (const Part& part : parts_) {
    const Intervals places = places_of(part, document, occurrences.first(part.leaves));
    found_.insert(found_.end(), places.begin(), places.end());
    occurrences = occurrences.subspan(part.leaves);
  }
  return apart(found_);
}

uint32_t PlaceCounter::count(size_t document, std::vector<uint32_t>& of_parts) {
  std::span<const Intervals> occurrences = places_.in(document);
  for (const Part& part : parts_) {
    const Intervals found = part.run_on != nullptr ? across_messages(part, document) : matches(*part.node, occurrences.first(part.leaves));
    of_parts.push_back(static_cast<uint32_t>(found.size()));
    occurrences = occurrences.subspan(part.leaves);
  }
  return places_.words();
}

Intervals PlaceCounter::across_messages(const Part& part, size_t document) {
  const auto found = part.run_on->find(static_cast<uint32_t>(document));
  return found == part.run_on->end() ? Intervals() : found->second;
}

// The words of a distance are places of their own, as they are shown; a phrase is one place.
Intervals PlaceCounter::places_of(const Part& part, size_t document, std::span<const Intervals> occurrences) {
  if (part.run_on != nullptr) return across_messages(part, document);
  if (is_end_of_text(*part.node)) return {};
  if (part.node->children.empty()) return occurrences[0];
  return part.node->kind == NodeKind::phrase ? matches(*part.node, occurrences) : participants(*part.node, occurrences);
}

}  // namespace muniment::index
