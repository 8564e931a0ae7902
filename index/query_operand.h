// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. One word, phrase or field of a query to a node.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "index/query.h"
#include "index/query_error.h"
#include "index/query_fields.h"
#include "index/query_lexer.h"

namespace muniment::index {

// The query and the context outlive it.
class OperandReader {
 public:
  OperandReader(std::string_view query, const QueryContext& context) : query_(query), context_(context) {
    if (!note_of(context.dialect).empty()) notes_.emplace_back(note_of(context.dialect));
  }

  Result<NodePtr> read(const Lexeme& lexeme);  // of kind text, quoted or field
  std::vector<std::string> take_notes() { return std::move(notes_); }

 private:
  Result<NodePtr> text(const Lexeme& lexeme);
  Result<NodePtr> field(const Lexeme& lexeme);
  Result<NodePtr> expression(const Lexeme& lexeme) const;
  [[nodiscard]] Result<NodePtr> attachment(const Lexeme& lexeme) const;
  [[nodiscard]] Result<NodePtr> reaction(const Lexeme& lexeme) const;
  Result<NodePtr> date(const Field& field, const Lexeme& lexeme);
  [[nodiscard]] Result<void> check_value(const Field& field, const Lexeme& lexeme) const;
  [[nodiscard]] Error bad_value(const Lexeme& lexeme, std::string expected) const;
  [[nodiscard]] Error error(size_t at, std::string message, std::string why, std::string hint) const {
    return query_error(query_, at, QueryFault::bad_value, std::move(message), std::move(why), std::move(hint));
  }

  std::string_view query_;
  const QueryContext& context_;
  std::vector<std::string> notes_;
};

}  // namespace muniment::index
