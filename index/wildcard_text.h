// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Text with wildcards in a form that the tokeniser can cut: it would end a word at *, ? and =, so letters
// that no living script uses (U+A66E, U+A78F, U+A7F7) stand in for them until the words are cut and folded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muniment::index {

class WildcardText {
 public:
  void add(std::string_view text);  // as it is
  void add_wildcard(char wild);     // *, ? or =
  void leave_out(size_t bytes) { original_size_ += bytes; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] size_t original(size_t at) const;  // where a byte of text() stands in what was added

 private:
  std::string text_;
  size_t original_size_ = 0;
  std::vector<std::pair<size_t, size_t>> pieces_;  // where a piece begins: in text(), in the original
};

// Of text with stand-ins, folded or not.
bool begins_with_stand_in(std::string_view text);
bool has_stand_in(std::string_view text);
std::string glob_of(std::string_view text);  // with *, ? and =, several * as one

}  // namespace muniment::index
