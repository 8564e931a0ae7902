// SPDX-License-Identifier: GPL-3.0-or-later
// Each row of docs/words.md: the words that its text becomes, the queries that find it, and those that do not.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "core/base/utf8.h"
#include "index/search.h"
#include "index/tokenizer.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

// What stands in code marks, with [U+200F] as that character and x[×245] as so many of the character before it.
std::string meant(const std::string& written) {
  static const std::regex kSign("\\[(?:U\\+([0-9A-F]+)|×([0-9]+))\\]");
  std::string out;
  auto at = written.cbegin();
  for (std::smatch sign; std::regex_search(at, written.cend(), sign, kSign); at = sign[0].second) {
    out.append(at, sign[0].first);
    if (sign[1].matched) {
      append_utf8(out, static_cast<char32_t>(std::stoul(sign[1], nullptr, 16)));
      continue;
    }
    const std::string repeated = out.substr(out.size() - back_code_point(out).bytes);
    for (size_t i = std::stoul(sign[2]); i > 1; --i) out += repeated;
  }
  return out.append(at, written.cend());
}

std::vector<std::string> code_of(const std::string& cell) {
  static const std::regex kCode("`([^`]+)`");
  std::vector<std::string> out;
  for (std::sregex_iterator code(cell.begin(), cell.end(), kCode), end; code != end; ++code) out.push_back(meant((*code)[1]));
  return out;
}

struct Row {
  std::string text, words, also;
  std::vector<std::string> found_by, not_by;
};

std::string first_of(const std::vector<std::string>& code) { return code.empty() ? "" : code[0]; }

std::vector<Row> rows_of_page() {
  std::ifstream page(MUNIMENT_SOURCE_DIR "/docs/words.md");
  std::vector<Row> rows;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    for (size_t begin = 1; begin < line.size();) {
      const size_t end = line.find('|', begin);
      if (end == std::string::npos) break;
      cells.push_back(line.substr(begin, end - begin));
      begin = end + 1;
    }
    EXPECT_EQ(cells.size(), 5U) << line;
    if (cells.size() != 5) continue;
    rows.push_back({first_of(code_of(cells[0])), first_of(code_of(cells[1])), first_of(code_of(cells[2])), code_of(cells[3]), code_of(cells[4])});
  }
  return rows;
}

// Words that take a place, or those that take none, in the order of the text.
std::string words_of(const std::string& text, bool with_place) {
  Tokenizer tokenizer;
  std::string out;
  for (const Token& token : tokenizer.run(text)) {
    if ((token.kind == TokenKind::word) != with_place) continue;
    out += (out.empty() ? "" : " ") + std::string(tokenizer.text_of(token));
  }
  return out;
}

std::unique_ptr<Searcher> searcher_over(const std::string& text) {
  std::vector<Record> records(1);
  records[0].text = text;
  return Searcher::create({build_partition(records, 0, 1)}).value();
}

bool finds(const Searcher& searcher, const std::string& query) {
  const auto parsed = parse_query(query, {});
  EXPECT_TRUE(parsed.has_value()) << query << ": " << parsed.error().message;
  return parsed.has_value() && searcher.search(*parsed, {}).value().total == 1;
}

TEST(WordsPage, EveryRowIsTrue) {
  const std::vector<Row> rows = rows_of_page();
  EXPECT_GE(rows.size(), 100U);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(words_of(row.text, true), row.words);
    EXPECT_EQ(words_of(row.text, false), row.also);
    const auto searcher = searcher_over(row.text);
    EXPECT_FALSE(row.found_by.empty());
    EXPECT_FALSE(row.not_by.empty());
    for (const std::string& query : row.found_by) EXPECT_TRUE(finds(*searcher, query)) << query << " finds it";
    for (const std::string& query : row.not_by) EXPECT_FALSE(finds(*searcher, query)) << query << " does not find it";
    EXPECT_TRUE(finds(*searcher, '"' + row.text + '"')) << "copied into quotation marks";
  }
}

TEST(IndexSchemaPage, NamesTheVersionOfTheTokeniser) {
  std::ifstream page(MUNIMENT_SOURCE_DIR "/docs/index-schema.md");
  const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  EXPECT_NE(text.find("of tokeniser version " + std::to_string(kTokenizerVersion) + "."), std::string::npos);
}

}  // namespace
}  // namespace muniment::index
