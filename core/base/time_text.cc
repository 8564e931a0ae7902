// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_text.h"

#include <array>
#include <chrono>
#include <cstdarg>
#include <cstdio>

namespace muniment {
namespace {

constexpr std::array<const char*, 7> kDayNames = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr int64_t kFirstInstant = -62'135'596'800'000;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastInstant = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

struct Civil {
  int year;
  unsigned month, day, weekday, hour, minute, second, millisecond;
};

Civil civil_of(int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds{ms}};
  const sys_days midnight = floor<days>(instant);
  const year_month_day ymd{midnight};
  const hh_mm_ss<milliseconds> time{instant - midnight};
  return {static_cast<int>(ymd.year()),
          static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day()),
          weekday{midnight}.c_encoding(),
          static_cast<unsigned>(time.hours().count()),
          static_cast<unsigned>(time.minutes().count()),
          static_cast<unsigned>(time.seconds().count()),
          static_cast<unsigned>(time.subseconds().count())};
}

[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...) {
  std::array<char, 64> buffer{};
  std::va_list arguments;
  va_start(arguments, format);
  const int written = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
  va_end(arguments);
  return {buffer.data(), static_cast<size_t>(written)};
}

// Reads exactly `width` digits and moves past them.
std::optional<unsigned> take_number(std::string_view& text, size_t width) {
  if (text.size() < width) return std::nullopt;
  unsigned number = 0;
  for (size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(text[i] - '0');
  }
  text.remove_prefix(width);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

struct Fraction {
  unsigned millisecond = 0;
  bool written = false;
};

std::optional<Fraction> take_fraction(std::string_view& text) {
  Fraction fraction;
  if (!take(text, ".")) return fraction;
  unsigned weight = 100;
  size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    fraction.millisecond += weight * static_cast<unsigned>(text.front() - '0');
    weight /= 10;
    text.remove_prefix(1);
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  fraction.written = true;
  return fraction;
}

std::optional<int64_t> take_offset_ms(std::string_view& text) {
  if (take(text, "Zz")) return 0;
  if (text.empty()) return std::nullopt;
  const bool west = text.front() == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int64_t offset = (static_cast<int64_t>(*hours) * 60 + *minutes) * 60'000;
  return west ? -offset : offset;
}

}  // namespace

std::string_view to_string(TimeBasis basis) {
  switch (basis) {
    case TimeBasis::stated: return "stated";
    case TimeBasis::server: return "server";
    case TimeBasis::assumed: return "assumed";
    case TimeBasis::recorder: return "recorder";
    case TimeBasis::sender: return "sender";
  }
  return "unknown";
}

std::string_view to_string(TimePrecision precision) {
  switch (precision) {
    case TimePrecision::millisecond: return "millisecond";
    case TimePrecision::second: return "second";
    case TimePrecision::minute: return "minute";
    case TimePrecision::day: return "day";
  }
  return "unknown";
}

std::optional<int64_t> civil_to_ms(CivilDay day, unsigned hour, unsigned minute, unsigned second, unsigned millisecond) {
  using namespace std::chrono;
  const year_month_day ymd{year{day.year}, month{day.month}, std::chrono::day{day.day}};
  if (!ymd.ok() || day.year < 1 || day.year > 9999) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59 || millisecond > 999) return std::nullopt;
  const auto since_epoch = sys_days{ymd}.time_since_epoch() + hours{hour} + minutes{minute} + seconds{second};
  return duration_cast<milliseconds>(since_epoch).count() + millisecond;
}

CivilDay civil_day_of(int64_t ms) {
  const Civil c = civil_of(ms);
  return {c.year, c.month, c.day};
}

std::optional<ParsedInstant> parse_rfc3339(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take(text, "Tt ")) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  auto second = take_number(text, 2);
  if (!second) return std::nullopt;
  auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  if (*second == 60) {
    second = 59;
    fraction->millisecond = 999;
  }
  const auto offset = take_offset_ms(text);
  if (!offset || !text.empty()) return std::nullopt;
  const auto local = civil_to_ms({static_cast<int>(*year), *month, *day}, *hour, *minute, *second, fraction->millisecond);
  if (!local) return std::nullopt;
  const int64_t utc_ms = *local - *offset;
  if (utc_ms < kFirstInstant || utc_ms > kLastInstant) return std::nullopt;  // an offset can lead out of the years
  return ParsedInstant{utc_ms, fraction->written ? TimePrecision::millisecond : TimePrecision::second};
}

std::string format_rfc3339(int64_t utc_ms) {
  const Civil c = civil_of(utc_ms);
  if (c.millisecond != 0) return format_rfc3339_ms(utc_ms);
  return print("%04d-%02u-%02uT%02u:%02u:%02uZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

std::string format_rfc3339_ms(int64_t utc_ms) {
  const Civil c = civil_of(utc_ms);
  return print("%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond);
}

std::string format_rfc5322(int64_t utc_ms) {
  const Civil c = civil_of(utc_ms);
  return print("%s, %02u %s %04d %02u:%02u:%02u +0000", kDayNames[c.weekday], c.day, kMonthNames[c.month - 1], c.year,
               c.hour, c.minute, c.second);
}

std::string format_asctime(int64_t utc_ms) {
  const Civil c = civil_of(utc_ms);
  return print("%s %s %2u %02u:%02u:%02u %04d", kDayNames[c.weekday], kMonthNames[c.month - 1], c.day, c.hour, c.minute,
               c.second, c.year);
}

}  // namespace muniment
