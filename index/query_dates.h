// SPDX-License-Identifier: GPL-3.0-or-later
// The values of date:, from text to instants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "index/query.h"

namespace muniment::index {

struct TimeRange {
  int64_t from_ms = 0, until_ms = 0;  // until is not included; the limits of int64_t stand for an open end
};

// 2026, 2026-03, 2026-03-04, today, yesterday, and ranges of them: a..b, a.., ..b. On failure `bad_at` is the byte of
// the value at which the part that is no date begins.
std::optional<TimeRange> parse_dates(std::string_view value, const QueryContext& context, size_t& bad_at);

// "date:2026-03 = 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z (Europe/London)"
std::string describe_dates(std::string_view value, const TimeRange& range, const QueryContext& context);

}  // namespace muniment::index
