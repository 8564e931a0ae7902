// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_words.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/query_error.h"
#include "index/query_signs.h"
#include "index/tokenizer.h"
#include "index/wildcard_text.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

bool is_word(CharacterClass c) { return c != CharacterClass::other && c != CharacterClass::currency; }

CharacterClass class_of_front(std::string_view text) {
  return text.empty() ? CharacterClass::other : character_class(front_code_point(text).value);
}

CharacterClass class_of_back(std::string_view text) {
  return text.empty() ? CharacterClass::other : character_class(back_code_point(text).value);
}

class WordReader {
 public:
  WordReader(std::string_view query, std::string_view text, std::string_view wildcards, bool question_may_end_word)
      : query_(query), text_(text), wildcards_(wildcards), question_may_end_word_(question_may_end_word),
        offset_(static_cast<size_t>(text.data() - query.data())) {}

  // One node for each word, or for each whole; several of them are a phrase.
  Result<std::vector<NodePtr>> run() {
    if (has_stand_in(text_)) {
      return error(0, QueryFault::not_supported, "a letter of this word cannot be searched", "U+A66E, U+A78F and U+A7F7 have a use inside the program", "");
    }
    MUNIMENT_TRY_VOID(read_wildcards());
    tokens_ = tokenizer_.run(wild_.text());
    MUNIMENT_TRY_VOID(refuse_bare_wildcards());
    return nodes(0, tokenizer_.positions(), true);
  }

 private:
  [[nodiscard]] Error error(size_t at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return query_error(query_, offset_ + at, fault, std::move(message), std::move(why), std::move(hint));
  }

  // Copies the text to wild_, with stand-ins for the wildcards of it.
  Result<void> read_wildcards() {
    const bool address = text_.find("://") != std::string_view::npos;
    size_t copied = 0;
    for (size_t at = 0; at < text_.size(); ++at) {
      if (!is_wildcard(text_[at])) continue;
      size_t end = at + 1;
      while (end < text_.size() && is_wildcard(text_[end])) ++end;
      wild_.add(text_.substr(copied, at - copied));
      MUNIMENT_TRY_VOID(add_wildcards(at, end, address));
      copied = end;
      at = end - 1;
    }
    wild_.add(text_.substr(copied));
    return {};
  }

  // What stands beside a wildcard may be nothing once it is folded: a vowel mark, a sign of direction.
  [[nodiscard]] Result<void> refuse_bare_wildcards() const {
    for (const Token& token : tokens_) {
      const std::string_view text = tokenizer_.text_of(token);
      if (!has_stand_in(text)) continue;
      const std::string glob = glob_of(text);
      if (glob.find_first_not_of("*?") == std::string::npos) return alone(wild_.original(token.begin), glob);
    }
    return {};
  }

  [[nodiscard]] bool is_wildcard(char c) const { return wildcards_.find(c) != std::string_view::npos; }

  // A run of them beside a word belongs to it, and where = is one of them, it is a word. In an address they are
  // punctuation, but for a * at its very end; in quotation marks a ? that ends a word may be.
  Result<void> add_wildcards(size_t begin, size_t end, bool address) {
    const std::string_view run = text_.substr(begin, end - begin);
    const CharacterClass before = class_of_back(text_.substr(0, begin));
    const CharacterClass after = class_of_front(text_.substr(end));
    const bool only_question = run.find('*') == std::string_view::npos;
    const bool ends_question = !question_may_end_word_ && only_question && !is_word(after);
    const bool punctuation = address ? end != text_.size() || run != "*" : ends_question;
    if (punctuation) {
      wild_.add(run);
      return {};
    }
    if (!is_word(before) && !is_word(after) && run.find('=') == std::string_view::npos) return alone(begin, run);
    if (is_unit(before) || is_unit(after)) return beside_unit(begin, run, is_word(before) && is_word(after));
    for (const char wild : run) wild_.add_wildcard(wild);
    return {};
  }

  static bool is_unit(CharacterClass c) { return c == CharacterClass::unspaced || c == CharacterClass::emoji; }

  [[nodiscard]] Error alone(size_t at, std::string_view run) const {
    if (text_ == run) return no_word(query_, text_);
    return error(at, QueryFault::not_supported, std::string(run) + " stands beside no word", "a wildcard is a part of a word",
                 "for any word between two: a pre/2 b");
  }

  // Whatever follows a character that is a word of its own is another word: 東京* is 東京.
  Result<void> beside_unit(size_t at, std::string_view run, bool inside) {
    if (!inside && run.find_first_not_of('*') == std::string_view::npos) {
      wild_.leave_out(run.size());
      return {};
    }
    return error(at, QueryFault::not_supported, "a wildcard cannot stand here", "the character beside it is a word of its own",
                 "with any words between: 東 pre/3 京");
  }

