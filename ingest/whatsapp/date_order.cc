// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/date_order.h"

#include <algorithm>

namespace muniment::ingest::whatsapp {
namespace {

constexpr std::array kOrders = {DateOrder::day_month_year, DateOrder::month_day_year, DateOrder::year_month_day};
constexpr auto kDayFirst = DateOrder::day_month_year;
constexpr auto kMonthFirst = DateOrder::month_day_year;
constexpr auto kYearFirst = DateOrder::year_month_day;
constexpr int kFirstYear = 2009;  // WhatsApp's
constexpr int64_t kDayMs = 86'400'000;
constexpr uint64_t kClearSteps = 3;  // fewer steps back than this prove nothing: exports do step back now and then

std::string_view first_part(DateOrder order) {
  return order == kDayFirst ? "day first" : order == kMonthFirst ? "month first" : "year first";
}

std::string option_of(DateOrder order) {
  return order == kDayFirst ? "dmy" : order == kMonthFirst ? "mdy" : "ymd";
}

std::string at_line(uint64_t line, std::string_view date) { return "line " + std::to_string(line) + ": " + std::string(date); }

}  // namespace

std::string_view describe(DateOrder order) {
  return order == kDayFirst ? "day/month/year" : order == kMonthFirst ? "month/day/year" : order == kYearFirst ? "year/month/day" : "automatic";
}

const DateEvidence::Reading& DateEvidence::reading(DateOrder order) const {
  return readings_[static_cast<size_t>(std::ranges::find(kOrders, order) - kOrders.begin())];
}

void DateEvidence::add(const Header& header, std::string_view line, uint64_t line_number, std::optional<CivilDay> file_day) {
  const Sighting here{line_number, std::string(line.substr(header.date_at, header.date_end - header.date_at))};
  if (count_++ == 0) shape_ = header.shape, first_ = here;
  last_ = here;
  for (size_t i = 0; i < kOrders.size(); ++i) add_reading(i, header, here);
  for (size_t i = 0; i < 3; ++i) {
    if (header.date[i] < values_[i].size()) values_[i][header.date[i]] = true;
  }
  if (file_day) add_file(header, *file_day, here);
}

void DateEvidence::add_reading(size_t order, const Header& header, const Sighting& here) {
  Reading& read = readings_[order];
  const auto day = day_in_order(header, kOrders[order]);
  if (!day) {
    if (read.impossible++ == 0) read.first_impossible = here;
    return;
  }
  const int64_t ms = *civil_to_ms(*day, 0, 0, 0);
  if (day->year < kFirstYear) ++read.too_old;
  if (ms + kDayMs < read.last_ms) ++read.days_back;
  read.last_ms = ms;
}

void DateEvidence::add_file(const Header& header, CivilDay file_day, const Sighting& here) {
  const auto agrees = [&](DateOrder order) {
    const auto day = day_in_order(header, order);
    return day && day->year == file_day.year && day->month == file_day.month && day->day == file_day.day;
  };
  if (std::ranges::count_if(kOrders, agrees) != 1) return;
  Reading& read = readings_[static_cast<size_t>(std::ranges::find_if(kOrders, agrees) - kOrders.begin())];
  if (read.files++ == 0) read.first_file = here;
}

Error DateEvidence::mixed(const Sighting& one, const Sighting& two) const {
  if (two.line < one.line) return mixed(two, one);
  return make_error(ErrorCode::invalid_argument, "the chat file mixes date orders, so dates would be guesses")
      .because(at_line(one.line, one.date) + " and " + at_line(two.line, two.date) + " cannot both be right in one order")
      .advise("check whether two exports were joined; --date-order dmy, mdy or ymd settles it if one line is only quoted text")
      .numbered(2107);
}

Error DateEvidence::ambiguous() const {
  return make_error(ErrorCode::invalid_argument, "the date order cannot be told from the chat file")
      .because("all dates from " + at_line(first_.line, first_.date) + " to " + at_line(last_.line, last_.date) +
               " can be read in more than one order")
      .advise("say which it is: --date-order dmy, mdy or ymd")
      .numbered(2108);
}

Result<DateDecision> DateEvidence::obey(DateOrder asked) const {
  const Reading& read = reading(asked);
  if (read.impossible * 100 > count_) {
    return make_error(ErrorCode::invalid_argument, "the dates of the chat file contradict --date-order " + option_of(asked))
        .because(at_line(read.first_impossible.line, read.first_impossible.date) + " cannot be " + std::string(describe(asked)) +
                 ", nor can " + std::to_string(read.impossible - 1) + " more of " + std::to_string(count_) + " dates")
        .advise("leave the option out, or give another order")
        .numbered(2107);
  }
  return DateDecision{asked, {"--date-order " + option_of(asked)}};
}

// With two-digit years a date like 24-01-15 may begin with the year. Where that is possible at all, the first number
// then varies less than the last; where the last varies less, the year is last, as nearly everywhere.
bool DateEvidence::year_may_be_first() const {
  const auto distinct = [&](size_t i) { return std::ranges::count(values_[i], true); };
  const Reading& year_first = reading(kYearFirst);
  return year_first.impossible == 0 && year_first.too_old == 0 && (distinct(0) < distinct(2) || year_first.files > 0);
}

Result<DateDecision> DateEvidence::decide_by_possibility(DateOrder order, DateOrder other, std::vector<std::string> evidence) const {
  const Reading& loser = reading(other);
  if (reading(order).files == 0 && loser.files > 1) return mixed(loser.first_impossible, loser.first_file);
  evidence.push_back(at_line(loser.first_impossible.line, loser.first_impossible.date) + " can only be " + std::string(first_part(order)));
  return DateDecision{order, std::move(evidence)};
}

std::optional<DateDecision> DateEvidence::decide_by_files() const {
  for (const auto& [order, other] : {std::pair(kDayFirst, kMonthFirst), std::pair(kMonthFirst, kDayFirst)}) {
    const Reading& read = reading(order);
    if (read.files == 0 || read.files < 4 * reading(other).files) continue;
    return DateDecision{order, {at_line(read.first_file.line, read.first_file.date) + " carries a media file named after its day, which makes it " + std::string(first_part(order)) + " (" + std::to_string(read.files) + " such files)"}};
  }
  return std::nullopt;
}

// Weak evidence: in the wrong order an export of some length jumps back month after month.
std::optional<DateDecision> DateEvidence::decide_by_sequence() const {
  for (const auto& [order, other] : {std::pair(kDayFirst, kMonthFirst), std::pair(kMonthFirst, kDayFirst)}) {
    const uint64_t steps = reading(order).days_back;
    const uint64_t other_steps = reading(other).days_back;
    if (other_steps < kClearSteps || steps * 10 > other_steps) continue;
    return DateDecision{order, {"read " + std::string(first_part(order)) + " the days step back " + std::to_string(steps) + " times, read " + std::string(first_part(other)) + " " + std::to_string(other_steps) + " times"}};
  }
  return std::nullopt;
}

Result<DateDecision> DateEvidence::decide_day_or_month(std::vector<std::string> evidence) const {
  const Reading& day_first = reading(kDayFirst);
  const Reading& month_first = reading(kMonthFirst);
  if (day_first.impossible > 0 && month_first.impossible > 0) return mixed(day_first.first_impossible, month_first.first_impossible);
  if (month_first.impossible > 0) return decide_by_possibility(kDayFirst, kMonthFirst, std::move(evidence));
  if (day_first.impossible > 0) return decide_by_possibility(kMonthFirst, kDayFirst, std::move(evidence));
  if (auto by_files = decide_by_files()) return *by_files;
  if (shape_.date_separator == '.') return DateDecision{kDayFirst, {at_line(first_.line, first_.date) + " is written with dots, which is day first wherever it is used"}};
  if (auto by_sequence = decide_by_sequence()) return *by_sequence;
  return ambiguous();
}

Result<DateDecision> DateEvidence::decide(DateOrder asked) const {
  if (asked != DateOrder::automatic) return obey(asked);
  if (shape_.four_digit_year == 1) {
    MUNIMENT_TRY(DateDecision decision, obey(kYearFirst));
    decision.evidence = {at_line(first_.line, first_.date) + " begins with the year"};
    return decision;
  }
  if (shape_.four_digit_year == 3) return decide_day_or_month({});
  const bool last_impossible = reading(kDayFirst).impossible > 0 && reading(kMonthFirst).impossible > 0;
  if (!year_may_be_first()) {
    if (last_impossible && reading(kYearFirst).impossible == 0) return DateDecision{kYearFirst, {at_line(reading(kDayFirst).first_impossible.line, reading(kDayFirst).first_impossible.date) + " can only be year first"}};
    if (reading(kYearFirst).impossible > 0) return decide_day_or_month({});
    return decide_day_or_month({"the last number of the two-digit dates varies least, so it is the year"});
  }
  if (last_impossible) return DateDecision{kYearFirst, {at_line(reading(kDayFirst).first_impossible.line, reading(kDayFirst).first_impossible.date) + " can only be year first"}};
  if (reading(kYearFirst).files > 0 && reading(kDayFirst).files + reading(kMonthFirst).files == 0) {
    return DateDecision{kYearFirst, {at_line(reading(kYearFirst).first_file.line, reading(kYearFirst).first_file.date) + " carries a media file named after its day, which makes it year first"}};
  }
  return ambiguous();
}

std::optional<CivilDay> day_in_file_name(std::string_view text) {
  const auto number = [&](size_t at, size_t digits) -> std::optional<unsigned> {
    unsigned value = 0;
    for (size_t i = at; i < at + digits; ++i) {
      if (i >= text.size() || text[i] < '0' || text[i] > '9') return std::nullopt;
      value = value * 10 + static_cast<unsigned>(text[i] - '0');
    }
    return value;
  };
  const auto day = [&](size_t year_at, size_t month_at, size_t day_at) -> std::optional<CivilDay> {
    const auto y = number(year_at, 4), m = number(month_at, 2), d = number(day_at, 2);
    if (!y || !m || !d || !civil_to_ms({static_cast<int>(*y), *m, *d}, 0, 0, 0)) return std::nullopt;
    return CivilDay{static_cast<int>(*y), *m, *d};
  };
  if (const size_t wa = text.find("-WA"); wa != std::string_view::npos && wa >= 9 && text[wa - 9] == '-') return day(wa - 8, wa - 4, wa - 2);
  for (const std::string_view kind : {"-PHOTO-", "-VIDEO-", "-AUDIO-", "-STICKER-", "-GIF-"}) {
    const size_t at = text.find(kind);
    if (at != std::string_view::npos) return day(at + kind.size(), at + kind.size() + 5, at + kind.size() + 8);
  }
  return std::nullopt;
}

}  // namespace muniment::ingest::whatsapp
