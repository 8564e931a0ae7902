// SPDX-License-Identifier: GPL-3.0-or-later
// Days of other calendars as Gregorian days.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time_text.h"

namespace muniment {

enum class Calendar : uint8_t {
  gregorian,
  buddhist,  // Thailand: Gregorian months, year + 543
  republic,  // Taiwan (Minguo): Gregorian months, year - 1911
  persian,   // Solar Hijri, as in Iran
  islamic,   // Hijri, Umm al-Qura, as in Saudi Arabia
};

// Nothing for a day that the calendar does not have. Any thread.
std::optional<CivilDay> gregorian_day(Calendar calendar, CivilDay day);

}  // namespace muniment
