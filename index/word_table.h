// SPDX-License-Identifier: GPL-3.0-or-later
// The distinct words of a partition while it is built, numbered as they come.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muniment::index {

// A word is its folded text and what it covers: 0 for a simple word, which takes a position; n for a whole that stands
// for n positions and takes none. 5000 written as such and as 5,000 are two words with one text.
struct WordView {
  std::string_view text;
  uint8_t span = 0;
};

class WordTable {
 public:
  WordTable();
  uint32_t id_of(std::string_view text, uint8_t span);  // from 0; the same for the same word
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(words_.size()); }
  [[nodiscard]] WordView word(uint32_t id) const {
    return {{texts_.data() + words_[id].at, words_[id].size}, words_[id].span};
  }

 private:
  struct Word {
    uint64_t at;
    uint32_t hash;
    uint16_t size;
    uint8_t span;
  };
  void grow();

  std::string texts_;
  std::vector<Word> words_;
  std::vector<uint32_t> slots_;  // id + 1, or 0
};

}  // namespace muniment::index
