// SPDX-License-Identifier: GPL-3.0-or-later
// Times as streams write them: seconds or milliseconds since 1970 as a number, a string or two halves; or RFC 3339.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/timestamp.h"
#include "ingest/stream/json_value.h"

namespace muniment::ingest {

// "0001-01-01T00:00:00Z" is how Go writes that there is no time. Numbers from 100 000 000 000 on are milliseconds (as seconds that would be the year 5138). Zero and less is nothing.
std::optional<EventTime> time_of(const JsonValue& value, TimeBasis basis);
std::optional<EventTime> time_of(std::string_view rfc3339, TimeBasis basis);

}  // namespace muniment::ingest
