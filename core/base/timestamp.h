// SPDX-License-Identifier: GPL-3.0-or-later
// When something happened, as evidence: the instant, what the source wrote, how the zone is known, and how exact it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muniment {

// Stored as these numbers; never renumber.
enum class TimeBasis : uint8_t {
  stated = 1,   // the source gave the zone
  server = 2,   // the platform's server stamped it
  assumed = 3,  // wall-clock time in a zone that we were told or assumed
  recorder = 4, // the clock of whoever recorded the stream
  sender = 5,   // the clock of the device that sent it
};
enum class TimePrecision : uint8_t { millisecond = 1, second = 2, minute = 3, day = 4 };

std::string_view to_string(TimeBasis basis);
std::string_view to_string(TimePrecision precision);

struct EventTime {
  int64_t utc_ms = 0;
  std::string original;  // the source's own text
  TimeBasis basis = TimeBasis::assumed;
  TimePrecision precision = TimePrecision::second;

  friend bool operator==(const EventTime&, const EventTime&) = default;
};

}  // namespace muniment
