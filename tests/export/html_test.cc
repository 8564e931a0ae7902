// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "export/html/escape.h"
#include "export/html/page.h"

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

// Each instant is told as what it is, and all of them are told.
TEST(Page, SaysHowItsTimesAreKnown) {
  const ExportOptions options;
  std::vector<ExportItem> items(9);
  for (size_t i = 0; i < items.size(); ++i) items[i].number.value = i + 1;
  for (const size_t i : {0U, 1U}) items[i].record.time = EventTime{1000, "", TimeBasis::server, TimePrecision::second};
  for (const size_t i : {2U, 3U, 4U}) items[i].record.time = EventTime{1000, "", TimeBasis::recorder, TimePrecision::second};
  items[5].record.time = EventTime{1000, "", TimeBasis::sender, TimePrecision::second};
  items[6].record.time = EventTime{1000, "", TimeBasis::stated, TimePrecision::second};
  items[7].record.captured_ms = 1000;
  TranscriptPage page(options, items[0], 1);
  for (const ExportItem& item : items) page.add(item, {});
  EXPECT_NE(page.html("", "").find("1 with the zone stated by the source; 2 stamped by the platform's server; 3 by the recorder's clock; "
                                   "1 by the clock of the sender's device; 1 by the time of capture; 1 without any time"),
            std::string::npos);
}

TEST(Href, IsOnlyAPath) { EXPECT_EQ(href("a b/#?%é:x"), "a%20b/%23%3F%25%C3%A9%3Ax"); }

}  // namespace
}  // namespace muniment::exporting
