// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. How many documents of a partition hold a word or all of some words: read off the postings, without Xapian's
// matcher, which costs more for each document than the postings do.
#pragma once

#include <cstdint>
#include <optional>

#include "index/query_compiler.h"

namespace muniment::index {

// Nothing for a query that asks for more than that. `compiler`: that of the partition.
Result<std::optional<uint64_t>> count_directly(const Partition& partition, const QueryCompiler& compiler, const Node& root);

}  // namespace muniment::index
