// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ids.h"

#include <charconv>
#include <chrono>

namespace muniment {

Month month_of(int64_t unix_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds{unix_ms}};
  const year_month_day day{floor<days>(instant)};
  return Month{static_cast<uint32_t>(static_cast<int>(day.year()) * 100) + static_cast<unsigned>(day.month())};
}

std::optional<uint64_t> parse_id(char letter, std::string_view text) {
  if (!text.empty() && text.front() == letter) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace muniment
