// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Words that every text of a language is full of and others have few of: by them a conversation's language is told.
#pragma once

#include <span>
#include <string_view>

namespace muniment::index {

struct FunctionWords {
  std::string_view language;                 // its code, as in pay~en
  std::span<const std::string_view> words;   // as people write them, in lower case
};
// For each language that has stems, in the order of the codes.
std::span<const FunctionWords> function_words();

}  // namespace muniment::index
