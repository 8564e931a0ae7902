// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. The ids of the words of one document, out of the forward store. What a phrase or a distance costs is
// the reading of these, so a number is put together without a branch on its length, and what follows in the store is asked
// for ahead: documents are read in their order, but few are neighbours.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "core/base/bytes.h"
#include "index/partition.h"
#include "index/varint.h"

namespace muniment::index {

class WordIds {
 public:
  WordIds(const ForwardStore& forward, size_t document) {
    const ByteView words = forward.words(document);
    at_ = words.data();
    end_ = at_ + words.size();
    beyond_ = forward.stream.data() + forward.stream.size();
    const auto left = static_cast<size_t>(beyond_ - at_);
    __builtin_prefetch(at_ + std::min(left, kBytesAhead));
    __builtin_prefetch(at_ + std::min(left, kBytesAhead + kLine));
    __builtin_prefetch(forward.ends.data() + std::min(forward.ends.size(), document + kDocumentsAhead));
  }

  [[nodiscard]] bool done() const { return at_ >= end_; }

  uint32_t next() {
    if (beyond_ - at_ >= 4) {  // the bytes behind this document are those of the next
      uint32_t four = get_le<uint32_t>(ByteView(at_, 4), 0);
      if (const uint32_t last = ~four & 0x80808080U; last != 0) {
        const int bits = std::countr_zero(last) + 1;
        at_ += bits / 8;
        four &= ~uint32_t{0} >> (32 - bits);
        return (four & 0x7F) | (four >> 1 & 0x3F80) | (four >> 2 & 0x1FC000) | (four >> 3 & 0xFE00000);
      }
    }
    return next_of_any_length();
  }

 private:
  static constexpr size_t kLine = 64, kBytesAhead = 512, kDocumentsAhead = 64;

  uint32_t next_of_any_length() {
    VarintReader in(ByteView(at_, end_));
    const auto id = static_cast<uint32_t>(in.next());
    at_ = end_ - in.left();
    return id;
  }

  const Byte* at_;
  const Byte* end_;
  const Byte* beyond_;
};

}  // namespace muniment::index
