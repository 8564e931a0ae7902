// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/local_time.h"

#include "core/base/time_text.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kMinuteMs = 60'000;

int64_t start_of_day(int64_t ms) { return ms - ((ms % kDayMs) + kDayMs) % kDayMs; }

char digit(int64_t number, int64_t place) { return static_cast<char>('0' + number / place % 10); }

}  // namespace

TimeZone::FromLocal LocalTimes::to_utc(int64_t local_ms) {
  const int64_t day = start_of_day(local_ms);
  if (day != day_ms_) {
    const int64_t last = day + kDayMs - 1;
    const auto morning = zone_.to_utc(day);
    const auto night = zone_.to_utc(last);
    day_ms_ = day;
    offset_ms_ = morning.utc_ms - day;
    even_ = morning.kind == TimeZone::LocalKind::unique && night.kind == TimeZone::LocalKind::unique && night.utc_ms - last == offset_ms_;
  }
  if (!even_) return zone_.to_utc(local_ms);
  return {local_ms + offset_ms_, TimeZone::LocalKind::unique};
}

std::string wall_minute(int64_t local_ms) {
  const CivilDay day = civil_day_of(local_ms);
  const int64_t minute = (local_ms - start_of_day(local_ms)) / kMinuteMs;
  const int64_t hours = minute / 60, minutes = minute % 60;
  return {digit(day.year, 1000), digit(day.year, 100), digit(day.year, 10), digit(day.year, 1), '-',
          digit(day.month, 10), digit(day.month, 1), '-', digit(day.day, 10), digit(day.day, 1), ' ',
          digit(hours, 10), digit(hours, 1), ':', digit(minutes, 10), digit(minutes, 1)};
}

}  // namespace muniment::ingest::whatsapp
