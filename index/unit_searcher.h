// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. AND, OR and NOT asked of units instead of messages. A clause (a word, a phrase, a distance, a field)
// holds for a unit if it holds for one of its messages.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/query_compiler.h"
#include "index/search.h"
#include "index/unit_search.h"

namespace muniment::index {

struct UnitHits {
  std::vector<Hit> hits;
  uint64_t units = 0;
};

class UnitSearcher {
 public:
  UnitSearcher(const PartitionList& partitions, const UnitScope& scope) : partitions_(partitions), unit_(scope.unit), zone_(scope.zone) {}

  // `within`: the messages that count; may be null. The messages of units that match which hold for a clause that looks for words and is not under NOT (or, where no clause
  // looks for words, for any that is not); unordered, each once.
  Result<UnitHits> run(const Query& query, const NodePtr& within);

 private:
  // A message for which a clause holds.
  struct Match {
    uint32_t conversation;
    int64_t time_ms;
    uint64_t number;
    uint32_t clause;
  };

  Result<void> collect(const NodePtr& node, bool negated);
  void choose_shown();
  Result<void> find(const Query& query, const NodePtr& within);
  Result<void> find_in(const Partition& partition, const QueryScope& scope, const Node& clause, uint32_t place);
  void sort_matches();
  [[nodiscard]] size_t end_of_unit(size_t begin) const;
  [[nodiscard]] bool holds(const Node& node, const std::vector<uint32_t>& counts) const;
  void take_fixed_units(UnitHits& out);
  void take_windows(UnitHits& out);
  void take(size_t begin, size_t end, UnitHits& out);

  const PartitionList& partitions_;
  const Unit unit_;
  const TimeZone zone_;
  NodePtr root_;
  std::vector<NodePtr> clauses_;
  std::vector<bool> is_shown_;                       // by clause
  std::unordered_map<const Node*, uint32_t> place_of_;
  std::unordered_map<std::string, uint32_t> conversations_;
  std::vector<Match> matches_;
  std::vector<int64_t> days_;                        // of each match, for day units
};

}  // namespace muniment::index
