// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of a line that starts a message: "12/03/2026, 09:27 - ", "[12/03/26, 9:27:05 AM] ", "2026년 3월 12일 오후
// 9:27, ". Which of the three numbers is the day is not decided here: see date_order.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/calendar.h"
#include "core/base/time_text.h"
#include "ingest/source_format.h"

namespace muniment::ingest::whatsapp {

// How a device writes headers. One per export: a line of another shape inside an export is somebody's pasted text.
struct HeaderShape {
  uint8_t close = 0;            // row of kCloses: what stands around the date and time
  char date_separator = 0;      // '/', '.', '-', ',', ' ' or 'Y' (年月日, 년 월 일)
  uint8_t year_at = 0;          // 1 to 3: which number is the year, if it can be told from one line; else 0
  uint8_t month_at = 0;         // 1 to 3: which is a month by name, or by 月; else 0
  char time_separator = 0;
  bool comma = false;           // between date and time
  bool seconds = false;
  bool time_first = false;
  friend bool operator==(const HeaderShape&, const HeaderShape&) = default;
};

struct Header {
  HeaderShape shape;
  Calendar calendar = Calendar::gregorian;  // of the year, where that can be told
  std::array<unsigned, 3> date{};  // as written, in the order written; a month by name as its number
  unsigned hour = 0;               // 0 to 23, am and pm applied
  unsigned minute = 0;
  unsigned second = 0;
  bool half_day = false;           // written with am or pm,
  bool half_day_first = false;     // which stand before the time
  bool marked = false;             // a bidi mark stands before it
  size_t stamp_at = 0;             // where date and time begin and end,
  size_t stamp_end = 0;
  size_t date_at = 0;              // where the date alone does,
  size_t date_end = 0;
  size_t rest_at = 0;              // and where the sender (or a system sentence) begins
};

// Nothing if `line` (UTF-8, perhaps invalid) does not begin like a message in any known layout, or with a date that
// does not exist in any order.
std::optional<Header> match_header(std::string_view line);

bool is_android(const HeaderShape& shape);
std::string_view layout_name(const HeaderShape& shape);  // "Android", "iOS", "old iOS"

// "n/n/NNNN, n:n - " for any header of that shape; 12-hour clocks and calendars are not part of it.
std::string header_template(const HeaderShape& shape);

// The day that the three numbers mean in that order, if there is such a day. Two-digit years are 1970 to 2069.
std::optional<CivilDay> day_in_order(const Header& header, DateOrder order);

}  // namespace muniment::ingest::whatsapp
