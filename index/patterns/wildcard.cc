// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "index/glob.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

constexpr std::string_view kWild = "*?=";

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
  bool matches(std::string_view word) override { return fits_glob(glob_, word, '='); }

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
