// SPDX-License-Identifier: GPL-3.0-or-later
// Where the words, phrases and distances of a query stand in one message. Search and highlighting share it, so what is
// found is what is shown.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/query.h"

namespace muniment::index {

// Positions from the first to the last word of a match, both included.
struct Interval {
  uint32_t first = 0, last = 0;
  friend auto operator<=>(const Interval&, const Interval&) = default;
};
using Intervals = std::vector<Interval>;  // ascending, each once

// The first word of a message stands at 1: the place before it is that of NodeKind::text_begin.
inline constexpr uint32_t kFirstPosition = 1;
// Parts of a message (its text, the names of its attachments) are this far apart, so that nothing reaches across.
inline constexpr uint32_t kPartGap = 1'000'000;

// The words, patterns and ends of the text in a positional node, numbered in the order in which they stand in it.
struct Leaves {
  explicit Leaves(const Node& positional) { collect(positional); }
  std::vector<const Node*> nodes;

 private:
  void collect(const Node& node);
};

// Whether the postings alone do not answer it.
bool is_positional(const Node& node);
bool is_pair_of_words(const Node& node);  // a phrase of two words or patterns, or a distance between two
bool is_negated_distance(const Node& node);
bool is_end_of_text(const Node& node);  // either end

// Where an end of a text stands whose words take `words` positions; nowhere if there are none.
Intervals place_of_end(const Node& end, uint32_t words);

// Keeps those that are no part of a whole, as 5 and 000 are of 5,000. `wholes`: the places of all of two words and more.
void drop_parts(const Intervals& wholes, Intervals& numbers);

// All matches of a positional node, given where its leaves stand: occurrences[i] are those of leaf i. Quadratic in the
// occurrences at worst, within the distances of the query.
Intervals matches(const Node& positional, std::span<const Intervals> occurrences);

// The parts of a query whose matches are shown and counted: words, patterns and positional nodes under AND and OR. What
// stands under NOT is not looked for. Each part of them has its own leaves.
std::vector<const Node*> shown_parts(const Node& root);

// The intervals of words that take part in some match: for each match the phrases and words inside it.
Intervals participants(const Node& positional, std::span<const Intervals> occurrences);

}  // namespace muniment::index
