// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of log entries, as ascending ranges that neither overlap nor touch.
#pragma once

#include <cstdint>
#include <vector>

#include "index/search.h"

namespace muniment::index {

using LogRanges = std::vector<LogRange>;

LogRanges normalized(LogRanges ranges);  // any order, overlapping, empty ones: made a set
LogRanges united(const LogRanges& a, const LogRanges& b);
LogRanges without(const LogRanges& a, const LogRanges& b);
bool overlap(const LogRanges& a, const LogRanges& b);

}  // namespace muniment::index
