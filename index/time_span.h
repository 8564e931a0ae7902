// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Lengths of time in queries and scopes: 30m, 24h, 7d.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muniment::index {

// In milliseconds; nothing for anything else, and for none at all.
std::optional<int64_t> parse_time_span(std::string_view text);
std::string time_span_text(int64_t ms);  // in the largest unit that it is a multiple of

}  // namespace muniment::index
