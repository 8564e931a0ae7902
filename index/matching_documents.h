// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. All documents of one partition that a query matches, for those who do not want a page of them.
#pragma once

#include <cstdint>
#include <vector>

#include "index/query_compiler.h"

namespace muniment::index {

// Some documents of each of several partitions, ascending.
using DocumentsOf = std::vector<std::vector<uint32_t>>;

// Ascending: newest first. `scope`: that of the query over all partitions that are asked.
Result<std::vector<uint32_t>> matching_documents(const Partition& partition, const QueryScope& scope, const Node& root);
Result<DocumentsOf> matching_documents(const PartitionList& partitions, const QueryScope& scope, const Node& root);

}  // namespace muniment::index
