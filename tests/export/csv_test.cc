// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/csv.h"

#include <gtest/gtest.h>

namespace muniment::exporting {
namespace {

std::string cell(std::string_view text) {
  std::string row;
  append_cell(row, text);
  return row;
}

TEST(CsvCell, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(cell("plain"), "plain");
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(cell("two\nlines"), "\"two\nlines\"");
}

TEST(CsvCell, IsNeverAFormula) {
  EXPECT_EQ(cell("=1+1"), "'=1+1");
  EXPECT_EQ(cell("@x"), "'@x");
  EXPECT_EQ(cell("＝1"), "'＝1");
  EXPECT_EQ(cell("\tx"), "\"'\tx\"");
  EXPECT_EQ(cell("'=1"), "''=1") << "so that taking one apostrophe away is always right";
  EXPECT_EQ(cell("1=1"), "1=1");
}

TEST(CsvCell, ControlCharactersBecomePictures) { EXPECT_EQ(cell(std::string("a\0b", 3)), "a␀b"); }

TEST(CsvRow, EndsInCrLf) {
  std::string out;
  append_row(out, {"a", "", "b"});
  EXPECT_EQ(out, "a,,b\r\n");
}

}  // namespace
}  // namespace muniment::exporting
