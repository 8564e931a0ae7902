// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. How Searcher::count_terms() counts: term after term over all partitions, with 20 bytes of memory for
// each message that is searched, however many terms there are.
#pragma once

#include <memory>
#include <span>

#include "core/base/result.h"
#include "index/partition.h"
#include "index/term_counts.h"

namespace muniment::index {

Result<TermCounts> count_terms(const std::vector<std::shared_ptr<const Partition>>& partitions, const TermCountRequest& request);

}  // namespace muniment::index
