// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/pattern_oracle.h"

#include <xapian.h>

#include <algorithm>
#include <map>
#include <regex>
#include <vector>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"

namespace muniment::index {
namespace {

using Letters = std::vector<char32_t>;

Letters letters_of(const std::string& text) {
  Letters out;
  for (size_t at = 0; at < text.size();) {
    const CodePoint next = front_code_point(std::string_view(text).substr(at));
    out.push_back(next.value);
    at += next.bytes;
  }
  return out;
}

bool is_number(char32_t c) {
  const auto category = Xapian::Unicode::get_category(c);
  return category == Xapian::Unicode::DECIMAL_DIGIT_NUMBER || category == Xapian::Unicode::LETTER_NUMBER ||
         category == Xapian::Unicode::OTHER_NUMBER;
}

// Row by row of all pairs of beginnings: glob[0..i) fits word[0..j).
bool fits_glob(const std::string& glob_text, const std::string& word_text) {
  const Letters glob = letters_of(glob_text), word = letters_of(word_text);
  std::vector<std::vector<bool>> fits(glob.size() + 1, std::vector<bool>(word.size() + 1));
  fits[0][0] = true;
  for (size_t i = 1; i <= glob.size(); ++i) {
    for (size_t j = 0; j <= word.size(); ++j) {
      if (glob[i - 1] == U'*') {
        fits[i][j] = fits[i - 1][j] || (j > 0 && fits[i][j - 1]);
      } else {
        const bool fits_one = j > 0 && (glob[i - 1] == U'?' || glob[i - 1] == word[j - 1] || (glob[i - 1] == U'=' && is_number(word[j - 1])));
        fits[i][j] = fits_one && fits[i - 1][j - 1];
      }
    }
  }
  return fits[glob.size()][word.size()];
}

const std::map<std::string, std::string>& stemmers() {
  static const std::map<std::string, std::string> all = {
      {"ar", "arabic"},    {"ca", "catalan"},    {"da", "danish"},  {"de", "german"},     {"en", "english"},   {"es", "spanish"},
      {"eu", "basque"},    {"fi", "finnish"},    {"fr", "french"},  {"ga", "irish"},      {"hu", "hungarian"}, {"hy", "armenian"},
      {"id", "indonesian"}, {"it", "italian"},   {"lt", "lithuanian"}, {"ne", "nepali"},  {"nl", "dutch"},     {"no", "norwegian"},
      {"pt", "portuguese"}, {"ro", "romanian"},  {"ru", "russian"}, {"sv", "swedish"},    {"ta", "tamil"},     {"tr", "turkish"}};
  return all;
}

bool has_stem_of(const std::string& a, const std::string& b, const std::string& language) {
  const Xapian::Stem stem(language);
  return stem(a) == stem(b);
}

bool shares_stem(const std::string& a, const std::string& b, const std::string& code) {
  if (a == b) return true;
  if (!code.empty()) return has_stem_of(a, b, stemmers().at(code));
  return std::any_of(stemmers().begin(), stemmers().end(), [&](const auto& each) { return has_stem_of(a, b, each.second); });
}

size_t edits_between(const std::string& first, const std::string& second) {
  const Letters a = letters_of(without_accents(first)), b = letters_of(without_accents(second));
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

// banana%1; or ba%nana, as dtSearch writes it.
bool is_spelling_of(const std::string& written, const std::string& word) {
  const size_t sign = written.find('%'), behind = written.find_first_not_of('%', sign);
  const std::string beginning = written.substr(0, sign), rest = behind == std::string::npos ? "" : written.substr(behind);
  if (!rest.empty() && rest.find_first_not_of("0123456789") == std::string::npos) return edits_between(beginning, word) <= std::stoul(rest);
  const std::string plain = without_accents(word);
  const size_t signs = std::min(behind, written.size()) - sign;
  return plain.starts_with(without_accents(beginning)) && edits_between(beginning + rest, word) <= signs;
}

// By the steps of the National Archives: digits for letters, h and w away, doubles as one, vowels away, four characters.
std::string soundex(const std::string& text) {
  static const std::map<char, char> digits = {{'b', '1'}, {'f', '1'}, {'p', '1'}, {'v', '1'}, {'c', '2'}, {'g', '2'}, {'j', '2'},
                                              {'k', '2'}, {'q', '2'}, {'s', '2'}, {'x', '2'}, {'z', '2'}, {'d', '3'}, {'t', '3'},
                                              {'l', '4'}, {'m', '5'}, {'n', '5'}, {'r', '6'}};
  std::string word = without_accents(text);
  std::erase(word, '\'');
  if (word.empty() || !std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return "";
  std::string coded;
  for (size_t i = 0; i < word.size(); ++i) {
    if (i > 0 && (word[i] == 'h' || word[i] == 'w')) continue;
    coded += digits.contains(word[i]) ? digits.at(word[i]) : '0';
  }
  coded.erase(std::unique(coded.begin(), coded.end()), coded.end());
  std::string rest = coded.substr(1);
  std::erase(rest, '0');
  return (word.substr(0, 1) + rest + "000").substr(0, 4);
}

}  // namespace

bool is_number_range(const std::string& written) { return written.find("~~") != std::string::npos && !written.starts_with("regex:"); }

bool stands_for(const std::string& written, const std::string& word) {
  if (written.starts_with("regex:/")) {
    const std::regex expression(written.substr(7, written.size() - 8), std::regex::icase);
    return std::regex_match(word, expression);
  }
  if (is_number_range(written)) {
    const size_t at = written.find("~~");
    const bool digits = !word.empty() && word.size() < 19 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && std::stoull(word) >= std::stoull(written.substr(0, at)) && std::stoull(word) <= std::stoull(written.substr(at + 2));
  }
  if (written.find('%') != std::string::npos) return is_spelling_of(written, word);
  const std::string base = written.substr(0, written.find_first_of("~#", 1));
  if (written.size() == base.size()) return fits_glob(written, word);
  const std::string value = written.substr(base.size() + 1);
  if (written[base.size()] == '~') return shares_stem(base, word, value);
  return soundex(base) == soundex(word);
}

}  // namespace muniment::index
