// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Some of the documents of a partition, one bit each.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace muniment::index {

class DocumentSet {
 public:
  explicit DocumentSet(size_t documents) : documents_(documents), words_((documents + 63) / 64) {}
  void add(size_t document) { words_[document / 64] |= uint64_t{1} << (document % 64); }
  [[nodiscard]] bool contains(size_t document) const { return ((words_[document / 64] >> (document % 64)) & 1) != 0; }
  [[nodiscard]] size_t documents() const { return documents_; }

  [[nodiscard]] size_t count() const {
    size_t count = 0;
    for (const uint64_t word : words_) count += static_cast<size_t>(std::popcount(word));
    return count;
  }

  // The first document in the set from `document` on; documents() if there is none.
  [[nodiscard]] size_t next_from(size_t document) const {
    if (document >= documents_) return documents_;
    size_t at = document / 64;
    uint64_t rest = words_[at] & (~uint64_t{0} << (document % 64));
    while (rest == 0) {
      if (++at == words_.size()) return documents_;
      rest = words_[at];
    }
    return at * 64 + static_cast<size_t>(std::countr_zero(rest));
  }

 private:
  size_t documents_;
  std::vector<uint64_t> words_;
};

}  // namespace muniment::index
