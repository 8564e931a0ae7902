// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/header.h"

#include "core/base/utf8.h"
#include "ingest/canonical_text.h"

namespace muniment::ingest::whatsapp {
namespace {

struct Layout {
  std::string_view name;
  bool bracketed;           // the date and time stand in [ ]
  std::string_view close;   // between the time and the sender
};
constexpr std::array kLayouts = std::to_array<Layout>({
    {"Android", false, " - "},
    {"Android", false, " \xE2\x80\x93 "},  // en dash
    {"iOS", true, "] "},
    {"iOS", true, "]"},
    {"old iOS", false, ": "},
});

struct HalfDay {
  std::string_view word;  // lower case; a space stands for any space
  bool afternoon;
};
constexpr std::array kHalfDays = std::to_array<HalfDay>({
    {"am", false}, {"pm", true}, {"a.m.", false}, {"p.m.", true}, {"a. m.", false}, {"p. m.", true},
});

constexpr std::array kOrders = {DateOrder::day_month_year, DateOrder::month_day_year, DateOrder::year_month_day};

// A place in the line. Every take_… moves behind what it found, or says no and leaves the cursor anywhere.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) {}

  [[nodiscard]] size_t at() const { return at_; }
  void move_to(size_t at) { at_ = at; }
  [[nodiscard]] char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  [[nodiscard]] bool starts_with(std::string_view text) const { return line_.substr(at_).starts_with(text); }

  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view text) {
    if (!starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  // Digits: how many, and their value.
  unsigned take_number(unsigned& value) {
    unsigned digits = 0;
    for (value = 0; digits < 5 && peek() >= '0' && peek() <= '9'; ++digits, ++at_) {
      value = value * 10 + static_cast<unsigned>(peek() - '0');
    }
    return digits;
  }
  void skip_marks() {
    if (static_cast<unsigned char>(peek()) >= 0x80) at_ = line_.size() - skip_bidi_marks(line_.substr(at_)).size();
  }
  // One plain or odd space.
  bool take_space() {
    if (take(' ')) return true;
    if (static_cast<unsigned char>(peek()) < 0x80) return false;
    const CodePoint c = front_code_point(line_.substr(at_));
    if (!is_odd_space(c.value)) return false;
    at_ += c.bytes;
    return true;
  }
  bool take_word(std::string_view lower_case) {
    for (const char c : lower_case) {
      if (c == ' ' ? !take_space() : (peek() | (c >= 'a' ? 0x20 : 0)) != c) return false;
      if (c != ' ') ++at_;
    }
    return true;
  }

 private:
  std::string_view line_;
  size_t at_ = 0;
};

bool take_date(Cursor& cursor, Header& header) {
  header.date_at = cursor.at();
  for (size_t i = 0; i < 3; ++i) {
    const unsigned digits = cursor.take_number(header.date[i]);
    if (digits == 4 && i != 1 && header.shape.four_digit_year == 0) header.shape.four_digit_year = static_cast<uint8_t>(i + 1);
    else if (digits == 0 || digits > 2) return false;
    cursor.skip_marks();
    if (i == 2) break;
    const char separator = cursor.peek();
    if (i == 0 && separator != '/' && separator != '.' && separator != '-') return false;
    if (i == 0) header.shape.date_separator = separator;
    if (!cursor.take(header.shape.date_separator)) return false;
    if (separator == '.') cursor.take_space();
  }
  header.date_end = cursor.at();
  return true;
}

// The am or pm behind a time, if there is one; the spaces before it belong to it.
std::optional<bool> take_half_day(Cursor& cursor) {
  const size_t start = cursor.at();
  while (cursor.take_space()) {
  }
  const size_t word = cursor.at();
  if ((cursor.peek() | 0x20) == 'a' || (cursor.peek() | 0x20) == 'p') {
    for (const HalfDay& row : kHalfDays) {
      cursor.move_to(word);
      if (cursor.take_word(row.word)) return row.afternoon;
    }
  }
  cursor.move_to(start);
  return std::nullopt;
}

bool apply_half_day(Header& header, std::optional<bool> afternoon) {
  header.half_day = afternoon.has_value();
  if (!afternoon) return header.hour <= 23;
  if (header.hour > 12) return false;
  header.hour = header.hour % 12 + (*afternoon ? 12 : 0);
  return true;
}

bool take_time(Cursor& cursor, Header& header) {
  const unsigned hour_digits = cursor.take_number(header.hour);
  const char separator = cursor.peek();
  if (hour_digits == 0 || hour_digits > 2 || (separator != ':' && separator != '.')) return false;
  header.shape.time_separator = separator;
  cursor.take(separator);
  if (cursor.take_number(header.minute) != 2) return false;
  const size_t before_seconds = cursor.at();
  header.shape.seconds = cursor.take(separator) && cursor.take_number(header.second) == 2;
  if (!header.shape.seconds) cursor.move_to(before_seconds), header.second = 0;
  if (!apply_half_day(header, take_half_day(cursor)) || header.minute > 59 || header.second > 59) return false;
  header.time_end = cursor.at();
  cursor.skip_marks();
  return true;
}

bool take_close(Cursor& cursor, bool bracketed, Header& header) {
  for (size_t i = 0; i < kLayouts.size(); ++i) {
    if (kLayouts[i].bracketed != bracketed || !cursor.take(kLayouts[i].close)) continue;
    header.shape.layout = static_cast<uint8_t>(i);
    header.rest_at = cursor.at();
    return true;
  }
  return false;
}

// Cheaper than the calendar of core/base/time_text.h, and asked about every line.
bool exists(CivilDay day) {
  constexpr std::array<unsigned, 13> kDays = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (day.month < 1 || day.month > 12 || day.day < 1 || day.day > kDays[day.month]) return false;
  return day.month != 2 || day.day < 29 || (day.year % 4 == 0 && (day.year % 100 != 0 || day.year % 400 == 0));
}

bool exists_in_some_order(const Header& header) {
  for (const DateOrder order : kOrders) {
    if (day_in_order(header, order)) return true;
  }
  return false;
}

}  // namespace

std::optional<Header> match_header(std::string_view line) {
  Cursor cursor(line);
  cursor.skip_marks();
  const bool marked = cursor.at() > 0;
  const bool bracketed = cursor.take('[');
  if (cursor.peek() < '0' || cursor.peek() > '9') return std::nullopt;
  Header header;
  header.marked = marked;
  if (!take_date(cursor, header)) return std::nullopt;
  if (header.shape.date_separator == '.') cursor.take('.');
  header.shape.comma = cursor.take(',');
  if (!cursor.take_space() || !take_time(cursor, header) || !take_close(cursor, bracketed, header)) return std::nullopt;
  if (!exists_in_some_order(header)) return std::nullopt;
  return header;
}

std::string_view layout_name(const HeaderShape& shape) { return kLayouts[shape.layout].name; }

std::optional<CivilDay> day_in_order(const Header& header, DateOrder order) {
  const bool year_first = order == DateOrder::year_month_day;
  if (header.shape.four_digit_year != 0 && (header.shape.four_digit_year == 1) != year_first) return std::nullopt;
  CivilDay day;
  switch (order) {
    case DateOrder::automatic: return std::nullopt;
    case DateOrder::day_month_year: day = {static_cast<int>(header.date[2]), header.date[1], header.date[0]}; break;
    case DateOrder::month_day_year: day = {static_cast<int>(header.date[2]), header.date[0], header.date[1]}; break;
    case DateOrder::year_month_day: day = {static_cast<int>(header.date[0]), header.date[1], header.date[2]}; break;
  }
  if (header.shape.four_digit_year == 0) day.year += day.year < 70 ? 2000 : 1900;
  return exists(day) && day.year > 0 ? std::optional(day) : std::nullopt;
}

}  // namespace muniment::ingest::whatsapp
