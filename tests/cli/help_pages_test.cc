// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help_pages.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

TEST(HelpPages, AreSetWithoutTheMarksOfMarkdown) {
  EXPECT_EQ(on_screen("# The title\n\nTwo lines of\n`code` and **bold** [text](page.md#here).\n"), "THE TITLE\n\nTwo lines of code and bold text.\n");
  EXPECT_EQ(on_screen("* **one** of\n  two\n* three\n\nfour\n"), "  * one of two\n  * three\n\nfour\n");
  EXPECT_EQ(on_screen("* a\n* b\n\n## C\n\n* d\n"), "  * a\n  * b\n\nC\n\n  * d\n");
  EXPECT_EQ(on_screen("| a | b | c |\n|---|---|---|\n| `x*` | one | |\n| `y` `z` | two | **`3`** |\n"), "  x*   one\n  y z  two; 3\n");
  EXPECT_EQ(on_screen("a\n```query\nb `x` | **c**\n\n```\nd [e] (f)"), "a\n\n    b `x` | **c**\n\n\nd [e] (f)\n");
  EXPECT_EQ(on_screen("an unclosed ` and [one"), "an unclosed  and [one\n");
  EXPECT_EQ(on_screen(""), "");
}

TEST(HelpPages, KeepEveryExampleAndStayNarrow) {
  for (const HelpPage& page : help_pages()) {
    ASSERT_EQ(find_help_page(page.name), &page);
    const std::string shown = on_screen(page.markdown);
    std::istringstream lines{std::string(page.markdown)};
    bool fenced = false;
    size_t examples = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("```")) {
        fenced = !fenced;
      } else if (fenced) {
        EXPECT_NE(shown.find("    " + line + "\n"), std::string::npos) << line;
        ++examples;
      }
    }
    EXPECT_GT(examples, 40U) << page.name;
    std::istringstream set(shown);
    for (std::string line; std::getline(set, line);) {
      EXPECT_TRUE(line.starts_with("    ") || display_width(line) <= 100) << line;
    }
  }
  EXPECT_EQ(find_help_page("search"), nullptr);
}

}  // namespace
}  // namespace muniment::cli
