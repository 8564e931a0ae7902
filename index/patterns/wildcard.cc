// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

constexpr std::string_view kWild = "*?=";

size_t bytes_of_one(std::string_view text) { return front_code_point(text).bytes; }

bool is_digit(std::string_view text) { return character_class(front_code_point(text).value) == CharacterClass::digit; }

// How much of the word fits the first character of the glob, which is no star; 0 if nothing does.
size_t fitting_bytes(char glob, std::string_view word) {
  if (glob == '?' || (glob == '=' && is_digit(word))) return bytes_of_one(word);
  return glob == word[0] ? 1 : 0;
}

// Greedy from star to star: whatever does not fit is tried again one character behind where the last star began.
bool fits(std::string_view glob, std::string_view word) {
  size_t at_glob = 0, at_word = 0, behind_star = std::string_view::npos, retry = 0;
  while (at_word < word.size()) {
    if (at_glob < glob.size() && glob[at_glob] == '*') {
      behind_star = ++at_glob;
      retry = at_word;
      continue;
    }
    const size_t fitting = at_glob < glob.size() ? fitting_bytes(glob[at_glob], word.substr(at_word)) : 0;
    if (fitting > 0) {
      ++at_glob;
      at_word += fitting;
    } else if (behind_star != std::string_view::npos) {
      at_glob = behind_star;
      retry += bytes_of_one(word.substr(retry));
      at_word = retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at_glob) == std::string_view::npos;
}

std::string_view longest_piece(std::string_view glob) {
  std::string_view longest;
  for (size_t begin = 0; begin <= glob.size();) {
    const size_t end = std::min(glob.find_first_of(kWild, begin), glob.size());
    if (end - begin > longest.size()) longest = glob.substr(begin, end - begin);
    begin = end + 1;
  }
  return longest;
}

class GlobMatcher : public WordMatcher {
 public:
  explicit GlobMatcher(std::string_view glob) : glob_(glob) {}
  bool matches(std::string_view word) override { return fits(glob_, word); }

 private:
  std::string_view glob_;
};

class Wildcard : public WordPattern {
 public:
  explicit Wildcard(std::string glob) : glob_(std::move(glob)) {}
  [[nodiscard]] std::string to_string() const override { return glob_; }
  [[nodiscard]] std::unique_ptr<WordMatcher> matcher() const override { return std::make_unique<GlobMatcher>(glob_); }
  [[nodiscard]] std::string_view prefix() const override { return std::string_view(glob_).substr(0, glob_.find_first_of(kWild)); }
  [[nodiscard]] std::string_view literal() const override { return longest_piece(glob_); }
  [[nodiscard]] std::string_view how_to_narrow() const override { return "write more letters beside the signs"; }

 private:
  const std::string glob_;
};

}  // namespace

PatternPtr wildcard_pattern(std::string glob) { return std::make_shared<Wildcard>(std::move(glob)); }

}  // namespace muniment::index
