// SPDX-License-Identifier: GPL-3.0-or-later
// Snowball's stemmers, as Xapian has them.
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/word_pattern.h"
#include "index/xapian_guard.h"

namespace muniment::index {
namespace {

struct Language {
  std::string_view code;
  const char* name;
  bool changes_beginnings = false;  // it takes prefixes off, or undoes mutations
};

constexpr std::array<Language, 24> kLanguages = {{
    {"ar", "arabic", true}, {"ca", "catalan"},   {"da", "danish"},     {"de", "german"},     {"en", "english"},    {"es", "spanish"},
    {"eu", "basque"},       {"fi", "finnish"},   {"fr", "french"},     {"ga", "irish", true}, {"hu", "hungarian"},  {"hy", "armenian"},
    {"id", "indonesian", true}, {"it", "italian"}, {"lt", "lithuanian"}, {"ne", "nepali", true}, {"nl", "dutch"},     {"no", "norwegian"},
    {"pt", "portuguese"},   {"ro", "romanian"},  {"ru", "russian"},    {"sv", "swedish"},    {"ta", "tamil", true}, {"tr", "turkish"},
}};

// The first letter without its accent: no stemmer but those marked changes it.
char32_t beginning_of(std::string_view word) {
  if (word.empty()) return 0;
  const CodePoint first = front_code_point(word);
  if (first.value < 0x80) return first.value;
  const std::string plain = without_accents(word.substr(0, first.bytes));
  return plain.empty() ? first.value : front_code_point(plain).value;
}

struct Stem {
  Xapian::Stem stemmer;
  std::string stem;
  bool any_beginning;
};

class StemMatcher : public WordMatcher {
 public:
  StemMatcher(const std::string& word, const std::vector<const Language*>& languages) : word_(word), beginning_(beginning_of(word)) {
    for (const Language* language : languages) {
      Xapian::Stem stemmer{std::string(language->name)};
      std::string stem = stemmer(word);
      stems_.push_back({std::move(stemmer), std::move(stem), language->changes_beginnings});
    }
  }

  bool matches(std::string_view word) override {
    if (word == word_) return true;
    const bool begins_alike = beginning_of(word) == beginning_;
    buffer_ = word;
    return std::any_of(stems_.begin(), stems_.end(), [&](const Stem& each) {
      return (begins_alike || each.any_beginning) && each.stemmer(buffer_) == each.stem;
    });
  }

 private:
  const std::string word_;
  const char32_t beginning_;
  std::vector<Stem> stems_;
  std::string buffer_;
};

class StemPattern : public WordPattern {
 public:
  StemPattern(std::string word, std::string_view code, std::vector<const Language*> languages)
      : word_(std::move(word)), code_(code), languages_(std::move(languages)) {}
  [[nodiscard]] std::string to_string() const override { return word_ + "~" + code_; }
  [[nodiscard]] std::unique_ptr<WordMatcher> matcher() const override { return std::make_unique<StemMatcher>(word_, languages_); }
  [[nodiscard]] PatternPtr in_language(std::string_view code) const override { return code_ == kByConversation ? stem_pattern(word_, code) : nullptr; }
  [[nodiscard]] std::string_view how_to_narrow() const override { return "name one language, as in pay~en, or write the words"; }

 private:
  const std::string word_, code_;
  const std::vector<const Language*> languages_;
};

}  // namespace

PatternPtr stem_pattern(std::string word, std::string_view code) {
  std::vector<const Language*> languages;
  for (const Language& language : kLanguages) {
    if (code.empty() || code == kByConversation || language.code == code) languages.push_back(&language);
  }
  if (languages.empty()) return nullptr;
  return std::make_shared<StemPattern>(std::move(word), code, std::move(languages));
}

bool is_stem_language(std::string_view code) {
  return std::any_of(kLanguages.begin(), kLanguages.end(), [&](const Language& language) { return language.code == code; });
}

std::string stem_languages() {
  std::string all;
  for (const Language& language : kLanguages) all += (all.empty() ? "" : ", ") + std::string(language.code);
  return all;
}

}  // namespace muniment::index
