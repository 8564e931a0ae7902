// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/word_table.h"

#include <functional>

namespace muniment::index {
namespace {

constexpr size_t kFirstSlots = 1024;

uint32_t hash_of(std::string_view text, uint8_t span) {
  const size_t hash = std::hash<std::string_view>{}(text);
  return static_cast<uint32_t>(hash ^ (hash >> 32)) + span * 0x9E3779B9U;
}

}  // namespace

WordTable::WordTable() : slots_(kFirstSlots) {}

uint32_t WordTable::id_of(std::string_view text, uint8_t span) {
  const uint32_t hash = hash_of(text, span);
  const size_t mask = slots_.size() - 1;
  for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) {
      words_.push_back({texts_.size(), hash, static_cast<uint16_t>(text.size()), span});
      texts_ += text;
      slots_[slot] = size();
      if (words_.size() * 2 > slots_.size()) grow();
      return size() - 1;
    }
    const uint32_t id = slots_[slot] - 1;
    if (words_[id].hash == hash && words_[id].span == span && word(id).text == text) return id;
  }
}

void WordTable::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const size_t mask = slots_.size() - 1;
  for (uint32_t id = 0; id < size(); ++id) {
    size_t slot = words_[id].hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = id + 1;
  }
}

}  // namespace muniment::index
