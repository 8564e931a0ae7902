// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "export/html/escape.h"

namespace muniment::exporting {
namespace {

using Ranges = std::vector<std::pair<size_t, size_t>>;

std::string marked(std::string_view text, const Ranges& ranges) {
  std::string out;
  append_marked(out, text, ranges);
  return out;
}

TEST(Escape, LeavesNothingThatHtmlReads) {
  EXPECT_EQ(escaped("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(escaped(std::string("\0\r", 2)), "␀␍");
}

TEST(Marked, WrapsTheHits) {
  EXPECT_EQ(marked("pay the <invoice>", {{9, 16}}), "pay the &lt;<mark>invoice</mark>&gt;");
}

TEST(Marked, MendsRangesThatCannotBe) {
  EXPECT_EQ(marked("abc", {{2, 90}}), "ab<mark>c</mark>");
  EXPECT_EQ(marked("abc", {{0, 2}, {1, 3}}), "<mark>ab</mark><mark>c</mark>");
  EXPECT_EQ(marked("abc", {{90, 91}, {2, 1}}), "abc");
  EXPECT_EQ(marked("é", {{0, 1}}), "é") << "half a code point is nothing";
}

TEST(Href, IsOnlyAPath) { EXPECT_EQ(href("a b/#?%é:x"), "a%20b/%23%3F%25%C3%A9%3Ax"); }

}  // namespace
}  // namespace muniment::exporting
