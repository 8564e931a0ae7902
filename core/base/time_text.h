// SPDX-License-Identifier: GPL-3.0-or-later
// Instants as text and back: RFC 3339 and RFC 5322. Years 0001 to 9999; a leap second (:60) is read as :59.999.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/timestamp.h"

namespace muniment {

struct ParsedInstant {
  int64_t utc_ms = 0;
  TimePrecision precision = TimePrecision::second;  // millisecond when a fraction was written
};

// "2026-03-04T09:27:00Z", "2026-03-04 09:27:00.250+01:00". Strict: an offset is required, digits beyond milliseconds
// are cut off, anything else gives nothing.
std::optional<ParsedInstant> parse_rfc3339(std::string_view text);

std::string format_rfc3339(int64_t utc_ms);     // 2026-03-04T09:27:00Z, with .250 only when there are milliseconds
std::string format_rfc3339_ms(int64_t utc_ms);  // always three digits: 2026-03-04T09:27:00.000Z
std::string format_rfc5322(int64_t utc_ms);     // Wed, 04 Mar 2026 09:27:00 +0000
std::string format_asctime(int64_t utc_ms);     // Wed Mar  4 09:27:00 2026, for the From_ line of an mbox

struct CivilDay {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
};
// Milliseconds since 1970 of that wall-clock time read as UTC; nothing for a day or time that does not exist.
std::optional<int64_t> civil_to_ms(CivilDay day, unsigned hour, unsigned minute, unsigned second, unsigned millisecond = 0);
CivilDay civil_day_of(int64_t ms);

}  // namespace muniment
