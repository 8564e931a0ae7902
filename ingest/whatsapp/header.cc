// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/header.h"

#include "ingest/whatsapp/cursor.h"
#include "ingest/whatsapp/stamp_words.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr char kCjk = 'Y';  // the date_separator of 年月日

struct Close {
  std::string_view layout;
  bool bracketed;         // the date and time stand in [ ]
  std::string_view text;  // between the time and the sender
  bool only_cjk = false;  // with a date in 年月日 or 오후 before the time, as this close is too common elsewhere
  bool only_colon =
      false;  // with a sender and its colon behind it, with seconds, and not year first: logs are written so
};
constexpr std::array kCloses = std::to_array<Close>({
    {"Android", false, " - "},
    {"Android", false, " \xE2\x80\x93 "},  // en dash
    {"Android", false, " \xE2\x80\x94 "},  // em dash
    {"iOS", true, "] "},
    {"iOS", true, "]"},
    {"old iOS", false, ": "},
    {"Android", false, ", ", true},
    {"old iOS", false, " ", false, true},
});

constexpr std::array kOrders = {DateOrder::day_month_year, DateOrder::month_day_year, DateOrder::year_month_day,
                                DateOrder::year_day_month};

constexpr std::string_view kArabicComma = "\xD8\x8C", kIdeographicComma = "\xE3\x80\x81", kWideComma = "\xEF\xBC\x8C";

// --- the date --------------------------------------------------------------------------------------------------------

bool take_cjk_unit(Cursor& cursor, std::string_view chinese, std::string_view korean) {
  return cursor.take(chinese) || cursor.take(korean);
}

// Behind the first number of a date.
bool take_first_separator(Cursor& cursor, Header& header) {
  const char c = cursor.peek();
  if (c == '/' || c == '.' || c == '-' || c == ',') {
    cursor.take(c);
    header.shape.date_separator = c;
    if (c == '.' || c == ',') cursor.skip_spaces();
    return true;
  }
  if (!cursor.peek_is_ascii() && take_cjk_unit(cursor, "年", "년")) {
    header.shape.date_separator = kCjk;
    header.shape.year_at = 1;
    header.shape.month_at = 2;
    cursor.skip_spaces();
    return true;
  }
  header.shape.date_separator = ' ';
  return cursor.take_space();  // only before or behind the name of a month
}

bool take_second_separator(Cursor& cursor, const Header& header) {
  switch (header.shape.date_separator) {
    case kCjk:
      if (!take_cjk_unit(cursor, "月", "월")) return false;
      cursor.skip_spaces();
      return true;
    case ' ':
      cursor.take(',');
      return cursor.take_space();
    default:
      if (!cursor.take(header.shape.date_separator)) return false;
      if (header.shape.date_separator == '.') cursor.skip_spaces();
      return true;
  }
}

bool name_the_year(Header& header, size_t at) {
  if (header.shape.year_at == at + 1) return true;
  if (header.shape.year_at != 0) return false;
  header.shape.year_at = static_cast<uint8_t>(at + 1);
  return true;
}

bool may_be_a_word(const Cursor& cursor) {
  const char c = cursor.peek();
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || !cursor.peek_is_ascii();
}

// One of the three numbers: digits, a month by name, or a year of an era.
bool take_part(Cursor& cursor, Header& header, size_t at) {
  cursor.skip_marks();
  unsigned& part = header.date[at];
  unsigned digits = cursor.take_number(part);
  if (digits == 0) {
    if (!may_be_a_word(cursor)) return false;
    if (const auto before = take_era(cursor)) {
      digits = cursor.take_number(part);
      part += *before;
      return digits > 0 && digits <= 3 && name_the_year(header, at);
    }
    const auto month = at < 2 ? take_month(cursor) : std::nullopt;
    if (!month || header.shape.month_at != 0) return false;
    part = *month;
    header.shape.month_at = static_cast<uint8_t>(at + 1);
    return true;
  }
  if (digits >= 3) return digits <= 4 && name_the_year(header, at);
  return true;
}

bool take_date(Cursor& cursor, Header& header) {
  header.date_at = cursor.at();
  if (!take_part(cursor, header, 0)) return false;
  cursor.skip_marks();
  if (!take_first_separator(cursor, header) || !take_part(cursor, header, 1)) return false;
  cursor.skip_marks();
  if (!take_second_separator(cursor, header) || !take_part(cursor, header, 2)) return false;
  if (header.shape.date_separator == ' ' && header.shape.month_at == 0) return false;
  if (header.shape.date_separator == kCjk && !take_cjk_unit(cursor, "日", "일")) return false;
  header.date_end = cursor.at();
  cursor.skip_marks();
  if (header.shape.date_separator == '.') cursor.take('.');
  skip_era_suffix(cursor);
  cursor.skip_marks();
  return true;
}

