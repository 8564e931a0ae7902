// SPDX-License-Identifier: GPL-3.0-or-later
// Text of a query, in quotation marks or not, to word, pattern and phrase nodes, by the tokeniser of the index.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "index/query.h"

namespace muniment::index {

// In both functions `text` is a part of `query`, for the caret.
//
// One word is a word node; several are a phrase; a number or telephone
// number with separators is OR(its digits, PHRASE(its parts)). In quotation marks, of the signs for patterns only * and ?
// have a meaning, and ? only where it does not end a word.
Result<NodePtr> words_to_node(std::string_view query, std::string_view text, bool quoted);

// The words of a phrase, perhaps none, where of the signs only these wildcards have a meaning, and wherever they stand.
Result<std::vector<NodePtr>> words_with_wildcards(std::string_view query, std::string_view text, std::string_view wildcards);
NodePtr phrase_of(std::vector<NodePtr> words);  // at least one; one is itself
Error no_word(std::string_view query, std::string_view text);

// An error for && and || and -word, which other query languages read as operators.
Result<void> refuse_foreign_operators(std::string_view query, std::string_view text);

}  // namespace muniment::index
