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

bool is_word_character(std::string_view text) {
  if (text.empty()) return false;
  const CharacterClass c = character_class(front_code_point(text).value);
  return c != CharacterClass::other && c != CharacterClass::currency;
}

bool is_wild(char c) { return c == '*' || c == '?'; }

class WordReader {
 public:
  WordReader(std::string_view query, std::string_view text, bool quoted)
      : query_(query), text_(text), quoted_(quoted), offset_(static_cast<size_t>(text.data() - query.data())) {}

  Result<NodePtr> run() {
    if (has_stand_in(text_)) {
      return error(0, QueryFault::not_supported, "a letter of this word cannot be searched", "U+A66E and U+A78F have a use inside the program", "");
    }
    if (!quoted_) {
      MUNIMENT_TRY_VOID(refuse_prefixes());
      MUNIMENT_TRY(NodePtr with_sign, signed_word(query_, text_));
      if (with_sign) return with_sign;
    }
    MUNIMENT_TRY_VOID(read_wildcards());
    tokens_ = tokenizer_.run(wild_.text());
    std::vector<NodePtr> words = nodes(0, tokenizer_.positions(), true);
    if (words.empty()) return no_word();
    return phrase_of(std::move(words));
  }

 private:
  [[nodiscard]] Error error(size_t at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return query_error(query_, offset_ + at, fault, std::move(message), std::move(why), std::move(hint));
  }

  [[nodiscard]] Error no_word() const {
    const bool star = text_ == "*";
    return error(0, QueryFault::no_word, "there is no word here", "letters, digits and emoji are searched; punctuation is not",
                 star ? "for every message: in:*" : "remove it, or put the words around it in quotation marks");
  }

  // What a reader of other query languages may mean by these is never read as something else.
  Result<void> refuse_prefixes() const {
    if (text_ == "|" || text_ == "||" || text_ == "&&") {
      return error(0, QueryFault::not_supported, "the operators are words", std::string(text_) + " is none of them",
                   "write AND, OR, NOT");
    }
    if (text_.size() > 1 && text_[0] == '-' && is_word_character(text_.substr(1))) {
      return error(0, QueryFault::not_supported, "a minus sign does not exclude a word", "it would be read as punctuation",
                   "write NOT before the word, or put it in quotation marks");
    }
    return {};
  }

  // Copies the text to wild_, with stand-ins for the wildcards of it.
  Result<void> read_wildcards() {
    const bool address = text_.find("://") != std::string_view::npos;
    size_t copied = 0;
    for (size_t at = 0; at < text_.size(); ++at) {
      if (!is_wild(text_[at])) continue;
      size_t end = at + 1;
      while (end < text_.size() && is_wild(text_[end])) ++end;
      wild_.add(text_.substr(copied, at - copied));
      MUNIMENT_TRY_VOID(add_wildcards(at, end, address));
      copied = end;
      at = end - 1;
    }
    wild_.add(text_.substr(copied));
    return {};
  }

  // A run of * and ? beside a word belongs to it. In an address they are punctuation, but for a * at its very end; in
  // quotation marks a ? that ends a word is.
  Result<void> add_wildcards(size_t begin, size_t end, bool address) {
    const std::string_view run = text_.substr(begin, end - begin);
    const CharacterClass before = begin == 0 ? CharacterClass::other : class_before(begin);
    const CharacterClass after = end == text_.size() ? CharacterClass::other : character_class(front_code_point(text_.substr(end)).value);
    const bool only_question = run.find('*') == std::string_view::npos;
    const bool punctuation = address ? end != text_.size() || run != "*" : quoted_ && only_question && !is_word(after);
    if (punctuation) {
      wild_.add(run);
      return {};
    }
    if (!is_word(before) && !is_word(after)) return alone(begin, run);
    if (is_unit(before) || is_unit(after)) return beside_unit(begin, run, is_word(before) && is_word(after));
    for (const char wild : run) wild_.add_wildcard(wild);
    return {};
  }

  static bool is_word(CharacterClass c) { return c != CharacterClass::other && c != CharacterClass::currency; }
  static bool is_unit(CharacterClass c) { return c == CharacterClass::unspaced || c == CharacterClass::emoji; }

  [[nodiscard]] Error alone(size_t at, std::string_view run) const {
    if (text_ == run) return no_word();
    return error(at, QueryFault::not_supported, std::string(run) + " stands beside no word", "a wildcard is a part of a word",
                 "for any word between two: a pre/2 b");
  }

  // Whatever follows a character that is a word of its own is another word: 東京* is 東京.
  Result<void> beside_unit(size_t at, std::string_view run, bool inside) {
    if (!inside && run.find('?') == std::string_view::npos) {
      wild_.leave_out(run.size());
      return {};
    }
    return error(at, QueryFault::not_supported, "a wildcard cannot stand here", "the character beside it is a word of its own",
                 "with any words between: 東 pre/3 京");
  }

  [[nodiscard]] CharacterClass class_before(size_t at) const {
    size_t begin = at - 1;
    while (begin > 0 && (static_cast<unsigned char>(text_[begin]) & 0xC0) == 0x80) --begin;
    return character_class(front_code_point(text_.substr(begin)).value);
  }

  [[nodiscard]] bool is_cut_at_wildcard(const Token& token) const {
    return begins_with_stand_in(wild_.text().substr(token.end));
  }

  NodePtr leaf(const Token& token) const {
    Node node;
    node.text = tokenizer_.text_of(token);
    node.column = offset_ + wild_.original(token.begin);
    node.kind = NodeKind::word;
    if (has_stand_in(node.text)) {
      node.kind = NodeKind::pattern;
      node.pattern = wildcard_pattern(glob_of(node.text));
      node.text.clear();
    }
    return make_node(std::move(node));
  }

  static NodePtr phrase_of(std::vector<NodePtr> words) {
    if (words.size() == 1) return words[0];
    Node node;
    node.kind = NodeKind::phrase;
    node.column = words[0]->column;
    node.children = std::move(words);
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
    Node node;
    node.kind = NodeKind::any_of;
    node.column = offset_ + wild_.original(variant.begin);
    node.children = {leaf(variant), phrase_of(nodes(variant.position, variant.position + variant.span, false))};
    return make_node(std::move(node));
  }

  std::string_view query_, text_;
  bool quoted_;
  size_t offset_;
  WildcardText wild_;
  Tokenizer tokenizer_;
  std::span<const Token> tokens_;
};

}  // namespace

Result<NodePtr> words_to_node(std::string_view query, std::string_view text, bool quoted) {
  return WordReader(query, text, quoted).run();
}

}  // namespace muniment::index
