// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_dates.h"

#include <limits>

#include "core/base/time_text.h"

namespace muniment::index {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kOpenStart = std::numeric_limits<int64_t>::min(), kOpenEnd = std::numeric_limits<int64_t>::max();

std::optional<unsigned> digits(std::string_view text, size_t at, size_t count) {
  if (text.size() < at + count) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// Days as wall-clock milliseconds: [first day, day after the last).
struct Days {
  int64_t from = 0, until = 0;
};

std::optional<Days> relative_day(std::string_view text, const QueryContext& context) {
  if (text != "today" && text != "yesterday") return std::nullopt;
  const CivilDay today = civil_day_of(context.zone.to_local(context.now_ms).local_ms);
  const auto start = civil_to_ms(today, 0, 0, 0);
  if (!start) return std::nullopt;
  const int64_t day = *start - (text == "today" ? 0 : kDayMs);
  return Days{day, day + kDayMs};
}

std::optional<int64_t> start_of(unsigned year, unsigned month, unsigned day) {
  return civil_to_ms({static_cast<int>(year), month, day}, 0, 0, 0);
}

std::optional<int64_t> start_of_month_after(unsigned year, unsigned month) {
  if (year == 9999 && month == 12) return start_of(9999, 12, 31).value() + kDayMs;
  return month == 12 ? start_of(year + 1, 1, 1) : start_of(year, month + 1, 1);
}

std::optional<Days> calendar_days(std::string_view text) {
  const auto year = digits(text, 0, 4);
  if (!year || *year == 0) return std::nullopt;
  if (text.size() == 4) return Days{start_of(*year, 1, 1).value(), start_of_month_after(*year, 12).value()};
  const auto month = digits(text, 5, 2);
  if (text[4] != '-' || !month || *month < 1 || *month > 12) return std::nullopt;
  if (text.size() == 7) return Days{start_of(*year, *month, 1).value(), start_of_month_after(*year, *month).value()};
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || text[7] != '-' || !day) return std::nullopt;
  const auto start = start_of(*year, *month, *day);
  return start ? std::optional<Days>({*start, *start + kDayMs}) : std::nullopt;
}

std::optional<Days> parse_days(std::string_view text, const QueryContext& context) {
  const auto relative = relative_day(text, context);
  return relative ? relative : calendar_days(text);
}

}  // namespace

std::optional<TimeRange> parse_dates(std::string_view value, const QueryContext& context, size_t& bad_at) {
  const size_t dots = value.find("..");
  const bool is_range = dots != std::string_view::npos;
  const std::string_view first = value.substr(0, dots), last = is_range ? value.substr(dots + 2) : first;
  bad_at = 0;
  if (first.empty() && last.empty()) return std::nullopt;
  TimeRange range{kOpenStart, kOpenEnd};
  if (!first.empty()) {
    const auto days = parse_days(first, context);
    if (!days) return std::nullopt;
    range.from_ms = context.zone.to_utc(days->from).utc_ms;
  }
  bad_at = is_range ? dots + 2 : 0;
  if (!last.empty()) {
    const auto days = parse_days(last, context);
    if (!days) return std::nullopt;
    range.until_ms = context.zone.to_utc(days->until).utc_ms;
  }
  if (range.until_ms <= range.from_ms) return std::nullopt;
  return range;
}

std::string describe_dates(std::string_view value, const TimeRange& range, const QueryContext& context) {
  const std::string from = range.from_ms == kOpenStart ? "the beginning" : format_rfc3339(range.from_ms);
  const std::string until = range.until_ms == kOpenEnd ? "the end" : format_rfc3339(range.until_ms);
  return "date:" + std::string(value) + " = " + from + " to " + until + " (" + context.zone.name() + ")";
}

}  // namespace muniment::index
