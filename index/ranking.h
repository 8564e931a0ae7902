// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Hits in the order of how much they say about what was asked, by BM25 (Robertson, Walker and others,
// "Okapi at TREC-3", 1994) with k1 = 1.2 and b = 0.75. A term is a part of the query that would be shown: a word, a pattern, a
// phrase or a distance. The figures are counts over the searched partitions, so the order does not depend on how messages are
// spread over them.
#pragma once

#include <vector>

#include "index/matching_documents.h"
#include "index/query_compiler.h"
#include "index/search.h"

namespace muniment::index {

// These documents, one list for each partition, with their scores, best first; of equal ones the newest first. Takes about 40 bytes
// of memory for each.
Result<std::vector<Hit>> ranked_hits(const PartitionList& partitions, const DocumentsOf& documents, const Query& query, const QueryScope& scope);

}  // namespace muniment::index
