// SPDX-License-Identifier: GPL-3.0-or-later
// Runs every example of docs/query-language.md and docs/query-dtsearch.md: what is in a block "query" parses to the tree
// beside it, what is in a block "refused" is refused with that number; a block "same" has the same query in both dialects. What
// parses is also asked of an archive, and finds what a scan finds.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "index/query.h"
#include "index/search.h"
#include "index/word_pattern.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

constexpr std::string_view kArrow = "→";

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

QueryContext in(Dialect dialect) { return {.zone = TimeZone::utc(), .now_ms = 0, .dialect = dialect}; }

// Texts with the words of the examples, so that many of them find something.
struct Archive {
  Archive() {
    constexpr const char* kTexts[] = {"an invoice, paid off book", "cash transfers to Smith", "a b", "a c b", "the follow-up of ana@example.com",
                                      "paid 5,000 in cash", "東京都 #budget @ana", "call +1 (555) 123-4567", "invoice draft, fatura and money",
                                      "dear transfer 1999", "regards", "STRASSE don't", "salt and pepper"};
    std::vector<Record> records = Corpus(7, 300).records();
    for (size_t i = 0; i < std::size(kTexts); ++i) records[i].text = kTexts[i];
    for (Record& record : records) messages.add(std::move(record));
    searcher = Searcher::create({build_partition(messages.records, 0, 150), build_partition(messages.records, 150, 300)}).value();
  }
  Messages messages;
  std::unique_ptr<Searcher> searcher;
};

// What callers look up before they search: some messages were edited, and some conversations are in the language.
NodePtr completed(const NodePtr& node) {
  Node copy = *node;
  if (is_told_by_others(copy)) copy.told_of = std::make_shared<const std::vector<uint64_t>>(std::vector<uint64_t>{1, 5, 8, 200});
  if (copy.field == "lang") copy.conversations = std::make_shared<const std::unordered_set<std::string>>(std::unordered_set<std::string>{"site", "family"});
  if (copy.pattern && copy.pattern->in_language("en")) copy.pattern = copy.pattern->in_language("en");
  for (NodePtr& child : copy.children) child = completed(child);
  return make_node(std::move(copy));
}

void ask(Query query) {
  query.root = completed(query.root);
  static const Archive archive;
  const auto asked = archive.searcher->search(query, {.limit = 300});
  ASSERT_TRUE(asked.has_value()) << asked.error().message << ": " << asked.error().why;
  ASSERT_TRUE(archive.searcher->explain(query, nullptr).has_value());
  EXPECT_EQ(asked->total, scan(query, archive.messages).size());
}

void check(const std::string& block, Dialect dialect, const std::string& line) {
  SCOPED_TRACE(line);
  const size_t arrow = line.find(kArrow);
  ASSERT_NE(arrow, std::string::npos);
  const std::string text = trimmed(line.substr(0, arrow)), expected = trimmed(line.substr(arrow + kArrow.size()));
  const auto query = parse_query(text, in(dialect));
  if (block == "refused") {
    ASSERT_FALSE(query.has_value()) << to_string(*query);
    EXPECT_EQ("MUN-" + std::to_string(query.error().id), expected);
    return;
  }
  ASSERT_TRUE(query.has_value()) << query.error().why;
  ASSERT_NO_FATAL_FAILURE(ask(*query));
  EXPECT_EQ(to_string(*query), block == "query" ? expected : to_string(parse_query(expected, in(Dialect::muniment)).value()));
}

size_t check_page(const std::string& name, Dialect dialect) {
  std::ifstream page(MUNIMENT_SOURCE_DIR "/docs/" + name);
  EXPECT_TRUE(page.good());
  std::string block;
  size_t examples = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      block = block.empty() ? line.substr(3) : "";
    } else if (block == "query" || block == "refused" || block == "same") {
      check(block, dialect, line);
      ++examples;
    }
  }
  return examples;
}

TEST(QueryLanguagePage, EveryExampleIsTrue) { EXPECT_GT(check_page("query-language.md", Dialect::muniment), 50U); }
TEST(QueryDtsearchPage, EveryExampleIsTrue) { EXPECT_GT(check_page("query-dtsearch.md", Dialect::dtsearch), 50U); }

TEST(QueryLanguagePage, NamesEveryField) {
  std::ifstream page(MUNIMENT_SOURCE_DIR "/docs/query-language.md");
  const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  for (const FieldInfo& field : query_fields()) {
    EXPECT_NE(text.find("| `" + std::string(field.name) + ":` |"), std::string::npos) << field.name;
    EXPECT_TRUE(parse_query(field.example, {}).has_value()) << field.example;
  }
}

}  // namespace
}  // namespace muniment::index
