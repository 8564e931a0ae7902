// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. What each clause of a query finds by itself.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "index/partition.h"
#include "index/search.h"
#include "index/word_expansion.h"

namespace muniment::index {

// The searcher and the partitions outlive it. One thread.
class Explainer {
 public:
  // `within`: what every count is limited to; may be null.
  Explainer(const Searcher& searcher, std::vector<std::shared_ptr<const Partition>> partitions, NodePtr within)
      : searcher_(searcher), partitions_(std::move(partitions)), within_(std::move(within)) {}
  Result<std::vector<ClauseInfo>> run(const Query& query);

 private:
  Result<void> add(const NodePtr& node, uint32_t depth);
  Result<uint64_t> count(NodePtr node) const;
  Result<std::vector<WordInfo>> words_of(const Node& pattern) const;

  const Searcher& searcher_;
  const std::vector<std::shared_ptr<const Partition>> partitions_;
  const NodePtr within_;
  WordExpansion expansion_;
  std::vector<ClauseInfo> out_;
};

}  // namespace muniment::index
