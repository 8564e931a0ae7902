// SPDX-License-Identifier: GPL-3.0-or-later
// What a query writes for many words at once. A pattern is matched against every distinct word of a partition, so the
// index itself knows no language; what it stood for can be counted and shown.
//
//   tran*  *fer  tr?nsfer    any further characters, exactly one         patterns/wildcard.cc
//   19==                     a digit (in dtSearch's dialect)
//   pay~  pay~de  pay~chat   the same stem, in any language, in one, in that of the conversation    patterns/stem.cc
//   transfer%1               other spellings                             patterns/spelling.cc
//   tra%nsfer                the same after a beginning (in dtSearch's dialect)
//   smith#                   the same sound                              patterns/sound.cc
//   10~~20                   whole numbers                               patterns/numbers.cc
//   regex:/inv.{1,5}/        a regular expression over whole words       patterns/expression.cc
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace muniment::index {

// Answers for one word at a time. Not thread-safe: it may keep buffers between words.
class WordMatcher {
 public:
  virtual ~WordMatcher() = default;
  virtual bool matches(std::string_view folded_word) = 0;
};

// Immutable and thread-safe.
class WordPattern {
 public:
  virtual ~WordPattern() = default;
  // As the query language or the dialect writes it; read again, it is the same pattern.
  [[nodiscard]] virtual std::string to_string() const = 0;
  [[nodiscard]] virtual std::unique_ptr<WordMatcher> matcher() const = 0;
  // Every word that it stands for begins with this, and contains that: the search looks nowhere else.
  [[nodiscard]] virtual std::string_view prefix() const { return {}; }
  [[nodiscard]] virtual std::string_view literal() const { return {}; }
  // Numbers are meant as wholes: not the 5 of 5,000.
  [[nodiscard]] virtual bool means_whole_numbers() const { return false; }
  // Of one that means other words in each language: what it means in this one (empty: in any). nullptr for all others.
  [[nodiscard]] virtual std::shared_ptr<const WordPattern> in_language(std::string_view /*code*/) const { return nullptr; }
  // What to do when it stands for too many words.
  [[nodiscard]] virtual std::string_view how_to_narrow() const = 0;
};
using PatternPtr = std::shared_ptr<const WordPattern>;

// `glob`: folded; * stands for any characters, ? for exactly one, = for one digit. It has more than * and ?.
PatternPtr wildcard_pattern(std::string glob);

// The words with the stem of `word` by the Snowball rules of a language ("en"), or of any of them if it is empty.
// nullptr for an unknown one. By the language of a conversation ("chat") it stands for those of any, until it is asked in_language().
PatternPtr stem_pattern(std::string word, std::string_view language);
inline constexpr std::string_view kByConversation = "chat";
bool is_stem_language(std::string_view code);
std::string stem_languages();  // "ar, ca, da, …" for messages

// At most `edits` letters are missing, added, other or swapped with their neighbour; accents do not count.
PatternPtr spelling_pattern(std::string_view word, uint32_t edits);
// The same, where the word has that beginning as it is.
PatternPtr spelling_pattern_with_beginning(std::string_view beginning, std::string_view rest, uint32_t edits);

// The same first letter and the same code by the American Soundex rules. nullptr if the word has no Latin letters only.
PatternPtr sound_pattern(std::string word);

// Words of digits whose value is from `first` to `last`, both included.
PatternPtr number_pattern(uint64_t first, uint64_t last);

// invalid_argument, with what the expression's syntax has against it.
Result<PatternPtr> expression_pattern(std::string_view expression);

}  // namespace muniment::index
