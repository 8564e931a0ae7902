// SPDX-License-Identifier: GPL-3.0-or-later
// The tokeniser against a second one that shares nothing with it, over random ASCII.
#include "tests/index/ascii_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "index/tokenizer.h"

namespace muniment::index {
namespace {

std::vector<AsciiWord> words_of_tokenizer(Tokenizer& tokenizer, const std::string& text) {
  constexpr char kKinds[] = {'w', 'e', 'v', 'p'};
  std::vector<AsciiWord> out;
  for (const Token& token : tokenizer.run(text)) {
    out.push_back({token.position, token.span, kKinds[static_cast<size_t>(token.kind)], std::string(tokenizer.text_of(token)), token.begin, token.end});
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string shown(const std::vector<AsciiWord>& words) {
  std::string out;
  for (const AsciiWord& word : words) {
    out += std::to_string(word.position) + "+" + std::to_string(word.span) + word.kind + word.text + "[" + std::to_string(word.begin) + "," +
           std::to_string(word.end) + ") ";
  }
  return out;
}

class AsciiTexts {
 public:
  explicit AsciiTexts(uint32_t seed) : random_(seed) {}

  // Pieces that have rules, or any characters at all.
  std::string next() {
    constexpr const char* kPieces[] = {"a", "John", "s", "t", "ll", "arte", "x9", "9x", "5", "12", "000", "123", "4567", "0", "00", "0044", "1234567890123",
                                       ",", ".", "'", "-", "/", "(", ")", "$", "@", "#", "+", " ", " ", " ", "  ", "\n", ":", "_", "*", "\"", "&"};
    constexpr size_t kLongest = 600;
    std::string text;
    const bool pieces = below(3) > 0;
    for (size_t n = below(16); n > 0; --n) text += pieces ? std::string(kPieces[below(std::size(kPieces))]) : std::string(1, static_cast<char>(below(128)));
    if (below(50) == 0) text += std::string(below(kLongest), below(2) == 0 ? 'Q' : '7');
    if (below(50) == 0) text += "'abc" + text;
    return text;
  }

 private:
  size_t below(size_t bound) { return random_() % bound; }
  std::mt19937 random_;
};

TEST(AsciiWords, AreThoseOfTheTokenizer) {
  constexpr size_t kTexts = 400'000;
  Tokenizer tokenizer;
  AsciiTexts texts(8);
  size_t words = 0, wholes = 0;
  for (size_t i = 0; i < kTexts; ++i) {
    const std::string text = texts.next();
    const std::vector<AsciiWord> expected = ascii_words(text), found = words_of_tokenizer(tokenizer, text);
    ASSERT_EQ(shown(found), shown(expected)) << "in " << ::testing::PrintToString(text);
    for (const AsciiWord& word : expected) ++(word.kind == 'w' ? words : wholes);
  }
  EXPECT_GT(words, kTexts);
  EXPECT_GT(wholes, kTexts / 8);
}

}  // namespace
}  // namespace muniment::index
