// SPDX-License-Identifier: GPL-3.0-or-later
// Text in, tree out; docs/query-language.md has more rows, run by query_docs_test.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "index/query.h"

namespace muniment::index {
namespace {

std::string tree(const std::string& text) {
  const auto query = parse_query(text, {});
  return query ? to_string(*query) : "MUN-" + std::to_string(query.error().id) + " " + query.error().why;
}

TEST(QueryParser, ReadsTextAsATree) {
  const struct {
    const char *text, *expected;
  } rows[] = {
      {"  a  ", "a"},
      {"((a))", "a"},
      {"a b c", "AND(a, b, c)"},
      {"a OR b c OR d", "OR(a, AND(b, c), d)"},
      {"a NOT b NOT c", "AND(a, NOT(b), NOT(c))"},
      {"NOT a b", "AND(NOT(a), b)"},
      {"a AND (NOT b c)", "AND(a, AND(NOT(b), c))"},
      {"a(b)c", "AND(a, b, c)"},
      {"\"a\"", "a"},
      {"\"AND\"", "and"},
      {"\"a w/5 b\"", "PHRASE(a, w, 5, b)"},
      {"w/o", "PHRASE(w, o)"},
      {"(a w/2 b) pre/3 (c OR \"d e\")", "PRE/3(NEAR/2(a, b), OR(c, PHRASE(d, e)))"},
      {"a W/5 b Near/6 c PRE/7 d", "PRE/7(NEAR/6(NEAR/5(a, b), c), d)"},
      {"\"call 5,000 times\"", "PHRASE(call, OR(5000, PHRASE(5, 000)), times)"},
      {"\"\u201Cquoted\u201D\"", "MUN-3003"},
      {"From:ana", "from:ana"},
      {"in:“site team”", "in:\"site team\""},
      {"https://example.com/a?b=*x", "PHRASE(https, example, com, a, b, x)"},
      {"10:30", "PHRASE(10, 30)"},
      {"100%", "100"},
      {"צה\"ל", "צהל"},
      {"a\u3000b", "AND(a, b)"},
      {"id:m5..", "id:m5.."},
      {"a not w/5 b", "NOT_NEAR/5(a, b)"},
      {"a NOT pre/5 b c", "AND(NOT_PRE/5(a, b), c)"},
      {"(a not w/5 b) w/3 (c OR d*)", "NEAR/3(NOT_NEAR/5(a, b), OR(c, d*))"},
      {"do \"not\" w/5 pay", "AND(do, NEAR/5(not, pay))"},
      {"a NOT (b w/5 c)", "AND(a, NOT(NEAR/5(b, c)))"},
      {"((a) OR ((b c)))", "OR(a, AND(b, c))"},
      {"*a* b?c ?d", "AND(*a*, b?c, ?d)"},
      {"a*b**c", "a*b*c"},
      {"@an?", "@an?"},
      {"follow-u*", "PHRASE(follow, u*)"},
      {"\"wh?t now?\"", "PHRASE(wh?t, now)"},
      {"now?", "now?"},
      {"??", "MUN-3008"},
      {"東京* *京", "AND(PHRASE(東, 京), 京)"},
      {"https://example.com/a*", "PHRASE(https, example, com, a*)"},
      {"\"+1 555 123 45*\"", "PHRASE(OR(1555123, PHRASE(1, 555, 123)), 45*)"},
      {"Pay~ PAY~DE transfer% transfer%2 Smith#", "AND(pay~, pay~de, transfer%1, transfer%2, smith#)"},
      {"\"pay~ 5% c# hello~\"", "PHRASE(pay, 5, c, hello)"},
      {"5% 100~ #budget", "AND(5, 100, #budget)"},
      {"100~~5,000", "100~~5000"},
      {"pay~ w/3 10~~20", "NEAR/3(pay~, 10~~20)"},
      {"regex:/a (b|\"c) \\/ d/ e", "AND(\"regex:/a (b|\"c) \\/ d/\", e)"},
  };
  for (const auto& [text, expected] : rows) {
    const std::string got = tree(text);
    EXPECT_EQ(got.substr(0, std::string(expected).starts_with("MUN") ? 8 : std::string::npos), expected) << text;
  }
}

TEST(QueryParser, DaysBeginInTheZoneOfTheArchive) {
  const QueryContext context{.zone = TimeZone::find("Europe/London").value(), .now_ms = 1'774'830'600'000};  // 2026-03-30 00:30 UTC
  const auto march = parse_query("date:2026-03", context).value();
  EXPECT_EQ(to_string(march), "date:[2026-03-01T00:00:00Z..2026-03-31T23:00:00Z)");
  ASSERT_EQ(march.notes.size(), 1U);
  EXPECT_EQ(march.notes[0], "date:2026-03 = 2026-03-01T00:00:00Z to 2026-03-31T23:00:00Z (Europe/London)");
  EXPECT_EQ(to_string(parse_query("date:today", context).value()), "date:[2026-03-29T23:00:00Z..2026-03-30T23:00:00Z)");
  EXPECT_EQ(to_string(parse_query("date:yesterday", context).value()), "date:[2026-03-29T00:00:00Z..2026-03-29T23:00:00Z)");
}

TEST(QueryParser, DatesAreReadInTheirZoneAndShownInUtc) {
  const QueryContext context{.zone = TimeZone::find("Europe/London").value(), .now_ms = 1'774'830'600'000};  // 2026-03-30 00:30 UTC, 01:30 there
  const struct {
    const char *value, *expected;
  } rows[] = {
      {"2026-03-29T00", "2026-03-29T00:00:00Z..2026-03-29T01:00:00Z"},
      {"2026-03-30T00", "2026-03-29T23:00:00Z..2026-03-30T00:00:00Z"},
      {"2026-03-30T09:30", "2026-03-30T08:30:00Z..2026-03-30T08:31:00Z"},
      {"2026-03-30T09:30:15", "2026-03-30T08:30:15Z..2026-03-30T08:30:16Z"},
      {"2026-03-30T09:30Z", "2026-03-30T09:30:00Z..2026-03-30T09:31:00Z"},
      {"2026-03-30T09:30:15-05:30", "2026-03-30T15:00:15Z..2026-03-30T15:00:16Z"},
      {"2026-03-30T09+01:00..2026-03-30T11:59", "2026-03-30T08:00:00Z..2026-03-30T11:00:00Z"},
      {"2026-03-30[America/New_York]", "2026-03-30T04:00:00Z..2026-03-31T04:00:00Z"},
      {"2026-01..2026-03[Asia/Tokyo]", "2025-12-31T15:00:00Z..2026-03-31T15:00:00Z"},
      {"yesterday..today", "2026-03-29T00:00:00Z..2026-03-30T23:00:00Z"},
      {"today[America/New_York]", "2026-03-29T04:00:00Z..2026-03-30T04:00:00Z"},  // there it is still the 29th
      {"1d", "2026-03-29T23:00:00Z..2026-03-30T23:00:00Z"},
      {"7d", "2026-03-24T00:00:00Z..2026-03-30T23:00:00Z"},
      {"2w", "2026-03-17T00:00:00Z..2026-03-30T23:00:00Z"},
      {"9999-12-31", "9999-12-31T00:00:00Z..10000-01-01T00:00:00Z"},
  };
  for (const auto& [value, expected] : rows) {
    const auto query = parse_query("date:" + std::string(value), context);
    ASSERT_TRUE(query.has_value()) << value << " " << query.error().why;
    EXPECT_EQ(to_string(*query), "date:[" + std::string(expected) + ")") << value;
  }
  EXPECT_EQ(to_string(parse_query("on:2026-03", context).value()), to_string(parse_query("date:2026-03", context).value()));
  EXPECT_EQ(parse_query("on:7d[Asia/Tokyo]", context).value().notes[0], "on:7d[Asia/Tokyo] = 2026-03-23T15:00:00Z to 2026-03-30T15:00:00Z (Asia/Tokyo)");
}

TEST(QueryParser, ATimeThatCameTwiceOrNotAtAllIsRefused) {
  const QueryContext context{.zone = TimeZone::find("Europe/London").value(), .now_ms = 0};
  const auto why = [&](const char* text) { return parse_query(text, context).error().why; };
  EXPECT_NE(why("date:2026-10-25T01:30").find("came twice"), std::string::npos);
  EXPECT_NE(why("date:2026-03-29T01:30").find("did not come"), std::string::npos);
  EXPECT_EQ(to_string(parse_query("date:2026-10-25T01:30+00:00", context).value()), "date:[2026-10-25T01:30:00Z..2026-10-25T01:31:00Z)");
  EXPECT_EQ(to_string(parse_query("date:2026-10-25", context).value()), "date:[2026-10-24T23:00:00Z..2026-10-26T00:00:00Z)");
  EXPECT_EQ(to_string(parse_query("date:2026-03-29T00", context).value()), "date:[2026-03-29T00:00:00Z..2026-03-29T01:00:00Z)");
}

TEST(QueryParser, TheCaretStandsUnderThePlace) {
  const struct {
    const char* text;
    size_t column;  // in characters, from 0
    int id;
  } rows[] = {
      {"", 0, 3012},
      {"a AND", 5, 3006},
      {"a OR OR b", 5, 3006},
      {"a (b", 2, 3002},
      {"a b)", 3, 3002},
      {"été \"off", 4, 3003},
      {"été form:ana", 4, 3004},
      {"été date:2026-13", 9, 3005},
      {"date:2026..nope", 11, 3005},
      {"date:2026-03-04T25", 5, 3005},
      {"date:2026-03-04T09:30+1", 5, 3005},
      {"date:7d..today", 5, 3005},
      {"date:0d", 5, 3005},
      {"date:99999d", 5, 3005},
      {"date:2026-03[Mars/North]", 13, 3005},
      {"date:2026-03[UTC", 13, 3005},
      {"on:2026..2027", 3, 3005},
      {"a (b AND c) w/5 d", 3, 3007},
      {"a w/5 (b from:x)", 7, 3007},
      {"a ; b", 2, 3008},
      {"日本 ba%nana", 5, 3009},
      {"été pay~xx", 8, 3005},
      {"a 20~~10", 6, 3005},
      {"a x~~10", 2, 3005},
      {"transfer%8", 9, 3005},
      {"follow-up~", 0, 3005},
      {"a c#", 2, 3005},
      {"東?京", 1, 3009},
      {"a \"b * c\"", 5, 3009},
      {"a \u059C*", 3, 3009},
      {"a \"\u0651?\"", 3, 3008},
      {"a regex:/(/", 9, 3005},
      {"a regex:b", 8, 3005},
      {"a regex:/b", 8, 3005},
      {"a regex:/b/c", 11, 3005},
      {"not w/5 b", 0, 3006},
      {"a w/5 NOT b", 6, 3006},
      {"a AND not w/5 b", 6, 3006},
      {"a not w/5 (b AND c)", 11, 3007},
      {"a w/1000 b", 4, 3005},
      {"a w/ b", 4, 3005},
      {"a not pre/", 10, 3005},
      {"a w/5+x b", 6, 3005},
      {"a w/5+0h b", 6, 3005},
      {"(a w/5+ b) w/3 c", 3, 3007},
      {"(a w/5+1h b) w/3+ c", 3, 3007},
      {"(c OR (a w/5+1h b)) w/3+2h c", 9, 3007},
      {"from:", 5, 3005},
      {"from:(a OR b)", 5, 3005},
      {"a NOT NOT b", 6, 3006},
      {"b (NOT a)", 3, 3010},
      {"ab\"c d\"", 2, 3003},
  };
  for (const auto& [text, column, id] : rows) {
    const auto query = parse_query(text, {});
    ASSERT_FALSE(query.has_value()) << text;
    EXPECT_EQ(query.error().id, id) << text;
    EXPECT_EQ(query.error().code, ErrorCode::invalid_argument);
    const std::string& why = query.error().why;
    EXPECT_TRUE(why.ends_with("\n  " + std::string(text) + "\n  " + std::string(column, ' ') + "^")) << text << "\n" << why;
  }
}

TEST(QueryParser, AQuestionMarkBehindAWordIsPointedOut) {
  const auto query = parse_query("paid? w?s \"paid?\" https://example.com/?", {}).value();
  ASSERT_EQ(query.notes.size(), 1U);
  EXPECT_EQ(query.notes[0], "paid? asks for exactly one more character; for a question, put it in quotation marks");
}

TEST(QueryParser, ProposesTheFieldThatWasMeant) {
  EXPECT_EQ(parse_query("form:ana", {}).error().hint, "did you mean from:");
  EXPECT_EQ(parse_query("dates:2026", {}).error().hint, "did you mean date:");
  EXPECT_EQ(parse_query("note:this", {}).error().hint, "to search for the words, put them in quotation marks");
}

TEST(QueryParser, AnErrorInALongQueryShowsThePartAroundIt) {
  std::string text(500, 'a');
  text.append(" ( ").append(500, 'b');
  const std::string why = parse_query(text, {}).error().why;
  EXPECT_LT(why.size(), 600U);
  const size_t line = why.find("\n  ") + 3, caret = why.rfind('^');
  const size_t caret_line = why.rfind('\n') + 3;
  // The "…" in front is one column and three bytes.
  EXPECT_EQ(why[line + (caret - caret_line) + 2], '(') << why;
}

TEST(QueryParser, HostileTextIsRefusedOrReadButNeverTakesLong) {
  const auto begin = std::chrono::steady_clock::now();
  const auto repeated = [](const std::string& piece, size_t times) {
    std::string text;
    for (size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  const std::string hostile[] = {
      repeated("(", 10'000),        repeated("(", 10'000) + "a" + repeated(")", 10'000), repeated("a w/5 ", 10'000) + "a",
      repeated("NOT ", 10'000),     repeated("a OR ", 10'000) + "b",                     repeated("(a OR ", 5'000) + "b" + repeated(")", 5'000),
      repeated("\"", 9'999),        repeated("from:", 10'000),                           repeated("5 ", 20'000),
      repeated("1-", 20'000) + "1", "\"" + repeated("1 ", 40'000) + "\"",                repeated("a", 100'000),
      repeated("(a OR b) w/5 ", 80) + "c", repeated("*a", 50'000), repeated("a?", 50'000), "regex:/" + repeated("(a*)", 10'000) + "/", std::string(200'000, 'x'), std::string("\xFF\xFE"), std::string(3, '\0'),
  };
  for (const std::string& text : hostile) (void)parse_query(text, {});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));  // a second or so where nothing else runs
  EXPECT_EQ(parse_query(hostile[0], {}).error().id, 3002);
  EXPECT_EQ(tree(hostile[1]), "a");
  EXPECT_EQ(parse_query(hostile[2], {}).error().id, 3001);
  EXPECT_EQ(parse_query(hostile[5], {}).error().id, 3001);
  EXPECT_TRUE(parse_query(repeated("(a OR ", 999) + "b" + repeated(")", 999), {}).has_value());
}

TEST(QueryParser, RandomTextNeverCrashes) {
  std::mt19937 random(11);
  constexpr const char* kPieces[] = {"a", "(", ")", "\"", " ", "AND", "OR", "NOT", "w/5", "pre/2", "*", "?", "from:", "date:", "2026", "..", "🏽", "ש",
                                     "\"ה", "é", "+1", "-", "$", "'", "5,000", "id:m", "\xE2", "~", "%", "#", "~en", "~~", "regex:/", "/", "not ", "京", "\uA66E"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (size_t n = random() % 12; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const auto query = parse_query(text, {});
    if (!query) {
      EXPECT_GE(query.error().id, 3001);
    }
  }
}

}  // namespace
}  // namespace muniment::index
