// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. What the patterns of a query stand for, in each of the partitions that are searched.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "index/partition.h"
#include "index/query.h"

namespace muniment::index {

inline constexpr size_t kMaxExpansion = 10'000;  // distinct words of one pattern over all partitions

class WordExpansion {
 public:
  // MUN-3011 for a pattern that stands for more words than are searched. The query outlives the expansion.
  static Result<WordExpansion> of(const Query& query, std::span<const std::shared_ptr<const Partition>> partitions);
  // The ids in this partition, which was one of those.
  [[nodiscard]] const std::vector<uint32_t>& ids(const Node& pattern, const Partition& partition) const {
    return ids_.at({&pattern, partition.header().id});
  }

 private:
  Result<void> expand(const Query& query, const Node& node, std::span<const std::shared_ptr<const Partition>> partitions);

  std::map<std::pair<const Node*, PartitionId>, std::vector<uint32_t>> ids_;
};

}  // namespace muniment::index
