// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Where the words of a query stand in the messages of one partition, read from its forward store.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "index/partition.h"
#include "index/positions.h"

namespace muniment::index {

// The ids for which each leaf stands.
using LeafIds = std::vector<std::vector<uint32_t>>;

class WordPlaces {
 public:
  // The leaves (words, patterns, ends of the text) and the partition's parts outlive it.
  WordPlaces(const std::vector<const Node*>& leaves, const LeafIds& ids, const ForwardStore& forward, const Vocabulary& vocabulary);
  [[nodiscard]] size_t documents() const { return forward_.ends.size(); }
  // Of each leaf, in the order of the text: a word that covers others comes where its first one stands. Lives until the
  // next call.
  const std::vector<Intervals>& in(size_t document);
  // Whether a document has a match of a pair of words, which the leaves are; reads no further than to the first.
  bool has_pair(size_t document, const Node& pair);
  // Of the last document, in all its parts, and of its text alone.
  [[nodiscard]] uint32_t words() const { return words_; }
  [[nodiscard]] uint32_t words_of_text() const { return words_of_text_; }

 private:
  [[nodiscard]] const std::vector<uint32_t>& leaves_of(uint32_t id) const;
  [[nodiscard]] bool any_before(uint32_t leaf, const Interval& here, uint32_t distance) const;
  void end_text(uint32_t words_of_text);

  const ForwardStore& forward_;
  const Vocabulary& vocabulary_;
  std::vector<bool> is_of_leaf_;                   // by id; few bytes, since every query makes it anew
  std::vector<std::pair<uint32_t, uint32_t>> group_of_id_;  // of those, ascending
  std::vector<std::vector<uint32_t>> leaves_of_group_;
  std::vector<size_t> number_leaves_;              // those that mean whole numbers
  std::vector<std::pair<size_t, const Node*>> ends_;  // leaves that are ends of the text
  std::vector<Intervals> occurrences_;
  Intervals wholes_;
  uint32_t words_ = 0, words_of_text_ = 0;
};

// How many parts a message has behind its text: the names of its attachments.
uint32_t attachments_of(const ForwardStore& forward, size_t document);

}  // namespace muniment::index
