// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in as few bytes as they need: 7 bits each, low first, the high bit says that another byte follows.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/bytes.h"

namespace muniment::index {

inline void put_varint(Bytes& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<Byte>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<Byte>(value));
}

// How many numbers stand in whole there.
inline size_t count_varints(ByteView bytes) {
  return static_cast<size_t>(std::ranges::count_if(bytes, [](Byte byte) { return byte < 0x80; }));
}

inline uint64_t zigzag(int64_t value) { return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63); }
inline int64_t unzigzag(uint64_t value) { return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1); }

// Reads to the end of a view. After the end, or for a number that is too long, ok() is false and every value is 0.
class VarintReader {
 public:
  explicit VarintReader(ByteView in) : at_(in.data()), end_(in.data() + in.size()) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return at_ == end_; }
  [[nodiscard]] size_t left() const { return static_cast<size_t>(end_ - at_); }

  uint64_t next() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const Byte byte = *at_++;
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    at_ = end_;
    return 0;
  }

  ByteView bytes(uint64_t count) {
    if (count > static_cast<uint64_t>(end_ - at_)) {
      ok_ = false;
      return {};
    }
    const ByteView view(at_, count);
    at_ += count;
    return view;
  }

 private:
  const Byte* at_;
  const Byte* end_;
  bool ok_ = true;
};

}  // namespace muniment::index
