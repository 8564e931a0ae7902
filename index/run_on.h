// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Distances that run on (w/10+, w/10+1h): the messages of a conversation stand one behind the other, as
// people wrote them, and words are counted across. Words, phrases and distances without the + are found inside one message.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "index/partition.h"
#include "index/positions.h"
#include "index/query.h"

namespace muniment::index {

// Whether a distance that runs on is part of it: a distance of that kind, or an OR with one.
bool runs_on(const Node& node);
// What is found inside one message each: the largest parts of it that do not run on, in the order in which they stand in it.
std::vector<const Node*> parts_of_run_on(const Node& node);

// Of each message that takes part in a match, the words of it that do, by document.
using RunOnPlaces = std::unordered_map<uint32_t, Intervals>;
using RunOnMatches = std::map<std::pair<const Node*, PartitionId>, RunOnPlaces>;

struct QueryScope;
using PartitionList = std::vector<std::shared_ptr<const Partition>>;

// For every positional node of the query that runs on, over all partitions. `scope` has the words of the patterns already.
Result<void> find_run_on(const Node& root, const PartitionList& partitions, const QueryScope& scope, RunOnMatches& out);

}  // namespace muniment::index
