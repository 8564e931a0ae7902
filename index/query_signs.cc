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
constexpr size_t kFewestLettersOfSound = 2;

// What the two dialects advise.
struct Advice {
  std::string_view one_word, without_sign, no_language, spelling, sound;
};
constexpr Advice kMuniment = {
    .one_word = "for example: pay~ pre/1 order, or in quotation marks without a meaning of the sign",
    .without_sign = "for the sign itself, use quotation marks",
    .no_language = "without a language, all are tried: pay~",
    .spelling = "for example: transfer%1",
    .sound = "for example: smith#",
};
constexpr Advice kDtsearch = {
    .one_word = "for example: pay~ order; in quotation marks a sign has its meaning too, so for the text leave it out",
    .without_sign = "signs have their meaning in quotation marks too, so for the text leave it out",
    .no_language = "without a language, English is meant: pay~",
    .spelling = "write one % for each letter that may differ: transfer%%",
    .sound = "for example: #smith",
};

bool is_plain_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool ends_with_letter(std::string_view text) {
  while (!text.empty()) {
    const CodePoint last = back_code_point(text);
    const CharacterClass kind = character_class(last.value);
    if (kind != CharacterClass::extend) return kind == CharacterClass::letter;
    text.remove_suffix(last.bytes);
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
  SignReader(std::string_view query, std::string_view text, const Advice& advice)
      : query_(query), text_(text), advice_(advice), offset_(static_cast<size_t>(text.data() - query.data())) {}

  Result<NodePtr> run() const {
    if (text_.find("://") != std::string_view::npos) return NodePtr();
    if (const size_t at = text_.find("~~"); at != std::string_view::npos) return numbers(at);
    if (const size_t at = text_.rfind('~'); is_behind_letter(at)) return stem(at, "");
    if (const size_t at = text_.rfind('%'); is_behind_letter(at)) return spelling(at);
    if (text_.ends_with('#') && is_behind_letter(text_.size() - 1)) return sound(text_.size() - 1, text_.substr(0, text_.size() - 1));
    return NodePtr();
  }

  Result<NodePtr> run_dtsearch() const {
    if (text_.find("://") != std::string_view::npos) return NodePtr();
    if (const size_t at = text_.find("~~"); at != std::string_view::npos) return numbers(at);
    if (const size_t at = text_.rfind('~'); is_behind_letter(at)) return stem(at, "en");
    if (text_.find('%') != std::string_view::npos && text_.find_first_not_of('%') != std::string_view::npos) return spelling_with_beginning();
    if (text_.starts_with("##")) return refused(0, "a regular expression stands in quotation marks", "here it does not", "for example: \"##inv(oice)?s?\"");
    if (text_.size() > 1 && text_[0] == '#') return sound(0, text_.substr(1));
    if (const size_t at = text_.rfind('&'); is_behind_letter(at) && is_level_of_synonyms(text_.substr(at + 1))) {
      return refused(at, "synonyms are not in this version", "& asks for the words of a thesaurus, and there is none here",
                     "write the words: (fast or quick); to search without synonyms, leave & out");
    }
    return NodePtr();
  }

 private:
  static bool is_level_of_synonyms(std::string_view text) { return text.empty() || text == "1" || text == "2" || text == "3"; }

  [[nodiscard]] Error refused(size_t at, std::string message, std::string why, std::string hint) const {
    return error(at, std::move(message), std::move(why), std::move(hint), QueryFault::not_supported);
  }

  [[nodiscard]] bool is_behind_letter(size_t at) const {
    return at != std::string_view::npos && ends_with_letter(text_.substr(0, at));
  }

  [[nodiscard]] Error error(size_t at, std::string message, std::string why, std::string hint,
                            QueryFault fault = QueryFault::bad_value) const {
    return query_error(query_, offset_ + at, fault, std::move(message), std::move(why), std::move(hint));
  }

  [[nodiscard]] NodePtr pattern(PatternPtr pattern) const { return make_pattern(std::move(pattern), offset_); }

  // What stands before the sign, folded: one word and nothing else.
  Result<std::string> word_before(size_t sign) const { return one_word(text_.substr(0, sign), sign); }

  Result<std::string> one_word(std::string_view written, size_t sign) const {
    Tokenizer tokenizer;
    const auto tokens = tokenizer.run(written);
    const auto whole = std::find_if(tokens.begin(), tokens.end(), [&](const Token& token) {
      return token.kind == TokenKind::word && token.begin == 0 && token.end == written.size();
    });
    if (whole != tokens.end() && tokenizer.positions() == 1) return std::string(tokenizer.text_of(*whole));
    return error(0, std::string(text_.substr(sign, 1)) + " belongs to one word", "what it stands beside is more than a word, or has signs of its own",
                 std::string(advice_.one_word));
  }

  Result<NodePtr> numbers(size_t at) const {
    const auto first = whole_number(text_.substr(0, at)), last = whole_number(text_.substr(at + 2));
    if (first && last && *first <= *last) return pattern(number_pattern(*first, *last));
    const bool reversed = first && last;
    return error(first ? at + 2 : 0, reversed ? "the range of numbers is empty" : "a range of numbers runs between two whole numbers",
                 reversed ? "it runs from the smaller to the larger" : "this is none", "for example: 100~~5,000");
  }

  // `language`: of a sign without one; empty: all.
  Result<NodePtr> stem(size_t at, std::string_view language) const {
    const std::string named = folded(text_.substr(at + 1)), code = named.empty() ? std::string(language) : named;
    if (!std::all_of(code.begin(), code.end(), is_plain_letter)) return inside(at, "pay~ or pay~en");
    MUNIMENT_TRY(std::string word, word_before(at));
    PatternPtr stems = stem_pattern(std::move(word), code);
    if (stems) return pattern(std::move(stems));
    return error(at + 1, "there are no stems of this language", "the languages are " + stem_languages() + "; or chat, for that of each conversation", std::string(advice_.no_language));
  }

  Result<NodePtr> spelling(size_t at) const {
    const std::string_view count = text_.substr(at + 1);
    if (!std::all_of(count.begin(), count.end(), is_digit)) return inside(at, "transfer%1");
    MUNIMENT_TRY(std::string word, word_before(at));
    uint32_t edits = 1;
    const bool fits = count.empty() || std::from_chars(count.data(), count.data() + count.size(), edits).ec == std::errc();
    if (fits && edits <= kMaxEdits && edits < characters(word)) return pattern(spelling_pattern(word, edits));
    return too_many_edits(at + 1);
  }

  [[nodiscard]] Error too_many_edits(size_t at) const {
    return error(at, "so many letters cannot differ",
                 "at most " + std::to_string(kMaxEdits) + " letters may differ, and fewer than the word has", std::string(advice_.spelling));
  }

  Result<NodePtr> sound(size_t sign, std::string_view written) const {
    MUNIMENT_TRY(std::string word, one_word(written, sign));
    PatternPtr sounds = characters(word) >= kFewestLettersOfSound ? sound_pattern(std::move(word)) : nullptr;
    if (sounds) return pattern(std::move(sounds));
    return error(0, "this word has no code for its sound", "the code is made of two Latin letters or more", std::string(advice_.sound));
  }

  // tra%nsfer: as many letters may differ as there are signs, and what stands before the first one must be there.
  Result<NodePtr> spelling_with_beginning() const {
    const size_t at = text_.find('%');
    std::string rest(text_.substr(at));
    const auto edits = static_cast<uint32_t>(std::erase(rest, '%'));
    if (std::all_of(rest.begin(), rest.end(), is_digit) && !rest.empty()) {
      return refused(at, "the number of letters that may differ is the number of % signs", "here a number stands behind it", std::string(advice_.spelling));
    }
    const std::string written = std::string(text_.substr(0, at)) + rest;
    if (!ends_with_letter(written)) {
      return refused(at, "% stands in a word of letters", "beside a number it could mean other numbers, or be a percentage", "for the number: " + written);
    }
    MUNIMENT_TRY(const std::string word, one_word(written, at));
    std::string beginning;
    if (at > 0) {
      MUNIMENT_TRY(beginning, one_word(text_.substr(0, at), at));
    }
    if (!word.starts_with(beginning)) return inside(at, "transfer% or tra%nsfer");  // it cuts a letter from its accent
    if (edits > kMaxEdits || edits >= characters(word)) return too_many_edits(at);
    return pattern(spelling_pattern_with_beginning(beginning, std::string_view(word).substr(beginning.size()), edits));
  }

  [[nodiscard]] Error inside(size_t at, const std::string& example) const {
    return error(at, std::string(text_.substr(at, 1)) + " stands only at the end of a word", "here it is inside",
                 "for example: " + example + "; " + std::string(advice_.without_sign), QueryFault::not_supported);
  }

  std::string_view query_, text_;
  const Advice& advice_;
  size_t offset_;
};

}  // namespace

Result<NodePtr> signed_word(std::string_view query, std::string_view text) { return SignReader(query, text, kMuniment).run(); }
Result<NodePtr> dtsearch_signed_word(std::string_view query, std::string_view text) { return SignReader(query, text, kDtsearch).run_dtsearch(); }

}  // namespace muniment::index
