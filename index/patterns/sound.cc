// SPDX-License-Identifier: GPL-3.0-or-later
// American Soundex, by the rules that the National Archives publish ("Soundex System"): the first letter, then up to three
// digits; letters of the same digit side by side count once, also across h and w, but not across a vowel.
#include <array>
#include <utility>

#include "core/base/unicode_text.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

constexpr size_t kCodeSize = 4;
//                                          abcdefghijklmnopqrstuvwxyz; 0: a vowel, -: neither separates nor counts
constexpr std::string_view kDigitOfLetter = "01230120022455012623010202";
static_assert(kDigitOfLetter.size() == 26);

bool is_silent(char letter) { return letter == 'h' || letter == 'w'; }

// Empty if the word is not of Latin letters only; accents and apostrophes do not count.
std::string code_of(std::string_view folded_word) {
  const std::string word = without_accents(folded_word);
  std::string code;
  char last = '0';
  for (const char letter : word) {
    if (letter == '\'') continue;
    if (letter < 'a' || letter > 'z') return {};
    const char digit = kDigitOfLetter[static_cast<size_t>(letter - 'a')];
    if (code.empty()) {
      code += letter;
    } else if (is_silent(letter)) {
      continue;
    } else if (digit != '0' && digit != last && code.size() < kCodeSize) {
      code += digit;
    }
    last = digit;
  }
  if (!code.empty()) code.resize(kCodeSize, '0');
  return code;
}

class SoundMatcher : public WordMatcher {
 public:
  explicit SoundMatcher(std::string_view code) : code_(code) {}
  bool matches(std::string_view word) override { return code_of(word) == code_; }

 private:
  std::string_view code_;
};

class Sound : public WordPattern {
 public:
  Sound(std::string word, std::string code) : word_(std::move(word)), code_(std::move(code)) {}
  [[nodiscard]] std::string to_string() const override { return word_ + "#"; }
  [[nodiscard]] std::unique_ptr<WordMatcher> matcher() const override { return std::make_unique<SoundMatcher>(code_); }
  [[nodiscard]] std::string_view how_to_narrow() const override { return "write the spellings, or allow letters to differ: smith%1"; }

 private:
  const std::string word_, code_;
};

}  // namespace

PatternPtr sound_pattern(std::string word) {
  std::string code = code_of(word);
  return code.empty() ? nullptr : std::make_shared<Sound>(std::move(word), std::move(code));
}

}  // namespace muniment::index
