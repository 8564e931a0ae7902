// SPDX-License-Identifier: GPL-3.0-or-later
// The values of date: and on:, from text to instants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time_zone.h"
#include "index/query.h"

namespace muniment::index {

struct TimeRange {
  int64_t from_ms = 0, until_ms = 0;  // until is not included; the limits of int64_t stand for an open end
  TimeZone zone = TimeZone::utc();    // in which it was read
};

// Why a value is no range of time, and the byte of it at which that shows.
struct DateProblem {
  size_t at = 0;
  std::string why;
};

// One of 2026, 2026-03, 2026-03-04, 2026-03-04T09, …T09:30, …T09:30:15, today, yesterday; an offset (Z, +01:00) may follow a
// time of day. A range of two of them: a..b, a.., ..b, from the beginning of the first to the end of the last. The last days,
// today included: 7d, 2w. The archive's zone is replaced by one in brackets at the end: 2026-03[Europe/London] (RFC 9557).
std::optional<TimeRange> parse_dates(std::string_view value, const QueryContext& context, DateProblem& problem);

// "date:2026-03 = 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z (Europe/London)"
std::string describe_dates(std::string_view field, std::string_view value, const TimeRange& range);

}  // namespace muniment::index
