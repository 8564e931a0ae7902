// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/date_order.h"

#include <algorithm>

namespace muniment::ingest::whatsapp {
namespace {

constexpr auto kDayFirst = DateOrder::day_month_year;
constexpr auto kMonthFirst = DateOrder::month_day_year;
constexpr auto kYearFirst = DateOrder::year_month_day;
constexpr auto kYearDayFirst = DateOrder::year_day_month;
constexpr std::array kOrders = {kDayFirst, kMonthFirst, kYearFirst, kYearDayFirst};
constexpr std::array kDayOrMonth = {std::pair(kDayFirst, kMonthFirst), std::pair(kMonthFirst, kDayFirst)};
constexpr int64_t kFirstDayMs = 1'230'768'000'000;  // 1 January 2009: WhatsApp's first year
constexpr int64_t kDayMs = 86'400'000;
constexpr uint64_t kClearSteps = 3;  // fewer steps back than this prove nothing: exports do step back now and then

struct OrderWords {
  DateOrder order;
  std::string_view first, option, description;
};
constexpr std::array kWords = std::to_array<OrderWords>({
    {DateOrder::automatic, "open", "auto", "automatic"},
    {kDayFirst, "day first", "dmy", "day/month/year"},
    {kMonthFirst, "month first", "mdy", "month/day/year"},
    {kYearFirst, "year first", "ymd", "year/month/day"},
    {kYearDayFirst, "year and day first", "ydm", "year/day/month"},
});

const OrderWords& words_of(DateOrder order) {
  return *std::ranges::find(kWords, order, &OrderWords::order);
}
std::string first_part(DateOrder order) {
  return std::string(words_of(order).first);
}
std::string option_of(DateOrder order) {
  return std::string(words_of(order).option);
}
DateOrder other_of(DateOrder order) {
  return order == kDayFirst ? kMonthFirst : kDayFirst;
}

std::string at_line(uint64_t line, std::string_view date) {
  return "line " + std::to_string(line) + ": " + std::string(date);
}
std::string times(uint64_t count) {
  return std::to_string(count) + (count == 1 ? " time" : " times");
}

}  // namespace

std::string_view describe(DateOrder order) {
  return words_of(order).description;
}

const DateEvidence::Reading& DateEvidence::reading(DateOrder order) const {
  return readings_[static_cast<size_t>(std::ranges::find(kOrders, order) - kOrders.begin())];
}

DateEvidence::Sighting DateEvidence::sighting(const Header& header, const Line& line) {
  return {line.number, std::string(line.text.substr(header.date_at, header.date_end - header.date_at))};
}

// Called for every message of an export: nothing is copied unless it is the first of its sort.
void DateEvidence::add(const Header& header, const Line& line) {
  if (count_++ == 0) shape_ = header.shape, first_ = sighting(header, line);
  last_.line = line.number;
  last_.date.assign(line.text, header.date_at, header.date_end - header.date_at);
  if (count_ == 1 || header.date != date_ || header.calendar != calendar_) begin_date(header);
  const bool year_may_be_last = readings_[0].date_ms || readings_[1].date_ms;
  if (!year_may_be_last && not_last_++ == 0) first_not_last_ = sighting(header, line);
  for (Reading& read : readings_)
    add_reading(read, header, line, year_may_be_last);
  for (size_t i = 0; i < 3; ++i) {
    if (header.date[i] < values_[i].size()) values_[i][header.date[i]] = true;
  }
  if (line.file_day) add_file(header, line);
}

// Many messages of a chat have the date of the one before: what it means in each order is found out once.
void DateEvidence::begin_date(const Header& header) {
  date_ = header.date;
  calendar_ = header.calendar;
  for (size_t i = 0; i < kOrders.size(); ++i) {
    const auto day = day_in_order(header, kOrders[i]);
    readings_[i].date_ms = day ? civil_to_ms(*day, 0, 0, 0) : std::nullopt;
  }
}

void DateEvidence::add_reading(Reading& read, const Header& header, const Line& line, bool year_may_be_last) {
  if (!read.date_ms) {
    const bool speaks_for_the_other = year_may_be_last || &read >= &readings_[2];
    if (speaks_for_the_other && read.impossible++ == 0) read.first_impossible = sighting(header, line);
    return;
  }
  const int64_t ms = *read.date_ms;
  if (ms < kFirstDayMs) ++read.too_old;
  if (now_ms_ > 0 && ms > now_ms_ + kDayMs && read.in_future++ == 0) read.first_in_future = sighting(header, line);
  if (line.sentence) return;
  if (ms + kDayMs < read.last_ms) ++read.days_back;
  read.last_ms = ms;
}

void DateEvidence::add_file(const Header& header, const Line& line) {
  const auto agrees = [&](DateOrder order) {
    const auto day = day_in_order(header, order);
    return day && day->year == line.file_day->year && day->month == line.file_day->month &&
           day->day == line.file_day->day;
  };
  if (std::ranges::count_if(kOrders, agrees) != 1) return;
  Reading& read = readings_[static_cast<size_t>(std::ranges::find_if(kOrders, agrees) - kOrders.begin())];
  if (read.files++ == 0) read.first_file = sighting(header, line);
}

// --- refusals --------------------------------------------------------------------------------------------------------

Error DateEvidence::mixed(const Sighting& one, const Sighting& two) const {
  if (two.line < one.line) return mixed(two, one);
  return make_error(ErrorCode::invalid_argument, "the chat file mixes date orders, so dates would be guesses")
      .because(at_line(one.line, one.date) + " and " + at_line(two.line, two.date) +
               " cannot both be right in one order")
      .advise(
          "check whether two exports were joined; --date-order dmy, mdy, ymd or ydm settles it if one line is only "
          "quoted text")
      .numbered(2107);
}

Error DateEvidence::ambiguous() const {
  return make_error(ErrorCode::invalid_argument, "the date order cannot be told from the chat file")
      .because("all dates from " + at_line(first_.line, first_.date) + " to " + at_line(last_.line, last_.date) +
               " can be read in more than one order")
      .advise("say which it is: --date-order dmy, mdy or ymd")
      .numbered(2108);
}

Error DateEvidence::implausible(DateOrder order) const {
  const Reading& read = reading(order);
  const bool old = read.too_old > read.in_future;
  const Sighting& shown = old ? first_ : read.first_in_future;
  return make_error(ErrorCode::invalid_argument, "the dates of the chat file lie where no message can be")
      .because(at_line(shown.line, shown.date) + ", read " + std::string(describe(order)) + ", is " +
               (old ? "before there was WhatsApp" : "later than today") + ", and so are " +
               std::to_string(read.too_old + read.in_future) + " of " + std::to_string(count_) + " dates")
      .advise("check the clock and the calendar of the phone that exported it; --date-order " + option_of(order) +
              " takes the dates as they are")
      .numbered(2110);
}

Result<DateDecision> DateEvidence::obey(DateOrder asked) const {
  const Reading& read = reading(asked);
  const bool year_last = asked == kDayFirst || asked == kMonthFirst;
  const uint64_t impossible = read.impossible + (year_last ? not_last_ : 0);
  const Sighting& first = read.impossible > 0 ? read.first_impossible : first_not_last_;
  if (impossible * 100 > count_) {
    return make_error(ErrorCode::invalid_argument,
                      "the dates of the chat file contradict --date-order " + option_of(asked))
        .because(at_line(first.line, first.date) + " cannot be " + std::string(describe(asked)) + ", nor can " +
                 std::to_string(impossible - 1) + " more of " + std::to_string(count_) + " dates")
        .advise("leave the option out, or give another order")
        .numbered(2107);
  }
  return DateDecision{asked, {"--date-order " + option_of(asked)}};
}

// --- day or month ----------------------------------------------------------------------------------------------------

Result<DateDecision> DateEvidence::decide_by_possibility(DateOrder order, DateOrder other,
                                                         std::vector<std::string> evidence) const {
  const Reading& loser = reading(other);
  if (reading(order).files == 0 && loser.files > 1) return mixed(loser.first_impossible, loser.first_file);
  evidence.push_back(at_line(loser.first_impossible.line, loser.first_impossible.date) + " can only be " +
                     first_part(order));
  return DateDecision{order, std::move(evidence)};
}

std::optional<DateDecision> DateEvidence::decide_by_files() const {
  for (const auto& [order, other] : kDayOrMonth) {
    const Reading& read = reading(order);
    if (read.files == 0 || read.files < 4 * reading(other).files) continue;
    return DateDecision{order,
                        {at_line(read.first_file.line, read.first_file.date) +
                         " carries a media file named after its day, which makes it " + first_part(order)}};
  }
  return std::nullopt;
}

// Nobody exported a message before it was written.
std::optional<DateDecision> DateEvidence::decide_by_future() const {
  for (const auto& [order, other] : kDayOrMonth) {
    const Reading& loser = reading(other);
    if (reading(order).in_future > 0 || loser.in_future == 0) continue;
    return DateDecision{order,
                        {at_line(loser.first_in_future.line, loser.first_in_future.date) + ", read " +
                         first_part(other) + ", would be later than today"}};
  }
  return std::nullopt;
}

// Weak evidence: in the wrong order an export of some length jumps back month after month.
std::optional<DateDecision> DateEvidence::decide_by_sequence() const {
  for (const auto& [order, other] : kDayOrMonth) {
    const uint64_t steps = reading(order).days_back;
    const uint64_t other_steps = reading(other).days_back;
    if (other_steps < kClearSteps || steps * 10 > other_steps) continue;
    return DateDecision{order,
                        {"read " + first_part(order) + " the days step back " + times(steps) + ", read " +
                         first_part(other) + " " + times(other_steps)}};
  }
  return std::nullopt;
}

Result<DateDecision> DateEvidence::decide_day_or_month(std::vector<std::string> evidence) const {
  const Reading& day_first = reading(kDayFirst);
  const Reading& month_first = reading(kMonthFirst);
  if (day_first.impossible > 0 && month_first.impossible > 0)
    return mixed(day_first.first_impossible, month_first.first_impossible);
  if (month_first.impossible > 0) return decide_by_possibility(kDayFirst, kMonthFirst, std::move(evidence));
  if (day_first.impossible > 0) return decide_by_possibility(kMonthFirst, kDayFirst, std::move(evidence));
  if (auto by_files = decide_by_files()) return *by_files;
  if (auto by_future = decide_by_future()) return *by_future;
  if (shape_.date_separator == '.') {
    return DateDecision{
        kDayFirst,
        {at_line(first_.line, first_.date) + " is written with dots, which is day first wherever it is used"}};
  }
  if (auto by_sequence = decide_by_sequence()) return *by_sequence;
  return ambiguous();
}

// --- where the year stands -------------------------------------------------------------------------------------------

Result<DateDecision> DateEvidence::decide_year_first() const {
  const Reading& read = reading(kYearFirst);
  const Reading& other = reading(kYearDayFirst);
  if (read.impossible * 100 <= count_)
    return DateDecision{kYearFirst, {at_line(first_.line, first_.date) + " begins with the year"}};
  if (other.impossible > 0) return mixed(read.first_impossible, other.first_impossible);
  return DateDecision{
      kYearDayFirst,
      {at_line(read.first_impossible.line, read.first_impossible.date) + " can only be year, day, month"}};
}

DateDecision DateEvidence::decide_by_month_name() const {
  const DateOrder order = shape_.month_at == 1   ? kMonthFirst
                          : shape_.month_at == 3 ? kYearDayFirst
                          : shape_.year_at == 1  ? kYearFirst
                                                 : kDayFirst;
  return {order, {at_line(first_.line, first_.date) + " says which part is the month"}};
}

uint64_t DateEvidence::misfits(DateOrder order) const {
  const Reading& read = reading(order);
  const bool year_last = order == kDayFirst || order == kMonthFirst;
  return read.impossible + read.in_future + read.too_old + (year_last ? not_last_ : 0);
}

// Some dates cannot have the year last, all can have it first, and not because a few of the lines are only text.
bool DateEvidence::year_must_be_first() const {
  const uint64_t lost = std::min(misfits(kDayFirst), misfits(kMonthFirst));
  return misfits(kYearFirst) == 0 && lost > 0 && (lost * 2 > count_ || distinct(2) >= distinct(0));
}

ptrdiff_t DateEvidence::distinct(size_t place) const {
  return std::ranges::count(values_[place], true);
}

// With two-digit years a date like 24-01-15 may begin with the year. Where that is possible at all, the first number
// then varies less than the last; where the last varies less, the year is last, as nearly everywhere.
bool DateEvidence::year_may_be_first() const {
  const Reading& year_first = reading(kYearFirst);
  return year_first.impossible == 0 && year_first.too_old == 0 && (distinct(0) < distinct(2) || year_first.files > 0);
}

Result<DateDecision> DateEvidence::decide_two_digit_years() const {
  const Reading& year_first = reading(kYearFirst);
  if (year_must_be_first()) {
    const Reading& last = reading(kDayFirst);
    const Sighting& shown = not_last_ > 0         ? first_not_last_
                            : last.impossible > 0 ? last.first_impossible
                            : last.in_future > 0  ? last.first_in_future
                                                  : first_;
    return DateDecision{kYearFirst, {at_line(shown.line, shown.date) + " can only be year first"}};
  }
  if (!year_may_be_first()) {
    if (year_first.impossible > 0) return decide_day_or_month({});
    return decide_day_or_month({"the last number of the two-digit dates varies least, so it is the year"});
  }
  if (year_first.files > 0 && reading(kDayFirst).files + reading(kMonthFirst).files == 0) {
    return DateDecision{kYearFirst,
                        {at_line(year_first.first_file.line, year_first.first_file.date) +
                         " carries a media file named after its day, which makes it year first"}};
  }
  return ambiguous();
}

// --- the decision ----------------------------------------------------------------------------------------------------

// What speaks for the decision apart from what decided it.
std::vector<std::string> DateEvidence::what_agrees(DateOrder order) const {
  std::vector<std::string> agrees;
  const Reading& read = reading(order);
  if (read.files > 0)
    agrees.push_back(std::to_string(read.files) + (read.files == 1 ? " media file is" : " media files are") +
                     " named after the day of the message that way and no other");
  if (order != kDayFirst && order != kMonthFirst) return agrees;
  const Reading& other = reading(other_of(order));
  if (other.impossible > 1)
    agrees.push_back(std::to_string(other.impossible) + " of " + std::to_string(count_) + " dates can only be " +
                     first_part(order));
  if (other.days_back > read.days_back) {
    agrees.push_back("read " + first_part(order) + " the days step back " + times(read.days_back) + ", read " +
                     first_part(other_of(order)) + " " + times(other.days_back));
  }
  return agrees;
}

Result<DateDecision> DateEvidence::decide_from_file() const {
  if (shape_.month_at != 0) return decide_by_month_name();
  if (shape_.year_at == 1) return decide_year_first();
  if (shape_.year_at != 0) return decide_day_or_month({});
  return decide_two_digit_years();
}

Result<DateDecision> DateEvidence::decide(DateOrder asked, const DateHint& hint) const {
  if (asked != DateOrder::automatic) return obey(asked);
  constexpr int kAmbiguous = 2108;
  Result<DateDecision> decided = decide_from_file();
  if (!decided && decided.error().id == kAmbiguous && hint.order != DateOrder::automatic &&
      reading(hint.order).impossible == 0) {
    decided = DateDecision{hint.order, {hint.why}};
  }
  if (!decided) return decided;
  const Reading& read = reading(decided->order);
  if ((read.too_old + read.in_future) * 2 > count_) return implausible(decided->order);
  for (std::string& more : what_agrees(decided->order)) {
    if (std::ranges::find(decided->evidence, more) == decided->evidence.end())
      decided->evidence.push_back(std::move(more));
  }
  return decided;
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
  if (const size_t wa = text.find("-WA"); wa != std::string_view::npos && wa >= 9 && text[wa - 9] == '-')
    return day(wa - 8, wa - 4, wa - 2);
  for (const std::string_view kind : {"-PHOTO-", "-VIDEO-", "-AUDIO-", "-STICKER-", "-GIF-"}) {
    const size_t at = text.find(kind);
    if (at != std::string_view::npos) return day(at + kind.size(), at + kind.size() + 5, at + kind.size() + 8);
  }
  return std::nullopt;
}

}  // namespace muniment::ingest::whatsapp
