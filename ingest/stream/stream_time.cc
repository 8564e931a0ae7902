// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/stream_time.h"

#include <string>

#include "core/base/time_text.h"

namespace muniment::ingest {
namespace {

constexpr int64_t kFirstThatIsMilliseconds = 100'000'000'000;
constexpr int64_t kNoTimeOfGo = -62'135'596'800'000;    // the beginning of the year 1
constexpr int64_t kLatestMs = 253'402'300'799'999;  // the end of the year 9999

}  // namespace

std::optional<EventTime> time_of(const JsonValue& value, TimeBasis basis) {
  const auto number = value.integer();
  if (!number) return time_of(value.text(), basis);
  if (*number <= 0) return std::nullopt;
  const bool milliseconds = *number >= kFirstThatIsMilliseconds;
  if (milliseconds && *number > kLatestMs) return std::nullopt;
  return EventTime{milliseconds ? *number : *number * 1000, std::to_string(*number), basis,
                   milliseconds ? TimePrecision::millisecond : TimePrecision::second};
}

std::optional<EventTime> time_of(std::string_view rfc3339, TimeBasis basis) {
  const auto instant = parse_rfc3339(rfc3339);
  if (!instant || instant->utc_ms == kNoTimeOfGo) return std::nullopt;
  return EventTime{instant->utc_ms, std::string(rfc3339), basis, instant->precision};
}

}  // namespace muniment::ingest
