// SPDX-License-Identifier: GPL-3.0-or-later
// Decides once, for a whole export, which number of its dates is the day. Never per line: a line that allows both
// readings says nothing about itself, but its neighbours may. Where they do not, we ask instead of guessing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "ingest/whatsapp/header.h"

namespace muniment::ingest::whatsapp {

struct DateDecision {
  DateOrder order = DateOrder::automatic;
  // Why, with line numbers and dates and nothing else of the text: first what decided, then what agrees with it.
  std::vector<std::string> evidence;
};

// Constant memory, however long the export.
class DateEvidence {
 public:
  explicit DateEvidence(int64_t now_ms = 0) : now_ms_(now_ms) {}

  struct Line {
    std::string_view text;
    uint64_t number = 0;
    bool sentence = false;             // nobody's: Android puts the newest of them first, out of the order of time
    std::optional<CivilDay> file_day;  // the day in the name of a media file that this message carries
  };
  void add(const Header& header, const Line& line);

  // invalid_argument with the lines that show it: MUN-2107, the dates contradict one another or the option; MUN-2108,
  // nothing tells; MUN-2110, the dates lie where no message can be. `asked` other than automatic is obeyed unless more
  // than one date in a hundred forbids it. A hint settles only what is left open.
  [[nodiscard]] Result<DateDecision> decide(DateOrder asked, const DateHint& hint = {}) const;

 private:
  struct Sighting {
    uint64_t line = 0;  // 0: none
    std::string date;
  };
  struct Reading {                   // what the export looks like in one order
    std::optional<int64_t> date_ms;  // of the newest date, if it exists
    uint64_t impossible = 0;         // dates that do not exist (of the first two orders: but do in the other)
    Sighting first_impossible;
    uint64_t too_old = 0;    // before there was WhatsApp
    uint64_t in_future = 0;  // after the run
    Sighting first_in_future;
    uint64_t days_back = 0;  // steps back by more than a day
    int64_t last_ms = INT64_MIN;
    uint64_t files = 0;  // media file names that agree with this order and no other
    Sighting first_file;
  };

  void begin_date(const Header& header);
  void add_reading(Reading& read, const Header& header, const Line& line, bool year_may_be_last);
  void add_file(const Header& header, const Line& line);
  static Sighting sighting(const Header& header, const Line& line);
  [[nodiscard]] const Reading& reading(DateOrder order) const;
  [[nodiscard]] Result<DateDecision> obey(DateOrder asked) const;
  [[nodiscard]] Result<DateDecision> decide_from_file() const;
  [[nodiscard]] Result<DateDecision> decide_year_first() const;
  [[nodiscard]] DateDecision decide_by_month_name() const;
  [[nodiscard]] Result<DateDecision> decide_two_digit_years() const;
  [[nodiscard]] Result<DateDecision> decide_day_or_month(std::vector<std::string> evidence) const;
  [[nodiscard]] Result<DateDecision> decide_by_possibility(DateOrder order, DateOrder other,
                                                           std::vector<std::string> evidence) const;
  [[nodiscard]] std::optional<DateDecision> decide_by_files() const;
  [[nodiscard]] std::optional<DateDecision> decide_by_future() const;
  [[nodiscard]] std::optional<DateDecision> decide_by_sequence() const;
  [[nodiscard]] std::vector<std::string> what_agrees(DateOrder order) const;
  [[nodiscard]] uint64_t misfits(DateOrder order) const;  // dates that do not exist or lie where no message can be
  [[nodiscard]] ptrdiff_t distinct(size_t place) const;   // how many numbers were seen there
  [[nodiscard]] bool year_must_be_first() const;
  [[nodiscard]] bool year_may_be_first() const;
  [[nodiscard]] Error mixed(const Sighting& one, const Sighting& two) const;
  [[nodiscard]] Error ambiguous() const;
  [[nodiscard]] Error implausible(DateOrder order) const;

  int64_t now_ms_;
  std::array<Reading, 4> readings_;                // day first, month first, year first, year and day first
  std::array<std::array<bool, 100>, 3> values_{};  // numbers seen at each position, for two-digit years
  uint64_t not_last_ = 0;                          // dates that exist only with the year in front
  Sighting first_not_last_;
  std::array<unsigned, 3> date_{};  // the newest, as written
  Calendar calendar_ = Calendar::gregorian;
  HeaderShape shape_;
  uint64_t count_ = 0;
  Sighting first_;
  Sighting last_;
};

std::string_view describe(DateOrder order);  // "day/month/year"

// The day in a name that WhatsApp gives to media: IMG-20240131-WA0001.jpg, 00000035-PHOTO-2022-03-27-21-41-55.jpg.
std::optional<CivilDay> day_in_file_name(std::string_view text);

}  // namespace muniment::ingest::whatsapp
