// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes, views of bytes, and little-endian numbers inside them. A view owns nothing: whoever makes one keeps the bytes alive.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/check.h"

namespace muniment {

using Byte = unsigned char;
using Bytes = std::vector<Byte>;
using ByteView = std::span<const Byte>;
using MutableByteView = std::span<Byte>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }
inline Bytes to_bytes(std::string_view text) { return to_bytes(as_bytes(text)); }
inline void append(Bytes& out, ByteView view) { out.insert(out.end(), view.begin(), view.end()); }
inline void append(Bytes& out, std::string_view text) { append(out, as_bytes(text)); }

inline bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

static_assert(std::endian::native == std::endian::little, "the on-disk integers are little-endian, and so is every machine we build for");

// Little-endian put and get; out of bounds is a bug of the caller, who checks lengths first.
template <typename Integer>
void put_le(MutableByteView out, size_t offset, Integer value) {
  static_assert(std::is_integral_v<Integer>);
  MUNIMENT_CHECK(offset <= out.size() && out.size() - offset >= sizeof value, "a number is written inside its buffer");
  std::memcpy(out.data() + offset, &value, sizeof value);
}
template <typename Integer>
Integer get_le(ByteView in, size_t offset) {
  static_assert(std::is_integral_v<Integer>);
  Integer value;
  MUNIMENT_CHECK(offset <= in.size() && in.size() - offset >= sizeof value, "a number is read inside its buffer");
  std::memcpy(&value, in.data() + offset, sizeof value);
  return value;
}
template <typename Integer>
void append_le(Bytes& out, Integer value) {
  const size_t at = out.size();
  out.resize(at + sizeof value);
  put_le(out, at, value);
}

}  // namespace muniment
