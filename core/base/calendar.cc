// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/calendar.h"

#include <unicode/calendar.h>

#include <array>
#include <memory>

namespace muniment {
namespace {

constexpr int kBuddhistYears = 543, kRepublicYears = 1911;

// Cheaper than the calendar behind civil_to_ms(), and asked about every line of an export.
bool exists(CivilDay day) {
  constexpr std::array<unsigned, 13> kDays = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (day.year < 1 || day.month < 1 || day.month > 12 || day.day < 1 || day.day > kDays[day.month]) return false;
  return day.month != 2 || day.day < 29 || (day.year % 4 == 0 && (day.year % 100 != 0 || day.year % 400 == 0));
}

std::optional<CivilDay> if_it_exists(CivilDay day) { return exists(day) ? std::optional(day) : std::nullopt; }

std::unique_ptr<icu::Calendar> make_calendar(const char* locale) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Calendar> calendar(
      icu::Calendar::createInstance(icu::TimeZone::getGMT()->clone(), icu::Locale(locale), status));
  if (U_FAILURE(status)) return nullptr;
  calendar->setLenient(false);
  return calendar;
}

std::optional<CivilDay> ask(icu::Calendar* calendar, CivilDay day) {
  if (calendar == nullptr || day.month < 1) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  calendar->clear();
  calendar->set(day.year, static_cast<int>(day.month) - 1, static_cast<int>(day.day));
  const UDate at = calendar->getTime(status);
  if (U_FAILURE(status)) return std::nullopt;
  return civil_day_of(static_cast<int64_t>(at));
}

// Exports ask for the same few days again and again.
std::optional<CivilDay> ask_and_remember(Calendar which, CivilDay day) {
  struct Answer {
    Calendar calendar = Calendar::gregorian;
    CivilDay day;
    std::optional<CivilDay> gregorian;
  };
  thread_local std::array<Answer, 64> answers;
  thread_local const auto persian = make_calendar("@calendar=persian");
  thread_local const auto islamic = make_calendar("@calendar=islamic-umalqura");
  Answer& answer = answers[(day.day * 7 + day.month * 31 + static_cast<unsigned>(day.year) * 3) % answers.size()];
  if (answer.calendar != which || answer.day.year != day.year || answer.day.month != day.month || answer.day.day != day.day) {
    answer = {which, day, ask((which == Calendar::persian ? persian : islamic).get(), day)};
  }
  return answer.gregorian;
}

}  // namespace

std::optional<CivilDay> gregorian_day(Calendar calendar, CivilDay day) {
  switch (calendar) {
    case Calendar::gregorian: return if_it_exists(day);
    case Calendar::buddhist: return if_it_exists({day.year - kBuddhistYears, day.month, day.day});
    case Calendar::republic: return if_it_exists({day.year + kRepublicYears, day.month, day.day});
    case Calendar::persian:
    case Calendar::islamic: return ask_and_remember(calendar, day);
  }
  return std::nullopt;
}

}  // namespace muniment
