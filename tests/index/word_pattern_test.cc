// SPDX-License-Identifier: GPL-3.0-or-later
// Which words a pattern stands for: by rows that a reader can check, and against the second way of pattern_oracle.
#include "index/word_pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/base/unicode_text.h"
#include "index/query.h"
#include "tests/index/pattern_oracle.h"

namespace muniment::index {
namespace {

// "=:" in front of it: as dtSearch writes it.
PatternPtr pattern_of(const std::string& text) {
  const bool is_dtsearch = text.starts_with("=:");
  const QueryContext context{.zone = TimeZone::utc(), .now_ms = 0, .dialect = is_dtsearch ? Dialect::dtsearch : Dialect::muniment};
  const auto query = parse_query(is_dtsearch ? text.substr(2) : text, context);
  EXPECT_TRUE(query.has_value()) << text << ": " << (query ? "" : query.error().message);
  return query ? query->root->pattern : nullptr;
}

TEST(WordPattern, StandsForWords) {
  const struct {
    const char* pattern;
    std::vector<const char*> words, others;
  } rows[] = {
      {"tran*", {"tran", "transfer", "trans"}, {"tra", "train", "atran"}},
      {"*fer", {"fer", "transfer", "prefer"}, {"ferry", "fe"}},
      {"tr?nsfer", {"transfer", "trønsfer", "tr東nsfer"}, {"trnsfer", "traansfer", "transfers"}},
      {"*o*o*", {"oo", "foo", "photo", "ooo"}, {"o", "fog"}},
      {"a??", {"abc", "aé1"}, {"ab", "abcd"}},
      {"*aab", {"aab", "aaab", "aabaab"}, {"aaba"}},
      {"@an*", {"@ana", "@an"}, {"ana", "an"}},
      {"pay~en", {"pay", "pays", "paying"}, {"payer", "pain"}},
      {"happy~en", {"happy", "happiness"}, {"happen"}},
      {"die~en", {"die", "dies", "dying"}, {"day", "dyed"}},
      {"haus~de", {"haus", "hauses", "häuser"}, {"hausen's"}},
      {"äpfel~de", {"apfel", "äpfel", "apfels"}, {"apfelbaum"}},
      {"книга~ru", {"книга", "книги", "книгу"}, {"книжный"}},
      {"pay~", {"paying", "pays"}, {"spain"}},
      {"transfer%1", {"transfer", "transfers", "transfr", "trasnfer", "tränsfer"}, {"trasnfers", "transferred"}},
      {"ab%1", {"b", "a", "ba", "abc", "xb"}, {"", "c", "bca"}},
      {"jose%0", {"josé", "jose"}, {"josef", "jos"}},
      {"łódź%0", {"lodz", "łódź"}, {"lotz"}},
      {"smith#", {"smith", "smyth", "smit", "schmidt"}, {"smithson", "jones", "smith1", "смит"}},
      {"tymczak#", {"tymczak"}, {"tmsk"}},
      {"pfister#", {"pfister", "pister"}, {"pitter"}},
      {"ashcraft#", {"ashcroft"}, {"ashcaft"}},
      {"10~~20", {"10", "20", "015"}, {"9", "21", "1o", "10a", "-10", ""}},
      {"1,000~~2,000", {"1000", "1999", "2000"}, {"999", "2001"}},
      {"regex:/inv(oice)?s?/", {"inv", "invs", "invoice", "invoices"}, {"invoiced", "xinv"}},
      {"regex:/INV.*/", {"invoice"}, {"oinv"}},
      {"regex:/\\d{2}\\/?/", {"12"}, {"123", "1"}},
      {"=:19==", {"1999", "1900"}, {"199", "19a9", "19999", "2999"}},
      {"=:=", {"5", "٣"}, {"a", "55"}},
      {"=:*=?", {"5a", "x55", "a1é"}, {"5", "a"}},
      {"=:ba%nana", {"banana", "bananas", "banan", "baanna", "bánana"}, {"panana", "bnana", "bannanas"}},
      {"=:b%%anana", {"banana", "bnana", "bananass", "bnaana"}, {"anana", "bnnnn"}},
      {"=:banana%", {"banana", "bananas"}, {"banan", "bananass", "abanana"}},
      {"=:%banana", {"anana", "abanana"}, {"nana"}},
      {"=:#Smith", {"smyth", "schmidt"}, {"jones"}},
      {"=:pay~", {"pays", "paying"}, {"payer"}},
      {"regex:/.é./", {"aéb", "éé東"}, {"aeb", "é"}},
  };
  for (const auto& [text, words, others] : rows) {
    SCOPED_TRACE(text);
    const PatternPtr pattern = pattern_of(text);
    ASSERT_TRUE(pattern);
    const auto matcher = pattern->matcher();
    for (const char* word : words) EXPECT_TRUE(matcher->matches(word)) << word;
    for (const char* word : others) EXPECT_FALSE(matcher->matches(word)) << word;
  }
}

TEST(WordPattern, IsReadAgainAsItIsPrinted) {
  for (const char* text : {"tran*", "*f?r", "pay~", "pay~de", "transfer%1", "smith#", "10~~20", "regex:/inv(oice)? /"}) {
    EXPECT_EQ(pattern_of(text)->to_string(), text);
  }
  for (const char* text : {"19==", "ba%nana", "b%%anana", "banana%", "%%banana"}) {
    EXPECT_EQ(pattern_of("=:" + std::string(text))->to_string(), text);
  }
  EXPECT_EQ(pattern_of("Tran**?")->to_string(), "tran*?");
  EXPECT_EQ(pattern_of("transfer%")->to_string(), "transfer%1");
  EXPECT_EQ(pattern_of("5,000~~10,000")->to_string(), "5000~~10000");
}

// What a search looks up instead of trying every word must hold for every word that is meant.
TEST(WordPattern, EveryWordBeginsAndContainsWhatItPromises) {
  constexpr const char* kWords[] = {"transfer", "tran", "trances fer", "prefer", "smith", "pay", "paying", "abxcxdzey", "xbaacddye", "trans12y", "b12ab"};
  for (const char* text : {"tran*", "*fer", "t*ans*er", "?b??cd*e", "transfer%1", "smith#", "pay~", "=:t*ans==y", "=:pay%ing", "=:b==*ab"}) {
    const PatternPtr pattern = pattern_of(text);
    std::mt19937 random(3);
    const auto matcher = pattern->matcher();
    size_t meant = 0;
    for (int i = 0; i < 20'000; ++i) {
      std::string word = kWords[random() % std::size(kWords)];
      for (size_t n = random() % 3; n > 0; --n) word[random() % word.size()] = "transfeybcd"[random() % 11];
      if (random() % 2 == 0) word += "transfeybcd"[random() % 11];
      if (!matcher->matches(word)) continue;
      ++meant;
      EXPECT_NE(word.find(pattern->literal()), std::string::npos) << text << " " << word;
    }
    EXPECT_GT(meant, 0U) << text;
  }
}

std::string random_word(std::mt19937& random, const char32_t* letters, size_t count) {
  std::string word;
  for (size_t n = random() % 8; n > 0; --n) {
    const char32_t c = letters[random() % count];
    if (c < 0x80) {
      word += static_cast<char>(c);
    } else {
      word += static_cast<char>(0xC0 | (c >> 6));
      word += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return word;
}

TEST(WordPattern, IsWhatASecondWayFinds) {
  constexpr char32_t kLetters[] = {U'a', U'b', U's', U'h', U't', U'é', U'ø', U'5'};
  std::mt19937 random(5);
  size_t meant = 0;
  for (int round = 0; round < 600; ++round) {
    std::string base = "a" + random_word(random, kLetters, std::size(kLetters)) + "s";
    const char* const signs[] = {"%0", "%1", "%2", "#", "~en", "~de", "~fr"};
    const bool is_dtsearch = round % 4 == 1;
    if (is_dtsearch && round % 3 == 0) {
      for (int i = 0; i < 2; ++i) base.insert(random() % (base.size() + 1), random() % 2 == 0 ? "*" : "=");
    } else if (is_dtsearch) {
      for (size_t i = random() % 2; i < 2; ++i) base.insert(random() % (base.size() + 1), "%");
    } else if (round % 3 == 0) {
      for (int i = 0; i < 2; ++i) base.insert(random() % 2 == 0 ? 0 : base.size(), random() % 2 == 0 ? "*" : "?");
      base += "h";
    } else {
      base += signs[random() % std::size(signs)];
    }
    const auto query = parse_query(base, {.zone = TimeZone::utc(), .now_ms = 0, .dialect = is_dtsearch ? Dialect::dtsearch : Dialect::muniment});
    if (!query || !query->root->pattern) continue;  // a word without Latin letters only has no code
    const std::string written = query->root->pattern->to_string();
    const auto matcher = query->root->pattern->matcher();
    for (int i = 0; i < 300; ++i) {
      const std::string word = folded(random_word(random, kLetters, std::size(kLetters)) + (i % 2 == 0 ? "s" : ""));
      if (word.empty()) continue;
      const bool is_meant = stands_for(written, word);
      EXPECT_EQ(matcher->matches(word), is_meant) << written << " " << word;
      meant += is_meant ? 1 : 0;
    }
  }
  EXPECT_GT(meant, 1'000U);
}

// A stem is looked for only among words that begin alike, where the language allows it.
TEST(WordPattern, NoStemIsMissedForItsBeginning) {
  const std::string words[] = {"dying", "die", "äpfel", "apfel", "über", "ubers", "œuvre", "école", "ecole", "écoles", "ação", "acao", "ações", "ñandú",
                               "nandues", "çocuk", "çocuklar", "cocuk", "şehir", "sehir", "œufs", "öl", "oli", "ölen", "ålder", "aldrar", "éves", "eves",
                               "kitab", "makan", "dimakan", "memakan", "makanan", "bhfuil", "fuil", "chapall", "capall", "الكتاب", "كتاب", "وكتاب",
                               "книга", "ёлка", "елка", "йод", "ťava", "գիրք", "գրքեր", "नेपाल", "नेपालको", "மரம்", "மரங்கள்", "yes", "yeux", "hizo", "ijs", "ĳs"};
  for (const char* const code : {"ar", "ca", "da", "de", "en", "es", "eu", "fi", "fr", "ga", "hu", "hy",
                                  "id", "it", "lt", "ne", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"}) {
    for (const std::string& word : words) {
      const auto matcher = stem_pattern(folded(word), code)->matcher();
      for (const std::string& other : words) {
        EXPECT_EQ(matcher->matches(folded(other)), stands_for(folded(word) + "~" + std::string(code), folded(other))) << code << " " << word << " " << other;
      }
    }
  }
}

}  // namespace
}  // namespace muniment::index
