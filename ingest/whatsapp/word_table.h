// SPDX-License-Identifier: GPL-3.0-or-later
// Words of WhatsApp in many languages and what they mean, found without regard to case, direction marks and accents of
// writing (the folding of core/base/unicode_text.h). A word that stands in several rows means what the first says.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"

namespace muniment::ingest::whatsapp {

template <typename Meaning>
class WordTable {
 public:
  template <typename Rows>
  explicit WordTable(const Rows& rows) {
    for (const auto& [words, meaning] : rows) {
      words_.emplace(folded(words), meaning);
      longest_ = std::max(longest_, 2 * words.size());
    }
  }

  [[nodiscard]] std::optional<Meaning> find(std::string_view words) const {
    if (words.empty() || words.size() > longest_ || !is_valid_utf8(words)) return std::nullopt;
    const auto row = words_.find(folded(words));
    return row == words_.end() ? std::nullopt : std::optional(row->second);
  }

 private:
  std::unordered_map<std::string, Meaning> words_;
  size_t longest_ = 0;
};

// How texts begin that are worth a closer look. Asked about every message, so it must be cheap and may err on the side
// of a look too many: it knows the first bytes only.
class Beginnings {
 public:
  template <typename Rows>
  explicit Beginnings(const Rows& rows) {
    for (const auto& row : rows) add(std::string_view(row.first));
  }
  void add(std::string_view text) { seen_[slot(text)] = true; }
  [[nodiscard]] bool may_be(std::string_view text) const { return seen_[slot(text)]; }

 private:
  static size_t slot(std::string_view text) {
    uint32_t mixed = 2166136261U;
    for (const char c : text.substr(0, 6)) mixed = (mixed ^ static_cast<unsigned char>(c)) * 16777619U;
    return (mixed ^ (mixed >> 15U)) % kSlots;
  }
  static constexpr size_t kSlots = 16384;
  std::array<bool, kSlots> seen_{};
};

}  // namespace muniment::ingest::whatsapp
