// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. How much of what is held was searched, and which messages were not: for everything that shows, counts or
// exports what a query finds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/search.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// All without those that the query is not asked of (`outside`, see search_scope.h).
struct Completeness {
  uint64_t searched = 0, of = 0;
  std::string missing;  // the messages that were not searched, "m4..m6, m9"; empty where none is missing
};
Result<Completeness> completeness_of(StoreParts& parts, const index::Searcher& searcher, uint64_t outside);

// Says so where it is not complete; nothing otherwise.
void note_missing(const Completeness& completeness, std::vector<std::string>& notes);

}  // namespace muniment::pipeline
