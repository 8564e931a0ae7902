// SPDX-License-Identifier: GPL-3.0-or-later
// A second tokeniser, for ASCII: what docs/query-language.md says under "What a word is", and none of the code of index/. It
// cuts the text into simple words first and then looks at neighbours, where the tokeniser goes character by character.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

namespace muniment::index {

struct AsciiWord {
  size_t position = 0, span = 1;
  char kind = 'w';  // word; exact (@ana, $5000), variant (5000 for 5,000), part (john of john's)
  std::string text;
  size_t begin = 0, end = 0;  // in the text
  friend auto operator<=>(const AsciiWord&, const AsciiWord&) = default;
};

// Sorted.
std::vector<AsciiWord> ascii_words(const std::string& text);

}  // namespace muniment::index
