// SPDX-License-Identifier: GPL-3.0-or-later
// Queries as dtSearch writes them: text in, tree out; the same hits as our language and as a scan; docs/query-dtsearch.md
// has more rows, run by query_docs_test.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "index/positions.h"
#include "tests/index/corpus.h"
#include "tests/index/dialect_pairs.h"

namespace muniment::index {
namespace {

const QueryContext kContext{.zone = TimeZone::utc(), .now_ms = 0, .dialect = Dialect::dtsearch};

std::string tree(const std::string& text) {
  const auto query = parse_query(text, kContext);
  return query ? to_string(*query) : "MUN-" + std::to_string(query.error().id) + " " + query.error().why;
}

TEST(Dtsearch, ReadsTextAsATree) {
  const struct {
    const char *text, *expected;
  } rows[] = {
      {"apple", "apple"},
      {"apple pie", "PHRASE(apple, pie)"},
      {"\"apple pie\"", "PHRASE(apple, pie)"},
      {"Apple AND Pie", "AND(apple, pie)"},
      {"a and b And c", "AND(a, b, c)"},
      {"a or b oR c", "OR(a, b, c)"},
      {"a and not b and c", "AND(a, NOT(b), c)"},
      {"a or not b", "OR(a, AND(EVERYTHING, NOT(b)))"},
      {"not a", "AND(EVERYTHING, NOT(a))"},
      {"not (a w/5 b)", "AND(EVERYTHING, NOT(NEAR/5(a, b)))"},
      {"off book w/10 cash money", "NEAR/10(PHRASE(off, book), PHRASE(cash, money))"},
      {"a W/5 b", "NEAR/5(a, b)"},
      {"a PRE/5 b", "PRE/5(a, b)"},
      {"a Not w/5 b", "NOT_NEAR/5(a, b)"},
      {"a not PRE/5 b", "NOT_PRE/5(a, b)"},
      {"(a w/5 b) w/10 c", "NEAR/10(NEAR/5(a, b), c)"},
      {"(a and b) w/10 c", "AND(NEAR/10(a, c), NEAR/10(b, c))"},
      {"c pre/10 (a and b)", "AND(PRE/10(c, a), PRE/10(c, b))"},
      {"(a and b) w/10 (c or d e)", "AND(NEAR/10(a, OR(c, PHRASE(d, e))), NEAR/10(b, OR(c, PHRASE(d, e))))"},
      {"((a and b) or c) w/10 d", "OR(AND(NEAR/10(a, d), NEAR/10(b, d)), NEAR/10(c, d))"},
      {"((a and b) w/5 c) w/10 d", "AND(NEAR/10(NEAR/5(a, c), d), NEAR/10(NEAR/5(b, c), d))"},
      {"(a or b) w/5 (c or d)", "NEAR/5(OR(a, b), OR(c, d))"},
      {"(a and b) or c", "OR(AND(a, b), c)"},
      {"apple w/5 xfirstword", "NEAR/5(apple, XFIRSTWORD)"},
      {"xlastword and (xfirstword or a)", "AND(XLASTWORD, OR(XFIRSTWORD, a))"},
      {"XFirstWord dear", "PHRASE(XFIRSTWORD, dear)"},
      {"\"good night xlastword\"", "PHRASE(good, night, XLASTWORD)"},
      {"*fer tr?nsfer 19==", "PHRASE(*fer, tr?nsfer, 19==)"},
      {"\"off boo*\"", "PHRASE(off, boo*)"},
      {"===-==-====", "PHRASE(===, ==, ====)"},
      {"=", "="},
      {"a=", "a="},
      {"pay~ order", "PHRASE(pay~en, order)"},
      {"\"pay~de order\"", "PHRASE(pay~de, order)"},
      {"ba%nana", "ba%nana"},
      {"Ba%nan%a", "ba%%nana"},
      {"b%%anana split", "PHRASE(b%%anana, split)"},
      {"banana%", "banana%"},
      {"%banana", "%banana"},
      {"Stra%ße", "stra%sse"},
      {"#Smith", "smith#"},
      {"john #smith", "PHRASE(john, smith#)"},
      {"100~~5,000 euro", "PHRASE(100~~5000, euro)"},
      {"\"##inv(oice)?s?\"", "\"regex:/inv(oice)?s?/\""},
      {"a w/5 \"##b|c\"", "NEAR/5(a, \"regex:/b|c/\")"},
      {"\"salt and pepper\"", "PHRASE(salt, and, pepper)"},
      {"\"a w/5 b\"", "PHRASE(a, w, 5, b)"},
      {"paid w/o invoice", "PHRASE(paid, w, o, invoice)"},
      {"Smith & Co", "PHRASE(smith, co)"},
      {"call +1 555 123 4567 now", "PHRASE(call, OR(15551234567, PHRASE(1, 555, 123, 4567)), now)"},
      {"5,000", "OR(5000, PHRASE(5, 000))"},
      {"東京 office", "PHRASE(東, 京, office)"},
      {"a\u3000b", "PHRASE(a, b)"},
      {"https://example.com/a?b=c", "PHRASE(https, example, com, a, b, c)"},
      {"\"10:30\"", "PHRASE(10, 30)"},
      {"from:ana and (paid or date:2026)", "AND(from:ana, OR(paid, date:[2026-01-01T00:00:00Z..2027-01-01T00:00:00Z)))"},
      {"regex:/a|b/ and in:*", "AND(\"regex:/a|b/\", EVERYTHING)"},
      {"date of birth", "PHRASE(date, of, birth)"},
      {"near", "near"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(tree(text), expected) << text;
}

TEST(Dtsearch, RefusesWhatIsAmbiguousOrHasNoMeaningHere) {
  const struct {
    const char* text;
    size_t column;  // in characters, from 0
    int id;
  } rows[] = {
      {"a and b or c", 8, 3013},
      {"a or b and not c", 7, 3013},
      {"é w/5 b and c", 8, 3013},
      {"a and b w/5 c", 8, 3013},
      {"a w/5 b w/5 c", 8, 3013},
      {"a not w/5 b or c", 12, 3013},
      {"(x or (a and b or c))", 15, 3013},
      {"(a and b) w/10 (c and d)", 1, 3007},
      {"(a w/10 b) w/10 (c and d)", 3, 3007},
      {"(a w/3 b) w/10 (c w/3 d)", 3, 3007},
      {"(a and b) not w/10 c", 1, 3007},
      {"(a and not b) w/10 c", 7, 3007},
      {"(not b) w/10 c", 1, 3007},
      {"from:ana w/5 b", 0, 3007},
      {"(a and from:ana) w/5 b", 7, 3007},
      {"a not b", 2, 3006},
      {"\"a b\" c", 6, 3006},
      {"a (b)", 2, 3006},
      {"from:ana b", 9, 3006},
      {"a and", 5, 3006},
      {"or b", 0, 3006},
      {"a w/5 not b", 6, 3006},
      {"a andany b", 2, 3009},
      {"name contains (a and b)", 5, 3009},
      {"date(jan 10 2026)", 0, 3009},
      {"a and Mail(ana@*)", 6, 3009},
      {"creditcard(*)", 0, 3009},
      {"xfilter(name \"*.doc\")", 0, 3009},
      {"apple:5 w/5 pear", 5, 3009},
      {"\"off book\":5", 10, 3009},
      {"(a or b):2", 8, 3009},
      {"été fast& car", 8, 3009},
      {"fast&1", 4, 3009},
      {"a near/5 b", 2, 3009},
      {"a w/ b", 4, 3009},
      {"a w/s b", 4, 3009},
      {"a && b", 2, 3009},
      {"a -b", 2, 3009},
      {"##abc", 0, 3009},
      {"100%", 3, 3009},
      {"transfer%2", 8, 3009},
      {"a * b", 2, 3009},
      {"\"##(\"", 3, 3005},
      {"\"##\"", 3, 3005},
      {"#5", 0, 3005},
      {"ab%%", 2, 3005},
      {"follow-up~", 0, 3005},
      {"pay~xx", 4, 3005},
      {"20~~10", 4, 3005},
      {"a w/0 b", 4, 3005},
      {"name:ana", 0, 3004},
      {"(a", 0, 3002},
      {"\"a", 0, 3003},
      {"...", 0, 3008},
      {"*", 0, 3008},
      {"", 0, 3012},
  };
  for (const auto& [text, column, id] : rows) {
    const auto query = parse_query(text, kContext);
    ASSERT_FALSE(query.has_value()) << text << " " << to_string(*query);
    EXPECT_EQ(query.error().id, id) << text << ": " << query.error().message;
    const std::string& why = query.error().why;
    EXPECT_TRUE(why.ends_with("\n  " + std::string(text) + "\n  " + std::string(column, ' ') + "^")) << text << "\n" << why;
    EXPECT_FALSE(query.error().hint.empty() && id != 3012) << text;
  }
}

TEST(Dtsearch, SpellsOutTheTwoWaysToReadAMix) {
  const auto hint = [](const char* text) { return parse_query(text, kContext).error().hint; };
  EXPECT_EQ(hint("a and b or c"), "(a and b) or c, or a and (b or c)");
  EXPECT_EQ(hint("x and a  and not (b c) OR  not (c w/5 d) or e"), "(x and a  and not (b c)) OR not (c w/5 d), or x and a  and not ((b c) OR not (c w/5 d))");
  EXPECT_EQ(hint("a w/5 b w/3 \"c d\""), "(a w/5 b) w/3 \"c d\", or a w/5 (b w/3 \"c d\")");
  EXPECT_EQ(hint("a not w/5 b and (c"), "(a not w/5 b) and (c, or a not w/5 (b and (c)");
  EXPECT_EQ(hint("a and b or"), "(a and b) or , or a and (b or )");
}

TEST(Dtsearch, TheAnswerSaysHowItWasRead) {
  EXPECT_EQ(parse_query("a", kContext).value().notes, std::vector<std::string>{"read as dtSearch writes queries"});
  const auto notes = parse_query("paid? and \"w?s it?\"", kContext).value().notes;
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[1], "paid? asks for exactly one more character; for a question, leave the question mark out");
}

TEST(Dtsearch, FindsWhatOurLanguageFindsAndWhatAScanFinds) {
  constexpr uint32_t kCorpora = 40, kQueries = 80;
  size_t found = 0, compared = 0;
  for (uint32_t seed = 1; seed <= kCorpora; ++seed) {
    Corpus corpus(2 * seed, size_t{20} + seed * 3);  // even: = is any digit, and those of Arabic are none of [0-9]
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    DialectPairs pairs(seed);
    for (uint32_t i = 0; i < kQueries; ++i) {
      const Pair pair = pairs.random_query();
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + pair.dtsearch + "\nfor " + pair.muniment);
      const auto query = parse_query(pair.dtsearch, kContext);
      ASSERT_TRUE(query.has_value()) << query.error().message << " " << query.error().why;
      std::vector<MessageNumber> expected;
      for (const Hit& hit : scan(*query, corpus)) expected.push_back(hit.number);
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(searcher->all(*query).value(), expected);
      found += expected.empty() ? 0U : 1U;
      if (!pair.both) continue;
      ++compared;
      ASSERT_EQ(searcher->all(parse_query(pair.muniment, {}).value()).value(), expected);
    }
  }
  EXPECT_GT(found, kCorpora * kQueries / 3);
  EXPECT_GT(compared, kCorpora * kQueries / 3);
}

// A message without attachments is found by a query of words exactly if something in it is shown, but for one that asks only
// for an end of the text.
TEST(Dtsearch, ShowsTheWordsBesideAnEndOfTheText) {
  const auto marked = [](const std::string& text, const std::string& query) {
    Record record;
    record.text = text;
    std::string out;
    size_t at = 0;
    for (const TextRange& range : highlights(parse_query(query, kContext).value(), record)) {
      out += text.substr(at, range.begin - at) + "[" + text.substr(range.begin, range.end - range.begin) + "]";
      at = range.end;
    }
    return out + text.substr(at);
  };
  EXPECT_EQ(marked("a b a c", "a w/2 xfirstword"), "[a] b a c");
  EXPECT_EQ(marked("a b a c", "a w/2 xlastword"), "a b [a] c");
  EXPECT_EQ(marked("a b a c", "a w/1 xlastword"), "a b a c");
  EXPECT_EQ(marked("a b", "xfirstword a b"), "[a b]");
  EXPECT_EQ(marked("a b", "xfirstword"), "a b");
  EXPECT_EQ(marked("", "xfirstword or a"), "");
}

TEST(Dtsearch, TheEndsAreThoseOfTheTextAndNotOfAnAttachmentsName) {
  std::vector<Record> records(4);
  records[0].text = "see the invoice";
  records[0].attachments.push_back({.blob = {}, .sha256 = {}, .size_bytes = {}, .mime = "", .name = "march.pdf", .kind = {}, .pages = {}});
  records[1].attachments.push_back({.blob = {}, .sha256 = {}, .size_bytes = {}, .mime = "", .name = "march.pdf", .kind = {}, .pages = {}});
  records[2].text = "...";
  records[3].text = "march";
  const auto searcher = Searcher::create({build_partition(records, 0, 4)}).value();
  const auto total = [&](const char* text) { return searcher->search(parse_query(text, kContext).value(), {}).value().total; };
  EXPECT_EQ(total("xfirstword"), 2U);
  EXPECT_EQ(total("invoice w/1 xlastword"), 1U);
  EXPECT_EQ(total("invoice w/3 xfirstword"), 1U);
  EXPECT_EQ(total("invoice w/2 xfirstword"), 0U);
  EXPECT_EQ(total("march w/999 xfirstword"), 1U);
  EXPECT_EQ(total("xfirstword march xlastword"), 1U);
  EXPECT_EQ(total("xfirstword w/3 xlastword"), 1U);
  EXPECT_EQ(total("xfirstword w/4 xlastword"), 2U);
  EXPECT_EQ(total("invoice pre/5 xfirstword"), 0U);
  EXPECT_EQ(total("invoice not w/2 xfirstword"), 1U);
}

TEST(Dtsearch, HostileTextIsRefusedOrReadButNeverTakesLong) {
  const auto begin = std::chrono::steady_clock::now();
  const auto repeated = [](const std::string& piece, size_t times) {
    std::string text;
    for (size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  const std::string ands = "(" + repeated("a and ", 5'000) + "b)", ors = "(" + repeated("a or ", 5'000) + "b)";
  const std::string hostile[] = {
      repeated("(", 10'000), repeated("(", 10'000) + "a" + repeated(")", 10'000), repeated("not ", 10'000), repeated("a or ", 10'000) + "b",
      repeated("(a and ", 900) + "b" + repeated(") w/5 c", 900), ands + " w/5 " + ors, repeated("(", 900) + ands + repeated(" w/5 c)", 900),
      repeated("(a or ", 900) + "(b and c)" + repeated(")", 900) + " w/5 d", repeated("a ", 50'000), repeated("a* ", 30'000), repeated("a=", 50'000),
      "a" + repeated("%", 90'000) + "b", repeated("#", 90'000), repeated("a~ ", 30'000), "\"##" + repeated("(a*)", 10'000) + "\"",
      repeated("a", 90'000) + "%", repeated("xfirstword ", 9'000), repeated("a:5 ", 20'000), repeated("((a or ", 499) + "b" + repeated(") w/5 c)", 499),
      std::string(200'000, 'x'), std::string("\xFF\xFE"), std::string(3, '\0'),
  };
  for (const std::string& text : hostile) (void)parse_query(text, kContext);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));  // a second or so where nothing else runs
  EXPECT_EQ(tree(hostile[1]), "a");
  EXPECT_EQ(parse_query(hostile[5], kContext).error().id, 3001);
  EXPECT_EQ(parse_query(hostile[6], kContext).error().id, 3001);
}

TEST(Dtsearch, RandomTextNeverCrashes) {
  std::mt19937 random(12);
  constexpr const char* kPieces[] = {"a", "(", ")", "\"", " ", " and ", " or ", "not ", " w/5 ", "pre/2", "*", "?", "=", "from:", "date:", "2026", "##", "🏽", "ש",
                                     "\"ה", "é", "+1", "-", "$", "'", "5,000", ":5", "\xE2", "~", "%", "#", "&", "~~", "regex:/", "/", "xfirstword", "京", "\uA7F7",
                                     "contains", "\u0301"};
  for (int i = 0; i < 30'000; ++i) {
    std::string text;
    for (size_t n = random() % 12; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const auto query = parse_query(text, kContext);
    if (query) {
      EXPECT_FALSE(to_string(*query).empty());
    } else {
      EXPECT_GE(query.error().id, 3001);
    }
  }
}

}  // namespace
}  // namespace muniment::index
