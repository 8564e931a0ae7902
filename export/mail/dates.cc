// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/dates.h"

#include <array>

#include "core/base/time_text.h"

namespace muniment::exporting {
namespace {

constexpr int64_t kDayMs = 86'400'000;

void put_two_digits(char* at, int64_t number) {
  at[0] = static_cast<char>('0' + number / 10);
  at[1] = static_cast<char>('0' + number % 10);
}

}  // namespace

void DateTexts::set(int64_t utc_ms) {
  const int64_t in_day = ((utc_ms % kDayMs) + kDayMs) % kDayMs;
  const int64_t day = utc_ms - in_day;
  if (day != day_) {
    rfc5322_ = format_rfc5322(day);
    rfc3339_ = format_rfc3339_ms(day);
    asctime_ = format_asctime(day);
    day_ = day;
  }
  std::array<char, 8> clock = {'0', '0', ':', '0', '0', ':', '0', '0'};
  put_two_digits(clock.data(), in_day / 3'600'000);
  put_two_digits(clock.data() + 3, in_day / 60'000 % 60);
  put_two_digits(clock.data() + 6, in_day / 1000 % 60);
  rfc5322_.replace(17, clock.size(), clock.data(), clock.size());
  rfc3339_.replace(11, clock.size(), clock.data(), clock.size());
  asctime_.replace(11, clock.size(), clock.data(), clock.size());
  rfc3339_[20] = static_cast<char>('0' + in_day % 1000 / 100);
  put_two_digits(rfc3339_.data() + 21, in_day % 100);
}

}  // namespace muniment::exporting
