// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers with a meaning, each a type of its own, so that one cannot be passed where another is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace muniment {

template <typename Tag, typename Number>
struct StrongId {
  Number value{};
  friend auto operator<=>(const StrongId&, const StrongId&) = default;
};

using MessageNumber = StrongId<struct MessageNumberTag, uint64_t>;  // printed m31877; assigned once, in the order of the log
using BatchNumber = StrongId<struct BatchNumberTag, uint64_t>;      // printed b12
using ExportNumber = StrongId<struct ExportNumberTag, uint64_t>;    // printed x9
using SegmentNo = StrongId<struct SegmentNoTag, uint64_t>;
using FrameNo = StrongId<struct FrameNoTag, uint32_t>;
using ClassId = StrongId<struct ClassIdTag, uint16_t>;  // retention class

inline constexpr ClassId kBusinessClass{1};  // the default class of messages: erasable, 7 years
inline constexpr ClassId kEventClass{2};     // events about messages: access, batches, exports, keys

// A calendar month in UTC, the unit of keys and of disposition: 2026-03 is 202603.
struct Month {
  uint32_t yyyymm = 0;
  friend auto operator<=>(const Month&, const Month&) = default;
};
Month month_of(int64_t unix_ms);

inline std::string to_string(MessageNumber id) { return "m" + std::to_string(id.value); }
inline std::string to_string(BatchNumber id) { return "b" + std::to_string(id.value); }
inline std::string to_string(ExportNumber id) { return "x" + std::to_string(id.value); }

// "m31877" (or "31877") to 31877; nothing for anything else, including overflow.
std::optional<uint64_t> parse_id(char letter, std::string_view text);


}  // namespace muniment

template <typename Tag, typename Number>
struct std::hash<muniment::StrongId<Tag, Number>> {
  size_t operator()(const muniment::StrongId<Tag, Number>& id) const noexcept { return std::hash<Number>{}(id.value); }
};
