// SPDX-License-Identifier: GPL-3.0-or-later
// What a word is, as a table. Each token is position:text; a whole that covers n positions is position+n:text, with =
// (stands for them in a query), ~ (stands beside them) or . (a part that is only found).
#include "index/tokenizer.h"

#include <gtest/gtest.h>

#include <string>

namespace muniment::index {
namespace {

std::string words(std::string_view text) {
  Tokenizer tokenizer;
  std::string out;
  for (const Token& token : tokenizer.run(text)) {
    if (!out.empty()) out += ' ';
    out += std::to_string(token.position);
    if (token.kind != TokenKind::word) out += "+" + std::to_string(token.span);
    constexpr const char* kMarks[] = {":", "=", "~", "."};
    out += kMarks[static_cast<int>(token.kind)] + std::string(tokenizer.text_of(token));
  }
  return out;
}

TEST(Tokenizer, CutsTextIntoWords) {
  const struct {
    const char *text, *expected;
  } rows[] = {
      {"", ""},
      {" ,.!?*()_ ", ""},
      {"Hello, World!", "0:hello 1:world"},
      {"covid19 3pm 10th", "0:covid19 1:3pm 2:10th"},
      {"ok.thanks note:this foo_bar", "0:ok 1:thanks 2:note 3:this 4:foo 5:bar"},
      {"*bold* _it_ ~no~", "0:bold 1:it 2:no"},
      {"e-mail 10:30", "0:e 1:mail 2:10 3:30"},
      // apostrophes
      {"don't DON’T", "0:don't 1:don't"},
      {"John's it's", "0+1.john 0:john's 1+1.it 1:it's"},
      {"l'homme dell'arte", "0+1.l 0+1.homme 0:l'homme 1+1.dell 1+1.arte 1:dell'arte"},
      {"'quoted' dogs'", "0:quoted 1:dogs"},
      {"ʼquotedʼ dogsʼ donʼt ʼ", "0:quoted 1:dogs 2:don't"},
      // names, tags, addresses
      {"@Ana #Budget a@b.com", "0+1=@ana 0:ana 1+1=#budget 1:budget 2:a 3:b 4:com"},
      {"https://www.example.com/a?b=1", "0:https 1:www 2:example 3:com 4:a 5:b 6:1"},
      {"@\u2068Ana\u2069 \u2068@Ana\u2069 #\u200F\u200Fx", "0+1=@ana 0:ana 1+1=@ana 1:ana 2+1=#x 2:x"},
      // direction marks
      {"sha\u200Flom\u200F \u200Edon\u200E't", "0:shalom 1:don't"},
      // numbers
      {"5,000 5.000,25 5'000", "0+2~5000 0:5 1:000 2+2~5000 2:5 3:000 4:25 5+2~5000 5:5 6:000"},
      {"1,234,567 12,34 1,000k", "0+3~1234567 0:1 1:234 2:567 3:12 4:34 5:1 6:000k"},
      {"$5,000.00", "0+2~5000 0+2=$5000 0:5 1:000 2:00"},
      {"5.000,00 €; 20£ £20", "0+2~5000 0+2=€5000 0:5 1:000 2:00 3+1=£20 3:20 4+1=£20 4:20"},
      {"R$ 5.000,00. €\u00A07; $  8", "0:r 1+2~5000 1+2=$5000 1:5 2:000 3:00 4+1=€7 4:7 5:8"},
      {"20 $ 5", "0+1=$20 0:20 1+1=$5 1:5"},
      {"7 € 20£ $ 8 $", "0+1=€7 0:7 1+1=€20 1+1=£20 1:20 2+1=$8 2:8"},
      {"3.14", "0:3 1:14"},
      {"₹1,00,000 12,34,56,789", "0+3~100000 0+3=₹100000 0:1 1:00 2:000 3+4~123456789 3:12 4:34 5:56 6:789"},
      {"1,00,00; 1,00,0000; 123,45,67; 1,00,000,000",
       "0:1 1:00 2:00 3:1 4:00 5:0000 6:123 7:45 8:67 9:1 10+3~00000000 10:00 11:000 12:000"},
      {"5,000\u200F ₪5,000\u200F 5,000\u00A0\u200F₪",
       "0+2~5000 0:5 1:000 2+2~5000 2+2=₪5000 2:5 3:000 4+2~5000 4+2=₪5000 4:5 5:000"},
      // telephone numbers
      {"+15551234567", "0:15551234567"},
      {"+1 555-123", "0+3~1555123 0:1 1:555 2:123"},
      {"(555) 123-4567", "0+3~5551234567 0:555 1:123 2:4567"},
      {"0044 20 7946 0000",
       "0+3~44207946 0+3~0044207946 0+4~442079460000 0+4~00442079460000 0:0044 1:20 2:7946 3:0000"},
      {"+44 (0)20 7946", "0+4~44207946 0+4~440207946 0:44 1:0 2:20 3:7946"},
      {"1 2 3", "0:1 1:2 2:3"},
      {"\u202A+44 7700 900123\u202C", "0+3~447700900123 0:44 1:7700 2:900123"},
      {"+44\u200E \u20667700\u2069", "0:44 1:7700"},
      {"+44\u200E \u20667700\u2069-900123", "0+3~447700900123 0:44 1:7700 2:900123"},
      {"+44\u200E7700 900", "0:447700 1:900"},
      // emoji
      {"ok👍👍", "0:ok 1:👍 2:👍"},
      {"👍🏽", "0+1.👍 0:👍🏽"},
      {"❤️ 🇬🇧🇫🇷", "0:❤ 1:🇬🇧 2:🇫🇷"},
      {"👩‍🚀", "0:👩🚀"},
      // scripts without spaces
      {"東京 タワー", "0:東 1:京 2:タ 3:ワ 4:ー"},
      {"สวัสดี", "0:ส 1:วั 2:ส 3:ดี"},
      {"안녕", "0:안 1:녕"},
      {"\u1112\u1161\u11ab", "0:한"},
      // folding
      {"ＦＵＬＬ ﬁn Straße ΣΊΣΥΦΟΣ", "0:full 1:fin 2:strasse 3:σίσυφοσ"},
      {"cafe\u0301 caf\u00e9", "0:café 1:café"},
      {"İstanbul", "0:istanbul"},
      {"مُحَمَّد محمـد", "0:محمد 1:محمد"},
      {"צה\"ל צה״ל שָׁלוֹם", "0:צהל 1:צהל 2:שלום"},
      {"צ'ק צ’ק צ׳ק ג' 'ג", "0:צק 1:צק 2:צק 3:ג 4:ג"},
      {"نمی\u200cخواهم", "0:نمیخواهم"},
      {"col·lecció", "0:col·lecció"},
      {"Привет, мир", "0:привет 1:мир"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(words(text), expected) << text;
}

TEST(Tokenizer, LongWordsBecomeSeveralWordsAndLoseNothing) {
  const std::string exact(kMaxWordBytes, 'x');
  EXPECT_EQ(words(exact), "0:" + exact);
  EXPECT_EQ(words(exact + "yz"), "0:" + exact + " 1:yz");
  std::string wide;
  for (int i = 0; i < 200; ++i) wide += "ж";
  Tokenizer tokenizer;
  std::string together;
  for (const Token& token : tokenizer.run(wide)) {
    EXPECT_LE(token.text_size, kMaxWordBytes);
    together += tokenizer.text_of(token);
  }
  EXPECT_EQ(together, wide);
}

TEST(Tokenizer, TokensKnowTheirPlaceInTheText) {
  const std::string text = "Été: l’homme, $5,000.";
  Tokenizer tokenizer;
  std::string places;
  for (const Token& token : tokenizer.run(text)) places += "[" + text.substr(token.begin, token.end - token.begin) + "]";
  EXPECT_EQ(places, "[Été][l][homme][l’homme][5,000][$5,000][5][000]");
}

TEST(Tokenizer, WholesCoverExactlyTheirWords) {
  Tokenizer tokenizer;
  for (const char* text : {"call +1 (555) 123-4567 now", "$1,234,567.89 paid", "0044 20 7946 0000 7 8 9", "@a #b 1,000 2.000.000"}) {
    for (const Token& token : tokenizer.run(text)) EXPECT_LE(token.position + token.span, tokenizer.positions()) << text;
  }
}

}  // namespace
}  // namespace muniment::index
