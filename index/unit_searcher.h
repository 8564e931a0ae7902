// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. AND, OR and NOT asked of units instead of messages. A clause (a word, a phrase, a distance, a field)
// holds for a unit if it holds for one of its messages.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/document_set.h"
#include "index/matching_documents.h"
#include "index/query_compiler.h"
#include "index/search.h"
#include "index/unit_search.h"

namespace muniment::index {

struct UnitHits {
  DocumentsOf documents;            // one list for each partition
  uint64_t units = 0;
  double expansion_seconds = 0;     // as HitPage has it
};

class UnitSearcher {
 public:
  UnitSearcher(const PartitionList& partitions, const UnitScope& scope) : partitions_(partitions), unit_(scope.unit), zone_(scope.zone) {}

  // `within`: the messages that count; may be null. The messages of units that match for which a clause holds that looks for words
  // and is not under NOT (or, where no clause looks for words, any that is not).
  Result<UnitHits> run(const Query& query, const NodePtr& within);

 private:
  // A message for which a clause holds.
  struct Match {
    int64_t time_ms;
    uint32_t conversation, partition, document, clause;
  };

  void collect(const NodePtr& node, bool negated);
  void choose_shown();
  Result<void> find(const Query& query, const NodePtr& within);
  Result<void> find_in(uint32_t partition, const QueryScope& scope, const Node& clause, uint32_t place);
  void sort_matches();
  [[nodiscard]] size_t end_of_unit(size_t begin) const;
  [[nodiscard]] bool holds(const Node& node, const std::vector<uint32_t>& counts) const;
  uint64_t take_fixed_units();
  uint64_t take_windows();
  void take(size_t begin, size_t end);
  [[nodiscard]] DocumentsOf taken() const;

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
  std::vector<DocumentSet> taken_;                   // by partition
  double expansion_seconds_ = 0;
};

}  // namespace muniment::index
