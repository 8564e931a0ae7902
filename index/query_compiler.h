// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. A query tree to Xapian's algebra over one partition: exact, not only candidates.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/base/result.h"
#include "index/partition.h"
#include "index/posting_sources.h"
#include "index/query.h"
#include "index/run_on.h"
#include "index/word_expansion.h"

namespace muniment::index {

// What a query needs to know of all partitions before it is compiled for one.
struct QueryScope {
  std::map<const Node*, std::unordered_set<std::string>> conversations;  // of with: and to:
  WordExpansion expansion;
  RunOnMatches run_on;  // of distances that run on, in all partitions
};
// `searched`: for which the query will be compiled; `all`: in which people may have sent something.
Result<QueryScope> scope_of(const Query& query, const PartitionList& searched, const PartitionList& all);

// For one partition; the query, the scope and the partition outlive it and what it compiles.
class QueryCompiler {
 public:
  QueryCompiler(const Partition& partition, const QueryScope& scope) : partition_(partition), scope_(scope) {}
  Result<Xapian::Query> compile(const Node& node) const;
  // The number of documents, where it is known without a search: a word of one id.
  Result<std::optional<uint64_t>> known_count(const Node& node) const;
  // The ids of the words that a leaf stands for.
  Result<std::vector<uint32_t>> ids(const Node& leaf) const;

 private:
  Result<Xapian::Query> all_of(const Node& node) const;
  Result<Xapian::Query> positional(const Node& node) const;
  [[nodiscard]] Xapian::Query found_before(const Node& node) const;
  Result<Xapian::Query> skeleton(const Node& node) const;
  Result<Xapian::Query> skeleton_of_phrase(const Node& node) const;
  Result<Xapian::Query> words(const Node& leaf) const;

  const Partition& partition_;
  const QueryScope& scope_;
};

}  // namespace muniment::index
