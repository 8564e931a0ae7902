// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/dtsearch_words.h"

#include <utility>

#include "index/query_error.h"
#include "index/query_lexer.h"
#include "index/query_signs.h"
#include "index/query_words.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

constexpr std::string_view kWildcards = "*?=", kSigns = "*?=~%#&";

// Text is read piece by piece, from space to space. Pieces without any sign are read together, since a telephone number
// may consist of several.
class PhraseReader {
 public:
  PhraseReader(std::string_view query, std::string_view text, bool quoted, std::vector<std::string>& notes)
      : query_(query), text_(text), quoted_(quoted), notes_(notes) {}

  Result<NodePtr> run() {
    for (size_t at = 0; at < text_.size();) {
      const size_t space = space_bytes(text_.substr(at));
      if (space > 0) {
        at += space;
        continue;
      }
      const size_t end = end_of_piece(at);
      MUNIMENT_TRY_VOID(take(at, end));
      at = end;
    }
    MUNIMENT_TRY_VOID(end_plain());
    if (words_.empty()) return no_word(query_, text_);
    return phrase_of(std::move(words_));
  }

 private:
  [[nodiscard]] size_t end_of_piece(size_t at) const {
    while (at < text_.size() && space_bytes(text_.substr(at)) == 0) ++at;
    return at;
  }

  Result<void> take(size_t at, size_t end) {
    const std::string_view piece = text_.substr(at, end - at);
    if (!quoted_) MUNIMENT_TRY_VOID(refuse_foreign_operators(query_, piece));
    const bool begin = equal_any_case(piece, "xfirstword");
    if (begin || equal_any_case(piece, "xlastword")) {
      MUNIMENT_TRY_VOID(end_plain());
      words_.push_back(make_group(begin ? NodeKind::text_begin : NodeKind::text_end, offset(piece), {}));
      return {};
    }
    if (piece.find_first_of(kSigns) == std::string_view::npos) {
      if (plain_begin_ == plain_end_) plain_begin_ = at;
      plain_end_ = end;
      return {};
    }
    MUNIMENT_TRY_VOID(end_plain());
    return with_signs(piece);
  }

  Result<void> with_signs(std::string_view piece) {
    MUNIMENT_TRY(NodePtr node, dtsearch_signed_word(query_, piece));
    if (node) {
      words_.push_back(std::move(node));
      return {};
    }
    const bool stands_alone = piece.find_first_not_of("*?") == std::string_view::npos;
    if (stands_alone && piece != text_) return wildcard_alone(piece);
    note_question(piece);
    return add(piece, kWildcards);
  }

  Result<void> end_plain() {
    const std::string_view plain = text_.substr(plain_begin_, plain_end_ - plain_begin_);
    plain_begin_ = plain_end_ = 0;
    return add(plain, "");
  }

  Result<void> add(std::string_view text, std::string_view wildcards) {
    MUNIMENT_TRY(const std::vector<NodePtr> words, words_with_wildcards(query_, text, wildcards));
    words_.insert(words_.end(), words.begin(), words.end());
    return {};
  }

  [[nodiscard]] Error wildcard_alone(std::string_view piece) const {
    return query_error(query_, offset(piece), QueryFault::not_supported, std::string(piece) + " stands beside no word",
                       "a wildcard is a part of a word", "for any word between two: a pre/2 b; for a question mark, leave it out");
  }

  void note_question(std::string_view piece) {
    if (!piece.ends_with('?') || piece.find("://") != std::string_view::npos) return;
    notes_.push_back(std::string(piece) + " asks for exactly one more character; for a question, leave the question mark out");
  }

  [[nodiscard]] size_t offset(std::string_view part) const { return static_cast<size_t>(part.data() - query_.data()); }

  std::string_view query_, text_;
  bool quoted_;
  std::vector<std::string>& notes_;
  std::vector<NodePtr> words_;
  size_t plain_begin_ = 0, plain_end_ = 0;  // of pieces that wait to be read together
};

Result<NodePtr> expression(std::string_view query, std::string_view source) {
  const auto at = static_cast<size_t>(source.data() - query.data());
  if (source.empty()) {
    return query_error(query, at, QueryFault::bad_value, "the regular expression is empty", "nothing follows ##",
                       "for example: \"##inv(oice)?s?\"");
  }
  auto pattern = expression_pattern(source);
  if (pattern) return make_pattern(std::move(*pattern), at);
  return query_error(query, at, QueryFault::bad_value, pattern.error().message, pattern.error().why,
                     "it stands for whole words, as in \"##inv(oice)?s?\"");
}

}  // namespace

Result<NodePtr> dtsearch_words(std::string_view query, std::string_view text, bool quoted, std::vector<std::string>& notes) {
  if (quoted && text.starts_with("##")) return expression(query, text.substr(2));
  return PhraseReader(query, text, quoted, notes).run();
}

}  // namespace muniment::index
