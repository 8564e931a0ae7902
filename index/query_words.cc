// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_words.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/query_error.h"
#include "index/tokenizer.h"

namespace muniment::index {
namespace {

bool is_word_character(std::string_view text) {
  if (text.empty()) return false;
  const CharacterClass c = character_class(front_code_point(text).value);
  return c != CharacterClass::other && c != CharacterClass::currency;
}

class WordReader {
 public:
  WordReader(std::string_view query, std::string_view text, bool quoted)
      : query_(query), text_(text), quoted_(quoted), offset_(static_cast<size_t>(text.data() - query.data())) {}

  Result<NodePtr> run() {
    MUNIMENT_TRY_VOID(refuse_what_may_mean_something());
    tokens_ = tokenizer_.run(text_);
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

  // What a reader of other query languages may mean by a character is never read as something else.
  Result<void> refuse_what_may_mean_something() const {
    const bool address = text_.find("://") != std::string_view::npos;
    if (!quoted_) MUNIMENT_TRY_VOID(refuse_prefixes());
    for (size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      const bool before = at > 0 && is_behind_word(at), after = is_word_character(text_.substr(at + 1));
      if (c == '*' && (!before || after) && !(address && after)) return misplaced_star(at);
      if (c == '?' && !address && (after || !quoted_)) {
        return error(at, QueryFault::not_supported, "? for one letter is not in this version",
                     "a wildcard is * at the end of a word", "remove the question mark, or use *");
      }
      if ((c == '~' || c == '%') && before && !quoted_ && is_letter_before(at)) {
        return error(at, QueryFault::not_supported, std::string(1, c) + " after a word is not in this version",
                     "it is reserved for stems and spelling variants", "use a wildcard: transf*");
      }
    }
    return {};
  }

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

  [[nodiscard]] Error misplaced_star(size_t at) const {
    if (text_ == "*") return no_word();
    return error(at, QueryFault::not_supported, "* stands only at the end of a word in this version",
                 "here it is not at the end of a word", "for example: transf*");
  }

  [[nodiscard]] std::string_view before(size_t at) const {
    size_t begin = at - 1;
    while (begin > 0 && (static_cast<unsigned char>(text_[begin]) & 0xC0) == 0x80) --begin;
    return text_.substr(begin, at - begin);
  }
  [[nodiscard]] bool is_behind_word(size_t at) const { return is_word_character(before(at)); }
  [[nodiscard]] bool is_letter_before(size_t at) const {
    return character_class(front_code_point(before(at)).value) == CharacterClass::letter;
  }

  [[nodiscard]] bool has_star(const Token& token) const { return text_.substr(token.end).starts_with('*'); }

  NodePtr leaf(const Token& token) const {
    Node node;
    node.kind = has_star(token) ? NodeKind::wildcard : NodeKind::word;
    node.text = tokenizer_.text_of(token);
    node.column = offset_ + token.begin;
    return std::make_shared<Node>(std::move(node));
  }

  static NodePtr phrase_of(std::vector<NodePtr> words) {
    if (words.size() == 1) return words[0];
    Node node;
    node.kind = NodeKind::phrase;
    node.column = words[0]->column;
    node.children = std::move(words);
    return std::make_shared<Node>(std::move(node));
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
      if (variant != nullptr && !has_star(*variant) && (exact == nullptr || exact->span < variant->span)) {
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
    node.column = offset_ + variant.begin;
    node.children = {leaf(variant), phrase_of(nodes(variant.position, variant.position + variant.span, false))};
    return std::make_shared<Node>(std::move(node));
  }

  std::string_view query_, text_;
  bool quoted_;
  size_t offset_;
  Tokenizer tokenizer_;
  std::span<const Token> tokens_;
};

}  // namespace

Result<NodePtr> words_to_node(std::string_view query, std::string_view text, bool quoted) {
  return WordReader(query, text, quoted).run();
}

}  // namespace muniment::index
