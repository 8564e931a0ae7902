// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Calendar days of a zone as numbers.
#pragma once

#include <cstdint>

#include "core/base/time_zone.h"

namespace muniment::index {

// Of the day that the clocks of the zone show, counted from 1970.
inline int64_t local_day(int64_t utc_ms, const TimeZone& zone) {
  constexpr int64_t kDayMs = 86'400'000;
  const int64_t local_ms = zone.to_local(utc_ms).local_ms;
  return (local_ms - (local_ms % kDayMs + kDayMs) % kDayMs) / kDayMs;
}

}  // namespace muniment::index
