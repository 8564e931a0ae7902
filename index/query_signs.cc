// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_signs.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/query_error.h"
#include "index/tokenizer.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

constexpr uint32_t kMaxEdits = 9;

bool is_plain_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool ends_with_letter(std::string_view text) {
  size_t at = text.size();
  while (at > 0) {
    --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    const CharacterClass kind = character_class(front_code_point(text.substr(at)).value);
    if (kind != CharacterClass::extend) return kind == CharacterClass::letter;
  }
  return false;
}

size_t characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// The value of 5000 and 5,000; nothing for what is no single whole number.
std::optional<uint64_t> whole_number(std::string_view text) {
  Tokenizer tokenizer;
  std::string_view digits;
  for (const Token& token : tokenizer.run(text)) {
    const bool all = token.begin == 0 && token.end == text.size();
    if (all && (token.kind == TokenKind::word || token.kind == TokenKind::variant)) digits = tokenizer.text_of(token);
  }
  uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

class SignReader {
 public:
  SignReader(std::string_view query, std::string_view text)
      : query_(query), text_(text), offset_(static_cast<size_t>(text.data() - query.data())) {}

  Result<NodePtr> run() const {
    if (text_.find("://") != std::string_view::npos) return NodePtr();
    if (const size_t at = text_.find("~~"); at != std::string_view::npos) return numbers(at);
    if (const size_t at = text_.rfind('~'); is_behind_letter(at)) return stem(at);
    if (const size_t at = text_.rfind('%'); is_behind_letter(at)) return spelling(at);
    if (text_.ends_with('#') && is_behind_letter(text_.size() - 1)) return sound(text_.size() - 1);
    return NodePtr();
  }

 private:
  [[nodiscard]] bool is_behind_letter(size_t at) const {
    return at != std::string_view::npos && ends_with_letter(text_.substr(0, at));
  }

  [[nodiscard]] Error error(size_t at, std::string message, std::string why, std::string hint,
                            QueryFault fault = QueryFault::bad_value) const {
    return query_error(query_, offset_ + at, fault, std::move(message), std::move(why), std::move(hint));
  }

  [[nodiscard]] NodePtr pattern(PatternPtr pattern) const {
    Node node;
    node.kind = NodeKind::pattern;
    node.pattern = std::move(pattern);
    node.column = offset_;
    return make_node(std::move(node));
  }

  // What stands before the sign, folded: one word and nothing else.
  Result<std::string> word_before(size_t sign) const {
    const std::string_view written = text_.substr(0, sign);
    Tokenizer tokenizer;
    const auto tokens = tokenizer.run(written);
    const auto whole = std::find_if(tokens.begin(), tokens.end(), [&](const Token& token) {
      return token.kind == TokenKind::word && token.begin == 0 && token.end == written.size();
    });
    if (whole != tokens.end() && tokenizer.positions() == 1) return std::string(tokenizer.text_of(*whole));
    return error(0, std::string(text_.substr(sign, 1)) + " belongs to one word", "what stands before it is more than a word, or has signs of its own",
                 "for example: pay~ pre/1 order, or in quotation marks without a meaning of the sign");
  }

  Result<NodePtr> numbers(size_t at) const {
    const auto first = whole_number(text_.substr(0, at)), last = whole_number(text_.substr(at + 2));
    if (first && last && *first <= *last) return pattern(number_pattern(*first, *last));
    const bool reversed = first && last;
    return error(first ? at + 2 : 0, reversed ? "the range of numbers is empty" : "a range of numbers runs between two whole numbers",
                 reversed ? "it runs from the smaller to the larger" : "this is none", "for example: 100~~5,000");
  }

  Result<NodePtr> stem(size_t at) const {
    const std::string code = folded(text_.substr(at + 1));
    if (!std::all_of(code.begin(), code.end(), is_plain_letter)) return inside(at, "pay~ or pay~en");
    MUNIMENT_TRY(std::string word, word_before(at));
    PatternPtr stems = stem_pattern(std::move(word), code);
    if (stems) return pattern(std::move(stems));
    return error(at + 1, "there are no stems of this language", "the languages are " + stem_languages(), "without a language, all are tried: pay~");
  }

  Result<NodePtr> spelling(size_t at) const {
    const std::string_view count = text_.substr(at + 1);
    if (!std::all_of(count.begin(), count.end(), is_digit)) return inside(at, "transfer%1");
    MUNIMENT_TRY(std::string word, word_before(at));
    uint32_t edits = 1;
    const bool fits = count.empty() || std::from_chars(count.data(), count.data() + count.size(), edits).ec == std::errc();
    if (fits && edits <= kMaxEdits && edits < characters(word)) return pattern(spelling_pattern(std::move(word), edits));
    return error(at + 1, "so many letters cannot differ",
                 "at most " + std::to_string(kMaxEdits) + " letters may differ, and fewer than the word has", "for example: transfer%1");
  }

  Result<NodePtr> sound(size_t at) const {
    MUNIMENT_TRY(std::string word, word_before(at));
    constexpr size_t kFewestLetters = 2;
    PatternPtr sounds = characters(word) >= kFewestLetters ? sound_pattern(std::move(word)) : nullptr;
    if (sounds) return pattern(std::move(sounds));
    return error(0, "this word has no code for its sound", "the code is made of two Latin letters or more", "for example: smith#");
  }

  [[nodiscard]] Error inside(size_t at, const std::string& example) const {
    return error(at, std::string(text_.substr(at, 1)) + " stands only at the end of a word", "here it is inside",
                 "for example: " + example + "; for the sign itself, use quotation marks", QueryFault::not_supported);
  }

  std::string_view query_, text_;
  size_t offset_;
};

}  // namespace

Result<NodePtr> signed_word(std::string_view query, std::string_view text) { return SignReader(query, text).run(); }

}  // namespace muniment::index
