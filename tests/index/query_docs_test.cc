// SPDX-License-Identifier: GPL-3.0-or-later
// Runs every example of docs/query-language.md: what is in a block "query" parses to the tree beside it, what is in a
// block "refused" is refused with that number.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "index/query.h"

namespace muniment::index {
namespace {

constexpr std::string_view kArrow = "→";

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

void check(const std::string& block, const std::string& line) {
  SCOPED_TRACE(line);
  const size_t arrow = line.find(kArrow);
  ASSERT_NE(arrow, std::string::npos);
  const std::string text = trimmed(line.substr(0, arrow)), expected = trimmed(line.substr(arrow + kArrow.size()));
  const auto query = parse_query(text, {});
  if (block == "query") {
    ASSERT_TRUE(query.has_value()) << query.error().why;
    EXPECT_EQ(to_string(*query), expected);
  } else {
    ASSERT_FALSE(query.has_value()) << to_string(*query);
    EXPECT_EQ("MUN-" + std::to_string(query.error().id), expected);
  }
}

TEST(QueryLanguagePage, EveryExampleIsTrue) {
  std::ifstream page(MUNIMENT_SOURCE_DIR "/docs/query-language.md");
  ASSERT_TRUE(page.good());
  std::string block;
  size_t examples = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      block = block.empty() ? line.substr(3) : "";
    } else if (block == "query" || block == "refused") {
      check(block, line);
      ++examples;
    }
  }
  EXPECT_GT(examples, 50U);
}

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
