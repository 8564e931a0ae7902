// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. How many bytes of memory the parts of an open partition take, nearly: what their containers hold.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "index/partition.h"

namespace muniment::index {

template <typename T>
uint64_t memory_of_list(const std::vector<T>& list) {
  return list.capacity() * sizeof(T);
}
inline uint64_t memory_of_text(const std::string& text) { return text.capacity() > 15 ? text.capacity() + 1 : 0; }  // short ones lie in the string itself
inline uint64_t memory_of_list(const std::vector<std::string>& list) {
  uint64_t bytes = list.capacity() * sizeof(std::string);
  for (const std::string& text : list) bytes += memory_of_text(text);
  return bytes;
}
inline uint64_t memory_of_list(const std::vector<FoldedName>& list) {
  uint64_t bytes = list.capacity() * sizeof(FoldedName);
  for (const FoldedName& name : list) bytes += memory_of_text(name.text) + memory_of_list(name.words);
  return bytes;
}

template <typename N>  // Names, FoldedNames
uint64_t memory_of_names(const N& names) {
  return memory_of_list(names.conversations) + memory_of_list(names.senders) + memory_of_list(names.custodians);
}
inline uint64_t memory_of(const Names& names) { return memory_of_names(names); }
inline uint64_t memory_of(const FoldedNames& names) { return memory_of_names(names); }
inline uint64_t memory_of(const MessageTimes& messages) { return memory_of_list(messages.numbers) + memory_of_list(messages.times); }
inline uint64_t memory_of(const Columns& columns) {
  return memory_of_names(columns) + memory_of_list(columns.sources) + memory_of_list(columns.kinds) + memory_of_list(columns.has);
}
inline uint64_t memory_of(const Vocabulary& vocabulary) { return vocabulary.memory(); }
inline uint64_t memory_of(const ForwardStore& forward) { return memory_of_list(forward.stream) + memory_of_list(forward.ends); }
inline uint64_t memory_of(const std::unique_ptr<Postings>& postings) { return postings->memory(); }
inline uint64_t memory_of(const OwnNames& own) { return memory_of_list(own.names); }
inline uint64_t memory_of(const Bytes& bytes) { return memory_of_list(bytes); }

}  // namespace muniment::index
