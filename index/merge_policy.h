// SPDX-License-Identifier: GPL-3.0-or-later
// Which partitions are worth merging. A pure function of their sizes, so that it can be tested as a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/ids.h"

namespace muniment::index {

struct PartitionSize {
  ClassId cls;
  Month month;
  uint64_t documents = 0;
};

// Groups of places in `sizes`; each group becomes one partition. Four of about one size (within a factor of four) of
// one class and month are merged, and what comes out may be merged again, so that n runs leave about 3 log4(n)
// partitions and each message is rewritten log4(n) times. Large partitions are left alone: they are fast as they are.
std::vector<std::vector<size_t>> plan_merges(const std::vector<PartitionSize>& sizes);

// Groups of at least two, so that each class and month is left with few partitions of at most `most` documents, none of
// which could be merged further. Larger ones stay as they are.
inline constexpr uint64_t kMostMerged = 524'288;
std::vector<std::vector<size_t>> plan_compaction(const std::vector<PartitionSize>& sizes, uint64_t most = kMostMerged);

}  // namespace muniment::index
