// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of a line that starts a message: "12/03/2026, 09:27 - " or "[12/03/26, 9:27:05 AM] ". Which of the
// three numbers is the day is not decided here: see date_order.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/time_text.h"
#include "ingest/source_format.h"

namespace muniment::ingest::whatsapp {

// How a device writes headers. One per export: a line of another shape inside an export is somebody's pasted text.
struct HeaderShape {
  uint8_t layout = 0;           // row of kLayouts
  char date_separator = 0;      // '/', '.' or '-'
  uint8_t four_digit_year = 0;  // 0: none of the numbers has four digits; 1: the first; 3: the last
  char time_separator = 0;
  bool comma = false;
  bool seconds = false;
  friend bool operator==(const HeaderShape&, const HeaderShape&) = default;
};

struct Header {
  HeaderShape shape;
  std::array<unsigned, 3> date{};  // as written, in the order written
  unsigned hour = 0;               // 0 to 23, am and pm applied
  unsigned minute = 0;
  unsigned second = 0;
  bool half_day = false;           // written with am or pm
  bool marked = false;             // a bidi mark stands before it
  size_t date_at = 0;              // where the date begins, where it ends, where the time ends,
  size_t date_end = 0;
  size_t time_end = 0;
  size_t rest_at = 0;              // and where the sender (or a system sentence) begins
};

// Nothing if `line` (UTF-8, perhaps invalid) does not begin like a message in any known layout, or with a date that
// does not exist in any order.
std::optional<Header> match_header(std::string_view line);

std::string_view layout_name(const HeaderShape& shape);

// The day that the three numbers mean in that order, if there is such a day. Two-digit years are 1970 to 2069.
std::optional<CivilDay> day_in_order(const Header& header, DateOrder order);

}  // namespace muniment::ingest::whatsapp
