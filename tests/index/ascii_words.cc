// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/ascii_words.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace muniment::index {
namespace {

constexpr size_t kLongest = 245, kMostGroups = 8;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Simple {
  size_t begin = 0, end = 0;
  std::string text;  // in small letters
  size_t position = 0;
  [[nodiscard]] bool is_number() const { return std::all_of(text.begin(), text.end(), is_digit); }
};

// Runs of letters and digits; an apostrophe between two letters belongs to the word.
std::vector<Simple> simple_words(const std::string& text) {
  std::string marked = text;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\'' && is_letter(text[i - 1]) && is_letter(text[i + 1])) marked[i] = 'x';
  }
  std::vector<Simple> out;
  size_t position = 0;
  for (size_t at = 0; at < text.size();) {
    if (!is_letter(marked[at]) && !is_digit(marked[at])) {
      ++at;
      continue;
    }
    Simple word{.begin = at, .end = at, .text = "", .position = position};
    while (word.end < text.size() && (is_letter(marked[word.end]) || is_digit(marked[word.end]))) ++word.end;
    for (size_t i = at; i < word.end; ++i) word.text += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    position += (word.text.size() + kLongest - 1) / kLongest;
    at = word.end;
    out.push_back(std::move(word));
  }
  return out;
}

class Cutter {
 public:
  explicit Cutter(const std::string& text) : text_(text), words_(simple_words(text)) {}

  std::vector<AsciiWord> run() {
    for (size_t i = 0; i < words_.size(); ++i) {
      pieces(words_[i]);
      apostrophes(words_[i]);
      names(i);
      if (words_[i].is_number()) numbers(i);
    }
    std::sort(out_.begin(), out_.end());
    return out_;
  }

 private:
  void add(const Simple& at, char kind, const std::string& text, size_t span, size_t begin, size_t end) {
    if (text.size() <= kLongest) out_.push_back({at.position, span, kind, text, begin, end});
  }

  [[nodiscard]] std::string between(size_t word) const {  // the characters behind a word, up to the next one
    return text_.substr(words_[word].end, words_[word + 1].begin - words_[word].end);
  }
  [[nodiscard]] char before(size_t at) const { return at == 0 ? '\n' : text_[at - 1]; }

  void pieces(const Simple& word) {
    for (size_t at = 0; at < word.text.size(); at += kLongest) {
      out_.push_back({word.position + at / kLongest, 1, 'w', word.text.substr(at, kLongest), word.begin, word.end});
    }
  }

  // john's: john. l'homme: both sides, where the right one has three letters. don't: neither.
  void apostrophes(const Simple& word) {
    const size_t cut = word.text.rfind('\'');
    if (cut == std::string::npos) return;
    const std::string left = word.text.substr(0, cut), right = word.text.substr(cut + 1);
    if (right == "s" || right.size() >= 3) add(word, 'p', left, 1, word.begin, word.begin + cut);
    if (right.size() >= 3) add(word, 'p', right, 1, word.begin + cut + 1, word.end);
  }

  // @ana, but not the @ of ana@example.com.
  void names(size_t i) {
    const Simple& word = words_[i];
    const char sign = before(word.begin);
    const bool behind_word = i > 0 && words_[i - 1].end + 1 == word.begin;
    if ((sign == '@' || sign == '#') && !behind_word) add(word, 'e', sign + word.text, 1, word.begin - 1, word.end);
  }

  // Whether the word behind this one is a group of so many digits, behind the sign that is written behind the word `first`.
  [[nodiscard]] bool group_follows(size_t first, size_t word, size_t digits) const {
    if (word + 1 >= words_.size() || word + 1 - first >= kMostGroups) return false;
    const std::string sign = between(word);
    const bool is_sign = sign == "," || sign == "." || sign == "'";
    return is_sign && sign == between(first) && words_[word + 1].is_number() && words_[word + 1].text.size() == digits;
  }

