// SPDX-License-Identifier: GPL-3.0-or-later
// The same instants as core/base/time_text.h writes, many per second: neighbours mostly share their day, so the text of
// the day is kept and only the time of day is put in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muniment::exporting {

// Instants of the years 1 to 9999. The views stay until the next set(). Not thread-safe.
class DateTexts {
 public:
  void set(int64_t utc_ms);
  [[nodiscard]] std::string_view rfc5322() const { return rfc5322_; }     // Wed, 04 Mar 2026 09:27:00 +0000
  [[nodiscard]] std::string_view rfc3339_ms() const { return rfc3339_; }  // 2026-03-04T09:27:00.000Z
  [[nodiscard]] std::string_view asctime() const { return asctime_; }     // Wed Mar  4 09:27:00 2026
  [[nodiscard]] std::string_view day() const { return rfc3339_ms().substr(0, 10); }

 private:
  int64_t day_ = INT64_MIN;
  std::string rfc5322_, rfc3339_, asctime_;
};

}  // namespace muniment::exporting
