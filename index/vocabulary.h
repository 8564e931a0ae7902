// SPDX-License-Identifier: GPL-3.0-or-later
// The distinct words of a sealed partition, sorted, each with its id. Ids run from 1, the words that stand in most
// messages first, so that frequent words have short numbers; 0 separates the parts of a message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "index/word_table.h"

namespace muniment::index {

inline constexpr uint32_t kSeparatorId = 0;

// Immutable, so thread-safe. Words are addressed by rank, their place in the order by text and then span.
class Vocabulary {
 public:
  // `ids`: the id of each rank. `frequencies`: the number of messages, by id from 1, descending.
  static Result<Vocabulary> decode(ByteView words, ByteView ids, ByteView frequencies);

  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(ids_.size()); }
  [[nodiscard]] std::string_view text(uint32_t rank) const {
    return std::string_view(texts_).substr(begins_[rank], begins_[rank + 1] - begins_[rank]);
  }
  [[nodiscard]] uint8_t span(uint32_t rank) const { return spans_[rank]; }
  [[nodiscard]] uint32_t id(uint32_t rank) const { return ids_[rank]; }
  [[nodiscard]] uint32_t frequency(uint32_t id) const { return frequencies_[id]; }
  [[nodiscard]] uint8_t span_of_id(uint32_t id) const { return spans_by_id_[id]; }
  [[nodiscard]] uint32_t rank_of_id(uint32_t id) const { return ranks_by_id_[id]; }

  struct Ranks {
    uint32_t begin = 0, end = 0;
  };
  [[nodiscard]] Ranks with_text(std::string_view text) const;    // one for each span
  [[nodiscard]] Ranks with_prefix(std::string_view prefix) const;
  // The first word from `rank` on that contains the literal; size() if there is none.
  [[nodiscard]] uint32_t next_with_literal(uint32_t rank, std::string_view literal) const;
  [[nodiscard]] uint64_t memory() const {
    return texts_.capacity() + spans_.capacity() + spans_by_id_.capacity() +
           sizeof(uint32_t) * (begins_.capacity() + ids_.capacity() + frequencies_.capacity() + ranks_by_id_.capacity());
  }

 private:
  std::string texts_;
  std::vector<uint32_t> begins_, ids_, frequencies_, ranks_by_id_;
  std::vector<uint8_t> spans_, spans_by_id_;
};

struct EncodedVocabulary {
  Bytes words, ids, frequencies;
};
// Writes what decode() reads. `order`: the words' numbers in the table, most frequent first (id 1 is order[0]);
// `frequency`: by number in the table.
EncodedVocabulary encode_vocabulary(const WordTable& words, const std::vector<uint32_t>& order,
                                    const std::vector<uint32_t>& frequency);

}  // namespace muniment::index
