// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/time_span.h"

#include <charconv>

namespace muniment::index {
namespace {

constexpr int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs, kDayMs = 24 * kHourMs;

int64_t ms_of_unit(char unit) { return unit == 'm' ? kMinuteMs : unit == 'h' ? kHourMs : unit == 'd' ? kDayMs : 0; }

}  // namespace

std::optional<int64_t> parse_time_span(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const int64_t unit = ms_of_unit(text.back());
  const char* const end = text.data() + text.size() - 1;
  uint32_t count = 0;
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec != std::errc() || read.ptr != end || count == 0 || unit == 0) return std::nullopt;
  return count * unit;
}

std::string time_span_text(int64_t ms) {
  if (ms % kDayMs == 0) return std::to_string(ms / kDayMs) + "d";
  if (ms % kHourMs == 0) return std::to_string(ms / kHourMs) + "h";
  return std::to_string(ms / kMinuteMs) + "m";
}

}  // namespace muniment::index
