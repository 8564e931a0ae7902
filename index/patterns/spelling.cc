// SPDX-License-Identifier: GPL-3.0-or-later
// Edit distance with swaps of neighbours (optimal string alignment), over characters without their accents. Some of the
// first characters may be required as they are.
#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

using Characters = std::vector<char32_t>;
using Row = std::vector<uint32_t>;

void append_characters(std::string_view text, Characters& out) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint next = front_code_point(text.substr(at));
    out.push_back(next.value);
    at += next.bytes;
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class SpellingMatcher : public WordMatcher {
 public:
  SpellingMatcher(const Characters& wanted, size_t required, uint32_t edits)
      : wanted_(wanted), required_(required), edits_(edits), before_(wanted.size() + 1), row_(wanted.size() + 1), next_(wanted.size() + 1) {}

  bool matches(std::string_view word) override {
    constexpr size_t kBytesOfOne = 4;
    if (word.size() + edits_ < wanted_.size() || word.size() > (wanted_.size() + edits_) * kBytesOfOne * 2) return false;
    word_.clear();
    append_characters(is_ascii(word) ? word : std::string_view(plain_ = without_accents(word)), word_);
    if (word_.size() + edits_ < wanted_.size() || word_.size() > wanted_.size() + edits_) return false;
    return begins_as_required() && is_near();
  }

 private:
  bool begins_as_required() const {
    return word_.size() >= required_ && std::equal(wanted_.begin(), wanted_.begin() + static_cast<ptrdiff_t>(required_), word_.begin());
  }

  // Row i has the distances from the first i characters of the word to each beginning of the wanted one. A distance never
  // comes down again below the least of the last two rows.
  bool is_near() {
    for (uint32_t j = 0; j < row_.size(); ++j) row_[j] = j;
    uint32_t least_before = 0;
    for (size_t i = 0; i < word_.size(); ++i) {
      const uint32_t least = add_row(i);
      if (std::min(least, least_before) > edits_) return false;
      least_before = least;
    }
    return row_.back() <= edits_;
  }

  uint32_t add_row(size_t i) {
    next_[0] = static_cast<uint32_t>(i) + 1;
    uint32_t least = next_[0];
    for (size_t j = 0; j < wanted_.size(); ++j) {
      uint32_t& here = next_[j + 1];
      here = std::min({row_[j] + (word_[i] == wanted_[j] ? 0U : 1U), row_[j + 1] + 1, next_[j] + 1});
      const bool swapped = i > 0 && j > 0 && word_[i] == wanted_[j - 1] && word_[i - 1] == wanted_[j];
      if (swapped) here = std::min(here, before_[j - 1] + 1);
      least = std::min(least, here);
    }
    before_.swap(row_);
    row_.swap(next_);
    return least;
  }

  const Characters& wanted_;
  const size_t required_;
  const uint32_t edits_;
  Characters word_;
  std::string plain_;
  Row before_, row_, next_;
};

Characters characters_of(std::string_view word) {
  Characters out;
  append_characters(without_accents(word), out);
  return out;
}

class Spelling : public WordPattern {
 public:
  Spelling(std::string written, Characters characters, size_t required, uint32_t edits)
      : written_(std::move(written)), characters_(std::move(characters)), required_(required), edits_(edits) {}
  [[nodiscard]] std::string to_string() const override { return written_; }
  [[nodiscard]] std::unique_ptr<WordMatcher> matcher() const override {
    return std::make_unique<SpellingMatcher>(characters_, required_, edits_);
  }
  [[nodiscard]] std::string_view how_to_narrow() const override { return "allow fewer letters to differ, or write the spellings"; }

 private:
  const std::string written_;
  const Characters characters_;
  const size_t required_;
  const uint32_t edits_;
};

}  // namespace

PatternPtr spelling_pattern(std::string_view word, uint32_t edits) {
  return std::make_shared<Spelling>(std::string(word) + "%" + std::to_string(edits), characters_of(word), 0, edits);
}

PatternPtr spelling_pattern_with_beginning(std::string_view beginning, std::string_view rest, uint32_t edits) {
  std::string word(beginning);
  word += rest;
  std::string written = std::string(beginning) + std::string(edits, '%') + std::string(rest);
  return std::make_shared<Spelling>(std::move(written), characters_of(word), characters_of(beginning).size(), edits);
}

}  // namespace muniment::index