  // How many words from here are one number in groups of three: 5,000.000 is not. Or in groups of two and one of three: 1,00,000.
  [[nodiscard]] size_t groups(size_t i) const {
    if (words_[i].text.size() > 3) return 1;
    size_t last = i;
    while (group_follows(i, last, 3)) ++last;
    if (last > i || words_[i].text.size() > 2) return last - i + 1;
    while (group_follows(i, last, 2)) ++last;
    return last > i && between(i) == "," && group_follows(i, last, 3) ? last - i + 2 : 1;
  }

  void numbers(size_t i) {
    if (words_[i].begin < number_until_) return;
    const size_t count = groups(i), end = words_[i + count - 1].end;
    std::string digits;
    for (size_t k = i; k < i + count; ++k) digits += words_[k].text;
    if (count > 1) {
      add(words_[i], 'v', digits, count, words_[i].begin, end);
      number_until_ = end;
    }
    amount(i, digits, count, end);
    if (words_[i].begin >= phone_until_) phone(i);
  }

  // $5,000 and 5,000.00 $ with or without a space, unless that is the sign of the next number.
  void amount(size_t i, const std::string& digits, size_t count, size_t end) {
    const size_t begin = words_[i].begin, space = before(begin) == ' ' ? 1 : 0;
    const bool is_before = before(begin - space) == '$';
    if (is_before) add(words_[i], 'e', '$' + digits, count, begin - space - 1, end);
    if (is_before && space == 0) return;
    size_t sign = end;
    if (sign + 1 < text_.size() && (text_[sign] == '.' || text_[sign] == ',') && is_digit(text_[sign + 1])) {
      ++sign;
      while (sign < text_.size() && is_digit(text_[sign])) ++sign;
    }
    if (sign < text_.size() && text_[sign] == ' ') ++sign;
    if (sign >= text_.size() || text_[sign] != '$' || (sign + 1 < text_.size() && is_digit(text_[sign + 1]))) return;
    number_until_ = sign;
    if (!is_before) add(words_[i], 'e', '$' + digits, count, begin, end);
  }

  // Groups of digits, 7 to 15 of them together, that look like a telephone number.
  void phone(size_t i) {
    constexpr size_t kFewest = 7, kMost = 15, kMostInGroup = 12, kMostBetween = 4;
    const size_t begin = words_[i].begin - (before(words_[i].begin) == '+' ? 1 : 0);
    const bool begins_as_one = before(words_[i].begin) == '+' || before(words_[i].begin) == '(' || text_[words_[i].begin] == '0';
    std::string all, abroad;
    bool has_signs = false, all_of_two = true;
    for (size_t count = 1; count <= kMostGroups && i + count <= words_.size(); ++count) {
      const Simple& group = words_[i + count - 1];
      const std::string sign = count == 1 ? "" : between(i + count - 2);
      const bool joined = count == 1 || (sign.size() <= kMostBetween && sign.find_first_not_of(" -./()") == std::string::npos);
      if (!joined || !group.is_number() || group.text.size() > kMostInGroup) return;
      all += group.text;
      if (group.text != "0" || !sign.ends_with('(')) abroad += group.text;  // +44 (0)20
      if (all.size() > kMost) return;
      has_signs = has_signs || sign.find_first_of("-./()") != std::string::npos;
      all_of_two = all_of_two && group.text.size() >= 2;
      if (count == 1 || all.size() < kFewest || !(begins_as_one || has_signs || (count >= 3 && all_of_two))) continue;
      std::vector<std::string> forms = {all};
      if (abroad != all) forms.push_back(abroad);
      if (all.starts_with("00")) forms.push_back(all.substr(2));
      for (const std::string& form : forms) add(words_[i], 'v', form, count, begin, group.end);
      phone_until_ = group.end;
    }
  }

  const std::string& text_;
  std::vector<Simple> words_;
  std::vector<AsciiWord> out_;
  size_t number_until_ = 0, phone_until_ = 0;  // digits before are part of a whole that is known already
};

}  // namespace

std::vector<AsciiWord> ascii_words(const std::string& text) { return Cutter(text).run(); }

}  // namespace muniment::index
