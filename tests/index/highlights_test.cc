// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <string>

#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

std::string marked(const std::string& text, const std::string& query) {
  Record record;
  record.text = text;
  std::string out;
  size_t at = 0;
  for (const TextRange& range : highlights(parse_query(query, {}).value(), record)) {
    out += text.substr(at, range.begin - at) + "[" + text.substr(range.begin, range.end - range.begin) + "]";
    at = range.end;
  }
  return out + text.substr(at);
}

TEST(Highlights, ShowTheWordsThatMatched) {
  const struct {
    const char *text, *query, *expected;
  } rows[] = {
      {"The Invoice is paid", "invoice OR paid", "The [Invoice] is [paid]"},
      {"off book, off the book", "\"off book\"", "[off book], off the book"},
      {"a x b y y y b", "a w/2 b", "[a] x [b] y y y b"},
      {"b x a x b", "a pre/5 b", "b x [a] x [b]"},
      {"invoices invoice in", "invo*", "[invoices] [invoice] in"},
      {"a b", "a NOT b", "[a] b"},
      {"paid 5,000 today", "5000", "paid [5,000] today"},
      {"call +1 (555) 123-4567!", "15551234567", "call +[1 (555) 123-4567]!"},
      {"東京都へ", "京都", "東[京都]へ"},
      {"l’homme d'État", "homme", "[l’homme] d'État"},
      {"👍🏽 ok", "👍", "[👍🏽] ok"},
      {"a a", "a w/1 a", "[a] [a]"},
      {"a", "a w/1 a", "a"},
      {"a b c d", "(a w/1 b) w/1 (c w/1 d)", "[a] [b] [c] [d]"},
      {"x a y b z", "(a OR q) w/2 (b OR \"q q\")", "x [a] y [b] z"},
      {"nothing", "in:*", "nothing"},
  };
  for (const auto& [text, query, expected] : rows) EXPECT_EQ(marked(text, query), expected) << query;
}

// A message without attachments is found by a positional query exactly if something in it is shown.
TEST(Highlights, AgreeWithTheSearch) {
  Corpus corpus(99, 300);
  size_t shown = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string text = corpus.random_positional(2);
    const Query query = parse_query(text, {}).value();
    std::vector<bool> found(corpus.records().size());
    for (const Hit& hit : scan(query, corpus)) found[hit.number.value] = true;
    for (size_t n = 0; n < found.size(); ++n) {
      if (!corpus.records()[n].attachments.empty()) continue;
      const bool is_shown = !highlights(query, corpus.records()[n]).empty();
      ASSERT_EQ(is_shown, found[n]) << text << " in message " << n;
      shown += is_shown ? 1U : 0U;
    }
  }
  EXPECT_GT(shown, 1000U);
}

}  // namespace
}  // namespace muniment::index