// Calendars are told by their years: of the years since there is WhatsApp, no two calendars share one.
bool find_calendar(Header& header) {
  if (header.shape.year_at == 0) return true;
  const unsigned year = header.date[header.shape.year_at - 1U];
  const auto between = [year](unsigned first, unsigned last) { return year >= first && year <= last; };
  if (between(2500, 2699))
    header.calendar = Calendar::buddhist;
  else if (between(1300, 1424))
    header.calendar = Calendar::persian;
  else if (between(1425, 1500))
    header.calendar = Calendar::islamic;
  else if (between(90, 199))
    header.calendar = Calendar::republic;
  else
    return year >= 1000 || header.shape.date_separator == kCjk;
  return true;
}

// --- the time --------------------------------------------------------------------------------------------------------

// Leaves the spaces before it where they are if there is none.
std::optional<HalfDay> half_day_behind(Cursor& cursor) {
  const size_t start = cursor.at();
  cursor.skip_spaces();
  cursor.skip_marks();
  if (may_be_a_word(cursor)) {
    if (const auto half = take_half_day(cursor)) return half;
  }
  cursor.move_to(start);
  return std::nullopt;
}

std::optional<HalfDay> half_day_before(Cursor& cursor) {
  if (cursor.peek_is_ascii()) return std::nullopt;  // AM and PM stand behind
  const auto half = take_half_day(cursor);
  if (half) cursor.skip_spaces();
  return half;
}

bool apply_half_day(Header& header, std::optional<HalfDay> half) {
  header.half_day = half.has_value();
  if (!half) {
    if (header.hour == 24) header.hour = 0;  // clocks that count from 1 to 24 write the first minute of a day as 24:00
    return header.hour <= 23;
  }
  if (header.hour > 12) return false;
  const unsigned hour = header.hour % 12;
  const bool afternoon =
      *half == HalfDay::afternoon || (*half == HalfDay::noon && hour < 6) || (*half == HalfDay::night && hour >= 6);
  header.hour = hour + (afternoon ? 12 : 0);
  return true;
}

bool take_time_separator(Cursor& cursor, Header& header) {
  const char c = cursor.peek();
  if (c == ':' || c == '.') {
    header.shape.time_separator = c;
    return cursor.take(c);
  }
  header.shape.time_separator = 'h';
  cursor.skip_spaces();
  if (!cursor.take('h') && !cursor.take("時") && !cursor.take("时") && !cursor.take("시")) return false;
  cursor.skip_spaces();
  return true;
}

// " min", "分": behind the minutes of a time that is written with words.
void skip_minute_word(Cursor& cursor) {
  const size_t start = cursor.at();
  cursor.skip_spaces();
  if (!cursor.take("min") && !cursor.take("分") && !cursor.take("분")) cursor.move_to(start);
}

void take_seconds(Cursor& cursor, Header& header) {
  const bool in_words = header.shape.time_separator == 'h';
  if (in_words) skip_minute_word(cursor);
  const size_t start = cursor.at();
  if (in_words) cursor.skip_spaces();
  header.shape.seconds =
      (in_words || cursor.take(header.shape.time_separator)) && cursor.take_number(header.second) == 2;
  if (!header.shape.seconds) {
    cursor.move_to(start);
    header.second = 0;
  } else if (in_words && !cursor.take(" s") && !cursor.take("秒")) {
    cursor.take("초");
  }
}

bool take_time(Cursor& cursor, Header& header) {
  cursor.skip_marks();
  auto half = half_day_before(cursor);
  header.half_day_first = half.has_value();
  const unsigned hour_digits = cursor.take_number(header.hour);
  if (hour_digits == 0 || hour_digits > 2) return false;
  if (!take_time_separator(cursor, header) || cursor.take_number(header.minute) != 2) return false;
  take_seconds(cursor, header);
  if (!half) half = half_day_behind(cursor);
  if (!half) skip_hour_word(cursor);
  return apply_half_day(header, half) && header.minute <= 59 && header.second <= 59;
}

// --- the whole -------------------------------------------------------------------------------------------------------

bool take_joint(Cursor& cursor, Header& header) {
  cursor.skip_marks();
  header.shape.comma =
      cursor.take(',') || cursor.take(kArabicComma) || cursor.take(kIdeographicComma) || cursor.take(kWideComma);
  cursor.skip_marks();
  const size_t before_space = cursor.at();
  cursor.skip_spaces();
  if (cursor.at() == before_space) return false;
  if (may_be_a_word(cursor)) skip_at_word(cursor);
  return true;
}

