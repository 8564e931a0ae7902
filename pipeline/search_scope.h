// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. What a query is asked of: unless it says kind: or id:, of what people wrote and of what happened
// among them, not of what sources say about themselves and about who is who.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/search.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct SearchScope {
  index::Query query;          // as asked, within its scope
  index::NodePtr within;       // what was added for that; null: nothing
  uint64_t outside = 0;        // records of the searched partitions that are out of scope
  uint64_t outside_matches = 0;  // and match all the same
};
// Records about sources: is_about_source() as a query.
index::NodePtr about_sources();
Result<SearchScope> scope_of(StoreParts& parts, const index::Searcher& searcher, index::Query query);

Result<index::Query> read_query(const StoreParts& parts, std::string_view query, index::Dialect dialect);

// A command as the access record has it, from which the query can be read again: "search --scope day --dialect dtsearch".
std::string as_command(std::string command, index::Dialect dialect, const index::Unit& unit = {});

// Says how many matching records were left out; nothing if none was.
void note_outside(const SearchScope& scope, std::vector<std::string>& notes);

}  // namespace muniment::pipeline
