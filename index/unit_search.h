// SPDX-License-Identifier: GPL-3.0-or-later
// Queries whose words may stand in different messages: of one conversation on one day, of one conversation, or of one
// conversation within a stretch of time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/time_zone.h"
#include "index/query.h"

namespace muniment::index {

enum class UnitKind { message, day, thread, window };

struct Unit {
  UnitKind kind = UnitKind::message;
  int64_t window_ms = 0;            // window: the first and the last message are at most so far apart
};

struct UnitScope {
  Unit unit;
  TimeZone zone = TimeZone::utc();  // in which a day begins
};

// "message", "day", "thread", "window:24h" (also m and d); nothing for anything else.
std::optional<Unit> parse_unit(std::string_view text);
std::string to_string(const Unit& unit);

// invalid_argument for a query that has no meaning in such units: NOT within a window.
Result<void> check_unit(const Query& query, const Unit& unit);

}  // namespace muniment::index