  [[nodiscard]] bool is_cut_at_wildcard(const Token& token) const {
    return begins_with_stand_in(wild_.text().substr(token.end));
  }

  NodePtr leaf(const Token& token) const {
    const size_t column = offset_ + wild_.original(token.begin);
    const std::string_view text = tokenizer_.text_of(token);
    if (has_stand_in(text)) return make_pattern(wildcard_pattern(glob_of(text)), column);
    Node node;
    node.kind = NodeKind::word;
    node.text = text;
    node.column = column;
    return make_node(std::move(node));
  }

  // The longest token of this kind at a position, that ends inside [position, end).
  [[nodiscard]] const Token* longest(TokenKind kind, uint32_t position, uint32_t end) const {
    const Token* best = nullptr;
    for (size_t i = first_at(position); i < tokens_.size() && tokens_[i].position == position; ++i) {
      const Token& token = tokens_[i];
      if (token.kind != kind || token.position + token.span > end) continue;
      if (best == nullptr || token.span >= best->span) best = &token;
    }
    return best;
  }

  [[nodiscard]] size_t first_at(uint32_t position) const {
    size_t low = 0, high = tokens_.size();
    while (low < high) {
      const size_t middle = (low + high) / 2;
      if (tokens_[middle].position < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  // The words that stand for the positions [from, to).
  std::vector<NodePtr> nodes(uint32_t from, uint32_t to, bool with_variants) const {
    std::vector<NodePtr> out;
    for (uint32_t position = from; position < to;) {
      const Token* exact = longest(TokenKind::exact, position, to);
      const Token* variant = with_variants ? longest(TokenKind::variant, position, to) : nullptr;
      if (variant != nullptr && !is_cut_at_wildcard(*variant) && (exact == nullptr || exact->span < variant->span)) {
        out.push_back(either(*variant));
        position += variant->span;
      } else if (exact != nullptr) {
        out.push_back(leaf(*exact));
        position += exact->span;
      } else {
        out.push_back(leaf(*longest(TokenKind::word, position, to)));
        ++position;
      }
    }
    return out;
  }

  [[nodiscard]] NodePtr either(const Token& variant) const {
    NodePtr parts = phrase_of(nodes(variant.position, variant.position + variant.span, false));
    return make_group(NodeKind::any_of, offset_ + wild_.original(variant.begin), {leaf(variant), std::move(parts)});
  }

  std::string_view query_, text_;
  std::string_view wildcards_;
  bool question_may_end_word_;
  size_t offset_;
  WildcardText wild_;
  Tokenizer tokenizer_;
  std::span<const Token> tokens_;
};

}  // namespace

Result<NodePtr> words_to_node(std::string_view query, std::string_view text, bool quoted) {
  if (!quoted && !has_stand_in(text)) {
    MUNIMENT_TRY_VOID(refuse_foreign_operators(query, text));
    MUNIMENT_TRY(NodePtr with_sign, signed_word(query, text));
    if (with_sign) return with_sign;
  }
  MUNIMENT_TRY(std::vector<NodePtr> words, WordReader(query, text, "*?", !quoted).run());
  if (words.empty()) return no_word(query, text);
  return phrase_of(std::move(words));
}

NodePtr phrase_of(std::vector<NodePtr> words) {
  const size_t column = words[0]->column;
  return words.size() == 1 ? words[0] : make_group(NodeKind::phrase, column, std::move(words));
}

Error no_word(std::string_view query, std::string_view text) {
  return query_error(query, static_cast<size_t>(text.data() - query.data()), QueryFault::no_word, "there is no word here",
                     "letters, digits and emoji are searched; punctuation is not",
                     text == "*" ? "for every message: in:*" : "remove it, or put the words around it in quotation marks");
}

Result<std::vector<NodePtr>> words_with_wildcards(std::string_view query, std::string_view text, std::string_view wildcards) {
  return WordReader(query, text, wildcards, true).run();
}

// What a reader of other query languages may mean by these is never read as something else.
Result<void> refuse_foreign_operators(std::string_view query, std::string_view text) {
  const auto at = static_cast<size_t>(text.data() - query.data());
  if (text == "|" || text == "||" || text == "&&") {
    return query_error(query, at, QueryFault::not_supported, "the operators are words", std::string(text) + " is none of them",
                       "write AND, OR, NOT");
  }
  if (text.size() > 1 && text[0] == '-' && is_word(class_of_front(text.substr(1)))) {
    return query_error(query, at, QueryFault::not_supported, "a minus sign does not exclude a word", "it would be read as punctuation",
                       "write NOT before the word, or put it in quotation marks");
  }
  return {};
}

}  // namespace muniment::index
