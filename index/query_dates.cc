// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_dates.h"

#include <array>
#include <limits>
#include <utility>

#include "core/base/time_text.h"

namespace muniment::index {
namespace {

constexpr int64_t kSecondMs = 1'000, kMinuteMs = 60 * kSecondMs, kHourMs = 60 * kMinuteMs, kDayMs = 24 * kHourMs;
constexpr int64_t kOpenStart = std::numeric_limits<int64_t>::min(), kOpenEnd = std::numeric_limits<int64_t>::max();
constexpr unsigned kMaxDaysBack = 9'999;

// Reads from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::optional<unsigned> digits(size_t count) {
    if (text_.size() - at_ < count) return std::nullopt;
    unsigned value = 0;
    for (const char c : text_.substr(at_, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + static_cast<unsigned>(c - '0');
    }
    at_ += count;
    return value;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

// What one date or time of day covers: as the clock on the wall shows it (written as if it were UTC), or, where an offset
// was given, as instants.
struct Span {
  int64_t from = 0, until = 0;
  bool has_time = false;                 // a time of day, so that it may stand twice or not at all
  std::optional<int64_t> offset_ms;
};

std::optional<int64_t> start_of(unsigned year, unsigned month, unsigned day) {
  return civil_to_ms({static_cast<int>(year), month, day}, 0, 0, 0);
}

std::optional<int64_t> start_of_month_after(unsigned year, unsigned month) {
  if (year == 9999 && month == 12) return start_of(9999, 12, 31).value() + kDayMs;
  return month == 12 ? start_of(year + 1, 1, 1) : start_of(year, month + 1, 1);
}

// Z or +01:00, at the end; false for anything else.
bool read_offset(Reader& in, Span& span) {
  if (in.done()) return true;
  if (in.take('Z')) {
    span.offset_ms = 0;
    return in.done();
  }
  const bool behind = in.take('-');
  if (!behind && !in.take('+')) return false;
  const auto hours = in.digits(2);
  const bool colon = in.take(':');
  const auto minutes = in.digits(2);
  if (!hours || !colon || !minutes || *hours > 23 || *minutes > 59) return false;
  const int64_t offset = *hours * kHourMs + *minutes * kMinuteMs;
  span.offset_ms = behind ? -offset : offset;
  return in.done();
}

std::optional<Span> time_of_day(int64_t day, Reader in) {
  const auto hour = in.digits(2);
  if (!hour || *hour > 23) return std::nullopt;
  Span span{day + *hour * kHourMs, 0, true, std::nullopt};
  int64_t length = kHourMs;
  for (const int64_t next : {kMinuteMs, kSecondMs}) {
    if (!in.take(':')) break;
    const auto value = in.digits(2);
    if (!value || *value > 59) return std::nullopt;
    span.from += *value * next;
    length = next;
  }
  span.until = span.from + length;
  return read_offset(in, span) ? std::optional(span) : std::nullopt;
}

std::optional<Span> calendar_span(std::string_view text) {
  Reader in(text);
  const auto year = in.digits(4);
  if (!year || *year == 0) return std::nullopt;
  if (in.done()) return Span{start_of(*year, 1, 1).value(), start_of_month_after(*year, 12).value(), false, {}};
  const bool dash = in.take('-');
  const auto month = in.digits(2);
  if (!dash || !month || *month < 1 || *month > 12) return std::nullopt;
  if (in.done()) return Span{start_of(*year, *month, 1).value(), start_of_month_after(*year, *month).value(), false, {}};
  const bool second_dash = in.take('-');
  const auto day = in.digits(2);
  const auto start = second_dash && day ? start_of(*year, *month, *day) : std::nullopt;
  if (!start) return std::nullopt;
  if (in.done()) return Span{*start, *start + kDayMs, false, {}};
  return in.take('T') ? time_of_day(*start, in) : std::nullopt;
}

// The days that words name, in the zone: today, yesterday.
class Days {
 public:
  Days(const TimeZone& zone, int64_t now_ms) : today_(civil_to_ms(civil_day_of(zone.to_local(now_ms).local_ms), 0, 0, 0).value_or(0)) {}

  [[nodiscard]] std::optional<Span> named(std::string_view text) const {
    if (text == "today") return back(0, 1);
    if (text == "yesterday") return back(1, 1);
    return std::nullopt;
  }

  // 7d: seven days, the last of which is today; 2w.
  [[nodiscard]] std::optional<Span> last(std::string_view text) const {
    if (text.size() < 2 || (text.back() != 'd' && text.back() != 'w')) return std::nullopt;
    unsigned count = 0;
    for (const char c : text.substr(0, text.size() - 1)) {
      if (c < '0' || c > '9' || count > kMaxDaysBack) return std::nullopt;
      count = count * 10 + static_cast<unsigned>(c - '0');
    }
    const unsigned days = text.back() == 'w' ? count * 7 : count;
    return days >= 1 && days <= kMaxDaysBack ? std::optional(back(days - 1, days)) : std::nullopt;
  }

 private:
  [[nodiscard]] Span back(unsigned days_ago, unsigned days) const {
    const int64_t from = today_ - static_cast<int64_t>(days_ago) * kDayMs;
    return {from, from + static_cast<int64_t>(days) * kDayMs, false, {}};
  }
  int64_t today_;
};

class DateReader {
 public:
  DateReader(const QueryContext& context, DateProblem& problem) : zone_(context.zone), now_ms_(context.now_ms), problem_(problem) {}

  std::optional<TimeRange> run(std::string_view value) {
    const auto body = take_zone(value);
    if (!body) return std::nullopt;
    const size_t dots = body->find("..");
    if (dots != std::string_view::npos) return range(*body, dots);
    const Days days(zone_, now_ms_);
    if (const auto last = days.last(*body)) return to_utc(*last, 0);
    return point(*body, 0);
  }

 private:
  std::optional<TimeRange> fail(size_t at, std::string why) {
    problem_ = {at, std::move(why)};
    return std::nullopt;
  }

  // Cuts [Zone] off the end.
  std::optional<std::string_view> take_zone(std::string_view value) {
    const size_t open = value.find('[');
    if (open == std::string_view::npos) return value;
    const std::string_view name = value.substr(open + 1, value.size() - open - (value.ends_with(']') ? 2 : 1));
    auto zone = TimeZone::find(name);
    if (value.ends_with(']') && zone) {
      zone_ = *zone;
      return value.substr(0, open);
    }
    fail(open + 1, "there is no zone of this name; zones are those of the IANA database, in brackets: [Europe/London]");
    return std::nullopt;
  }

  std::optional<TimeRange> range(std::string_view body, size_t dots) {
    const std::string_view first = body.substr(0, dots), last = body.substr(dots + 2);
    if (first.empty() && last.empty()) return fail(0, "a range has at least one end");
    TimeRange out{kOpenStart, kOpenEnd, zone_};
    if (!first.empty()) {
      const auto from = point(first, 0);
      if (!from) return std::nullopt;
      out.from_ms = from->from_ms;
    }
    if (!last.empty()) {
      const auto until = point(last, dots + 2);
      if (!until) return std::nullopt;
      out.until_ms = until->until_ms;
    }
    if (out.until_ms <= out.from_ms) return fail(dots + 2, "a range runs from the earlier to the later");
    return out;
  }

  std::optional<TimeRange> point(std::string_view text, size_t at) {
    const Days days(zone_, now_ms_);
    if (days.last(text)) return fail(at, "a number of days or weeks counts back from today and stands alone");
    const auto named = days.named(text);
    const auto span = named ? named : calendar_span(text);
    if (!span) return fail(at, "a date is 2026, 2026-03, 2026-03-04 or 2026-03-04T09:30, today, yesterday or 7d");
    return to_utc(*span, at);
  }

  std::optional<TimeRange> to_utc(const Span& span, size_t at) {
    if (span.offset_ms) return TimeRange{span.from - *span.offset_ms, span.until - *span.offset_ms, zone_};
    const auto from = zone_.to_utc(span.from), until = zone_.to_utc(span.until);
    if (span.has_time && from.kind == TimeZone::LocalKind::ambiguous) {
      return fail(at, "the clocks were put back, and this time came twice in " + zone_.name() + ": write its offset, as in T02:30+01:00");
    }
    if (span.has_time && from.kind == TimeZone::LocalKind::nonexistent) {
      return fail(at, "the clocks were put forward, and this time did not come in " + zone_.name());
    }
    // An end that came twice is meant the first time: there the span is over.
    return TimeRange{from.utc_ms, until.utc_ms, zone_};
  }

  TimeZone zone_;
  int64_t now_ms_;
  DateProblem& problem_;
};

}  // namespace

std::optional<TimeRange> parse_dates(std::string_view value, const QueryContext& context, DateProblem& problem) {
  return DateReader(context, problem).run(value);
}

std::string describe_dates(std::string_view field, std::string_view value, const TimeRange& range) {
  const std::string from = range.from_ms == kOpenStart ? "the beginning" : format_rfc3339(range.from_ms);
  const std::string until = range.until_ms == kOpenEnd ? "the end" : format_rfc3339(range.until_ms);
  return std::string(field) + ":" + std::string(value) + " = " + from + " to " + until + " (" + range.zone.name() + ")";
}

}  // namespace muniment::index
