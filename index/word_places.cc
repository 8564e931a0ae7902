// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/word_places.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "index/varint.h"
#include "index/word_ids.h"
#include "index/word_pattern.h"

namespace muniment::index {

WordPlaces::WordPlaces(const std::vector<const Node*>& leaves, const LeafIds& ids, const ForwardStore& forward, const Vocabulary& vocabulary)
    : forward_(forward), vocabulary_(vocabulary), is_of_leaf_(vocabulary.size() + 1), occurrences_(leaves.size()) {
  std::map<uint32_t, std::vector<uint32_t>> leaves_of_id;
  for (uint32_t leaf = 0; leaf < ids.size(); ++leaf) {
    for (const uint32_t id : ids[leaf]) leaves_of_id[id].push_back(leaf);
  }
  std::map<std::vector<uint32_t>, uint32_t> groups;
  for (const auto& [id, of_id] : leaves_of_id) {
    const auto [at, is_new] = groups.try_emplace(of_id, static_cast<uint32_t>(leaves_of_group_.size()));
    if (is_new) leaves_of_group_.push_back(of_id);
    is_of_leaf_[id] = true;
    group_of_id_.emplace_back(id, at->second);
  }
  for (size_t leaf = 0; leaf < leaves.size(); ++leaf) {
    const PatternPtr& pattern = leaves[leaf]->pattern;
    if (pattern && pattern->means_whole_numbers()) number_leaves_.push_back(leaf);
    if (is_end_of_text(*leaves[leaf])) ends_.emplace_back(leaf, leaves[leaf]);
  }
}

const std::vector<Intervals>& WordPlaces::in(size_t document) {
  for (Intervals& leaf : occurrences_) leaf.clear();
  wholes_.clear();
  words_ = 0;
  uint32_t position = kFirstPosition;
  bool in_text = true;
  for (WordIds in(forward_, document); !in.done();) {
    const uint32_t id = in.next();
    if (id == kSeparatorId) {
      if (std::exchange(in_text, false)) end_text(position - kFirstPosition);
      position += kPartGap;
      continue;
    }
    const uint8_t span = vocabulary_.span_of_id(id);
    if (span > 1 && !number_leaves_.empty()) wholes_.push_back({position, position + span - 1U});
    if (is_of_leaf_[id]) {
      const Interval here{position, position + (span == 0 ? 0U : span - 1U)};
      for (const uint32_t leaf : leaves_of(id)) occurrences_[leaf].push_back(here);
    }
    if (span == 0) ++position, ++words_;
  }
  if (in_text) end_text(position - kFirstPosition);
  for (const size_t leaf : number_leaves_) drop_parts(wholes_, occurrences_[leaf]);
  return occurrences_;
}

bool WordPlaces::has_pair(size_t document, const Node& pair) {
  for (Intervals& leaf : occurrences_) leaf.clear();
  const uint32_t distance = pair.kind == NodeKind::phrase ? 1 : pair.distance;
  uint32_t position = kFirstPosition;
  for (WordIds in(forward_, document); !in.done();) {
    const uint32_t id = in.next();
    if (id == kSeparatorId) {
      position += kPartGap;
      continue;
    }
    const uint8_t span = vocabulary_.span_of_id(id);
    if (is_of_leaf_[id]) {
      const Interval here{position, position + (span == 0 ? 0U : span - 1U)};
      for (const uint32_t leaf : leaves_of(id)) {
        if ((leaf == 1 || pair.kind == NodeKind::near) && any_before(1 - leaf, here, distance)) return true;
        occurrences_[leaf].push_back(here);
      }
    }
    if (span == 0) ++position;
  }
  return false;
}

// Whether a word of the leaf ends at most `distance` before `here`. They came by their beginnings, so those of long ago end too
// early, however many words they cover.
bool WordPlaces::any_before(uint32_t leaf, const Interval& here, uint32_t distance) const {
  constexpr uint32_t kMostCovered = std::numeric_limits<uint8_t>::max();
  const Intervals& others = occurrences_[leaf];
  for (auto other = others.rbegin(); other != others.rend() && here.first - other->first <= distance + kMostCovered; ++other) {
    if (other->last < here.first && here.first - other->last <= distance) return true;
  }
  return false;
}

const std::vector<uint32_t>& WordPlaces::leaves_of(uint32_t id) const {
  const auto at = std::ranges::lower_bound(group_of_id_, id, {}, &std::pair<uint32_t, uint32_t>::first);
  return leaves_of_group_[at->second];
}

void WordPlaces::end_text(uint32_t words_of_text) {
  words_of_text_ = words_of_text;
  for (const auto& [leaf, end] : ends_) occurrences_[leaf] = place_of_end(*end, words_of_text);
}

uint32_t attachments_of(const ForwardStore& forward, size_t document) {
  uint32_t separators = 0;
  for (VarintReader in(forward.words(document)); !in.done();) separators += in.next() == kSeparatorId ? 1U : 0U;
  return separators;
}

}  // namespace muniment::index
