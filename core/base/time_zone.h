// SPDX-License-Identifier: GPL-3.0-or-later
// Civil time in a named zone of the IANA database (read from the system's files through date/tz).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace muniment {

// A zone that exists. Copies are cheap; thread-safe.
class TimeZone {
 public:
  static Result<TimeZone> find(std::string_view name);  // "Europe/London"; invalid_argument, with advice, for an unknown one
  static Result<TimeZone> of_this_machine();            // what TZ or /etc/localtime say
  static TimeZone utc();

  [[nodiscard]] std::string name() const;

  enum class LocalKind { unique, ambiguous, nonexistent };  // daylight saving: an hour twice, or an hour left out
  struct FromLocal {
    int64_t utc_ms = 0;  // ambiguous: the earlier instant; nonexistent: the instant at which the gap ends
    LocalKind kind = LocalKind::unique;
  };
  // `local_ms` is the wall-clock time written as if it were UTC (civil_to_ms).
  [[nodiscard]] FromLocal to_utc(int64_t local_ms) const;

  struct Local {
    int64_t local_ms = 0;   // wall-clock time written as if it were UTC
    int offset_minutes = 0;
  };
  [[nodiscard]] Local to_local(int64_t utc_ms) const;

  // "2026-03-04 09:27:00 +00:00"
  [[nodiscard]] std::string format(int64_t utc_ms) const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}
  const void* zone_;  // owned by the zone database, which lives as long as the process
};

}  // namespace muniment
