// SPDX-License-Identifier: GPL-3.0-or-later
// Text to words: the one place that says what a word is, for the index, for queries and for highlighting alike.
// The rules, with examples, are in docs/query-language.md, "What a word is"; the table in tests/index/tokenizer_test.cc
// shows each of them.
//
// Each simple word takes one position. A whole that stands for several words (a number with separators, a telephone
// number, an amount) is a token of its own at the position of its first word, and takes no position: so phrases and
// distances over the parts stay exact, and the whole can be a word of a phrase too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muniment::index {

// Recorded in every partition. A partition of another version is rebuilt from the log, so any change of a rule, and
// any change of ICU that changes a rule, raises it.
inline constexpr uint32_t kTokenizerVersion = 2;

inline constexpr size_t kMaxWordBytes = 245;  // after folding; a longer word becomes several words, one after the other

enum class TokenKind : uint8_t {
  word,     // takes a position
  exact,    // @name, #tag, $5000: in a query it stands in place of the words that it covers
  variant,  // 5000 for 5,000; 15551234567 for +1 (555) 123-4567: in a query it stands beside the words that it covers
  part,     // john of john's, the emoji without skin tone: found, but never meant by a query for the whole
};

struct Token {
  uint32_t begin = 0, end = 0;      // the bytes of the original text
  uint32_t text_at = 0, text_size = 0;  // the folded form, in the tokenizer
  uint32_t position = 0;
  uint16_t span = 1;                // how many positions it covers
  TokenKind kind = TokenKind::word;
};

// Not thread-safe: each thread has its own. Keeps its buffers between texts.
class Tokenizer {
 public:
  // The tokens of valid UTF-8, at most 4 GiB of it, by position; tokens that take no position come before the word at
  // theirs. They and their texts are valid until the next call.
  std::span<const Token> run(std::string_view text);
  [[nodiscard]] std::string_view text_of(const Token& token) const {
    return {folded_.data() + token.text_at, token.text_size};
  }
  [[nodiscard]] uint32_t positions() const { return position_; }  // positions that the last text took

 private:
  struct Extent;
  void scan_ascii();
  void scan_wide();
  void scan_word();
  void scan_unspaced();
  void scan_emoji();
  [[nodiscard]] Extent word_extent() const;
  [[nodiscard]] size_t joint_bytes(Extent& word) const;
  [[nodiscard]] bool stands_between_letters(size_t at, size_t bytes) const;
  [[nodiscard]] bool stands_between_hebrew_letters(size_t at, size_t bytes) const;
  void fold_word(const Extent& word);
  void add_name(const Extent& word, uint32_t text_at, uint32_t text_size);
  void add_apostrophe_parts(const Extent& word, uint32_t text_at, uint32_t text_size);
  void add_numbers(const Extent& word);
  void add_amount(const Extent& word, std::string_view digits, uint16_t span, size_t number_end);
  [[nodiscard]] std::string amount_text(size_t symbol_at, std::string_view digits) const;
  void add_alias(TokenKind kind, size_t begin, size_t end, std::string_view folded, uint16_t span);
  void add_word(size_t begin, size_t end, uint32_t text_at, uint32_t text_size);

  std::string_view text_;
  size_t at_ = 0;
  size_t word_end_ = 0;             // where the last word ended
  size_t symbol_at_ = 0, symbol_end_ = 0;  // the last currency sign
  size_t grouped_until_ = 0, phone_until_ = 0;  // digits below are part of a whole that is known already
  uint32_t position_ = 0;
  std::string folded_, scratch_;
  std::vector<Token> tokens_;
};

// Whether a folded word is one unit of a script without spaces. Where two of them stand side by side, the postings have
// a term for the pair, which chooses candidates and has no say in the answer.
bool is_unspaced_unit(std::string_view folded_word);

}  // namespace muniment::index
