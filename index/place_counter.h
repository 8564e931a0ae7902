// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. How many places of a message a query's words matched: those that highlights() would show, counted from
// the forward store of a partition instead of the text.
#pragma once

#include <optional>
#include <vector>

#include "index/query_compiler.h"
#include "index/word_places.h"

namespace muniment::index {

class PlaceCounter {
 public:
  // The query tree, its scope and the partition outlive it.
  static Result<PlaceCounter> create(const Partition& partition, const QueryScope& scope, const Node& root);
  uint64_t in(size_t document);
  // Appends how often each shown part matches, and gives the number of words of the message and of the names of its attachments.
  uint32_t count(size_t document, std::vector<uint32_t>& of_parts);

 private:
  struct Part {
    const Node* node;
    size_t leaves;
    const RunOnPlaces* run_on;  // where it was found across messages; null for what is found inside one
  };
  PlaceCounter(std::vector<Part> parts, const std::vector<const Node*>& leaves, const LeafIds& ids, const ForwardStore& forward, const Vocabulary& vocabulary);
  static Intervals across_messages(const Part& part, size_t document);
  static Intervals places_of(const Part& part, size_t document, std::span<const Intervals> occurrences);

  std::vector<Part> parts_;
  WordPlaces places_;
  Intervals found_;
};

}  // namespace muniment::index
