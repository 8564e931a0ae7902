// SPDX-License-Identifier: GPL-3.0-or-later
// The words that stand in dates and times of exports, in all languages at once: halves of the day, months, eras, and what
// stands between a date and a time. A language is a few rows of a table.
#pragma once

#include <optional>

#include "core/base/calendar.h"
#include "ingest/whatsapp/cursor.h"

namespace muniment::ingest::whatsapp {

// What a word says about an hour of the 12-hour clock.
enum class HalfDay : uint8_t {
  morning,    // am
  afternoon,  // pm
  noon,       // 11 is am; 12, 1 and 2 are pm
  night,      // 12 and 1 to 5 are am; 6 to 11 are pm
};

std::optional<HalfDay> take_half_day(Cursor& cursor);   // leaves the cursor where it was if there is none
std::optional<unsigned> take_month(Cursor& cursor);     // 1 to 12, by name; the dot of an abbreviation included
// The Gregorian year before the first of that era ("R", "令和": 2018), for Japanese dates.
std::optional<unsigned> take_era(Cursor& cursor);
// Behind a date: "BE", "พ.ศ.", "هـ" (a calendar that its year tells too), "г." and the like.
void skip_era_suffix(Cursor& cursor);
// Behind a time: "ч.", "Uhr". Leaves the cursor where it was if there is none.
void skip_hour_word(Cursor& cursor);
// "klo ", "a las ", "às ": between a date and a time. Leaves the cursor where it was if there is none.
void skip_at_word(Cursor& cursor);

}  // namespace muniment::ingest::whatsapp
