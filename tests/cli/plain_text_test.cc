// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/plain_text.h"

#include <clocale>

#include <gtest/gtest.h>

namespace muniment::cli {
namespace {

TEST(PlainText, ControlCharactersAreShownAndNotSent) {
  EXPECT_EQ(printable("a\x1b[31mb\x07"), "a\\x1b[31mb\\x07");
  EXPECT_EQ(printable("\xc2\x9b" "31m"), "\\x9b31m");  // the one-byte CSI of C1
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(PlainText, BidiControlsAreShownAndMarksPass) {
  EXPECT_EQ(printable("x\u202Egpj.exe"), "x\\u{202E}gpj.exe");
  EXPECT_EQ(printable("\u2066a\u2069"), "\\u{2066}a\\u{2069}");
  EXPECT_EQ(printable("\u200Ea\u200Db"), "\u200Ea\u200Db");
}

TEST(PlainText, LineFeedsStayOnlyInText) {
  EXPECT_EQ(printable("a\nb\tc"), "a\\nb\\tc");
  EXPECT_EQ(printable("a\nb\tc", Lines::keep), "a\nb\tc");
  EXPECT_EQ(printable("a\rb", Lines::keep), "a\\x0db");
}

TEST(PlainText, NoncharactersAndBrokenUtf8AreShown) {
  EXPECT_EQ(printable("\uFDD0"), "\\u{FDD0}");
  EXPECT_EQ(printable("a\xff"), "a\uFFFD");
}

TEST(PlainText, WidthsCountColumns) {
  std::setlocale(LC_ALL, "C.UTF-8");
  EXPECT_EQ(display_width("Jürgen"), 6U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(padded("ü", 3), "ü  ");
  EXPECT_EQ(shortened("Jürgen Groß", 7), "Jürgen…");
  EXPECT_EQ(shortened("日本語", 4), "日…");
}

TEST(PlainText, LinesBreakAtSpaces) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("unbreakable", 4), (std::vector<std::string>{"unbreakable"}));
  EXPECT_EQ(wrapped("", 4), (std::vector<std::string>{""}));
}

TEST(PlainText, NumbersAreGrouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(48213907), "48,213,907");
  EXPECT_EQ(counted(1, "chat"), "1 chat");
  EXPECT_EQ(counted(2000, "entry", "entries"), "2,000 entries");
}

TEST(PlainText, SizesHaveOneDecimal) {
  EXPECT_EQ(file_size(1023), "1023 bytes");
  EXPECT_EQ(file_size(1536), "1.5 KiB");
  EXPECT_EQ(file_size(uint64_t{3} << 30), "3.0 GiB");
}

TEST(PlainText, ShellQuotesOnlyWhereNeeded) {
  EXPECT_EQ(quoted_for_shell("./acme"), "./acme");
  EXPECT_EQ(quoted_for_shell("Deal team"), "'Deal team'");
  EXPECT_EQ(quoted_for_shell("it's"), "'it'\\''s'");
  EXPECT_EQ(quoted_for_shell(""), "''");
}

}  // namespace
}  // namespace muniment::cli
