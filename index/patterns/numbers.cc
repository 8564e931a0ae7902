// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <utility>

#include "index/word_pattern.h"

namespace muniment::index {
namespace {

class NumberMatcher : public WordMatcher {
 public:
  NumberMatcher(uint64_t first, uint64_t last) : first_(first), last_(last) {}

  bool matches(std::string_view word) override {
    uint64_t value = 0;
    const char* const end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, value);
    return read.ec == std::errc() && read.ptr == end && value >= first_ && value <= last_;
  }

 private:
  uint64_t first_, last_;
};

class Numbers : public WordPattern {
 public:
  Numbers(uint64_t first, uint64_t last) : first_(first), last_(last) {}
  [[nodiscard]] std::string to_string() const override { return std::to_string(first_) + "~~" + std::to_string(last_); }
  [[nodiscard]] std::unique_ptr<WordMatcher> matcher() const override { return std::make_unique<NumberMatcher>(first_, last_); }
  [[nodiscard]] bool means_whole_numbers() const override { return true; }
  [[nodiscard]] std::string_view how_to_narrow() const override { return "cut the range into several"; }

 private:
  uint64_t first_, last_;
};

}  // namespace

PatternPtr number_pattern(uint64_t first, uint64_t last) { return std::make_shared<Numbers>(first, last); }

}  // namespace muniment::index