bool take_close(Cursor& cursor, bool bracketed, std::string_view line, Header& header) {
  cursor.skip_marks();
  for (size_t i = 0; i < kCloses.size(); ++i) {
    const Close& close = kCloses[i];
    if (close.bracketed != bracketed || !cursor.starts_with(close.text)) continue;
    if (close.only_cjk && header.shape.date_separator != kCjk && !header.half_day_first) continue;
    const size_t rest_at = cursor.at() + close.text.size();
    if (close.only_colon && (!header.shape.seconds || header.shape.year_at == 1)) continue;
    if (close.only_colon && line.substr(rest_at).find(": ") == std::string_view::npos) continue;
    header.shape.close = static_cast<uint8_t>(i);
    header.rest_at = rest_at;
    return true;
  }
  return false;
}

bool take_stamp(Cursor& cursor, Header& header, bool time_first) {
  header.shape.time_first = time_first;
  header.stamp_at = cursor.at();
  const bool taken = time_first ? take_time(cursor, header) && take_joint(cursor, header) && take_date(cursor, header)
                                : take_date(cursor, header) && take_joint(cursor, header) && take_time(cursor, header);
  header.stamp_end = time_first ? header.date_end : cursor.at();
  return taken;
}

bool exists_in_some_order(const Header& header) {
  for (const DateOrder order : kOrders) {
    if (day_in_order(header, order)) return true;
  }
  return false;
}

std::optional<Header> match(Cursor cursor, std::string_view line, const Header& start, bool bracketed,
                            bool time_first) {
  Header header = start;
  if (!take_stamp(cursor, header, time_first) || !take_close(cursor, bracketed, line, header)) return std::nullopt;
  if (!find_calendar(header) || !exists_in_some_order(header)) return std::nullopt;
  return header;
}

// Most lines that are no headers are seen to be none here: no digit stands near their beginning.
bool has_an_early_digit(std::string_view line) {
  constexpr size_t kNear = 40;
  for (const char c : line.substr(0, kNear)) {
    if ((c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

// Where day, month and year stand in an order, counted from 0; in a date whose year is in the middle, the others.
struct Places {
  unsigned day, month, year;
};
std::optional<Places> places_of(DateOrder order, uint8_t year_at) {
  const bool year_in_the_middle = year_at == 2;
  switch (order) {
    case DateOrder::automatic:
      return std::nullopt;
    case DateOrder::day_month_year:
      return year_in_the_middle ? Places{0, 2, 1} : Places{0, 1, 2};
    case DateOrder::month_day_year:
      return year_in_the_middle ? Places{2, 0, 1} : Places{1, 0, 2};
    case DateOrder::year_month_day:
      return year_in_the_middle ? std::nullopt : std::optional(Places{2, 1, 0});
    case DateOrder::year_day_month:
      return year_at == 1 ? std::optional(Places{1, 2, 0}) : std::nullopt;  // rare: only where it is plain
  }
  return std::nullopt;
}

}  // namespace

std::optional<Header> match_header(std::string_view line) {
  if (!has_an_early_digit(line)) return std::nullopt;
  Cursor cursor(line);
  cursor.skip_marks();
  Header start;
  start.marked = cursor.at() > 0;
  const bool bracketed = cursor.take('[');
  cursor.skip_marks();
  if (const auto header = match(cursor, line, start, bracketed, false)) return header;
  return match(cursor, line, start, bracketed, true);
}

bool is_android(const HeaderShape& shape) {
  return kCloses[shape.close].layout == "Android";
}

std::string_view layout_name(const HeaderShape& shape) {
  return kCloses[shape.close].layout;
}

std::string header_template(const HeaderShape& shape) {
  const auto part = [&](unsigned at) {
    return std::string(shape.month_at == at && shape.date_separator != kCjk ? "month"
                       : shape.year_at == at                                ? "NNNN"
                                                                            : "n");
  };
  const std::string separator(1, shape.date_separator);
  const std::string date =
      shape.date_separator == kCjk ? "NNNN年n月n日" : part(1) + separator + part(2) + separator + part(3);
  const std::string colon(1, shape.time_separator);
  const std::string time = "n" + colon + "n" + (shape.seconds ? colon + "n" : "");
  const std::string joint = shape.comma ? ", " : " ";
  const Close& close = kCloses[shape.close];
  return (close.bracketed ? "[" : "") + (shape.time_first ? time + joint + date : date + joint + time) +
         std::string(close.text);
}

std::optional<CivilDay> day_in_order(const Header& header, DateOrder order) {
  const HeaderShape& shape = header.shape;
  const auto places = places_of(order, shape.year_at);
  if (!places) return std::nullopt;
  if (shape.year_at != 0 && places->year + 1 != shape.year_at) return std::nullopt;
  if (shape.month_at != 0 && places->month + 1 != shape.month_at) return std::nullopt;
  CivilDay day = {static_cast<int>(header.date[places->year]), header.date[places->month], header.date[places->day]};
  if (shape.year_at == 0)
    day.year += day.year < 70 ? 2000 : 1900;
  else if (day.year < 90)
    day.year += 2000;  // 26年3月23日
  return gregorian_day(header.calendar, day);
}

}  // namespace muniment::ingest::whatsapp
