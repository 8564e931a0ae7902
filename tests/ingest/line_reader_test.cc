// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/line_reader.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace muniment::ingest {
namespace {

// A stream that gives at most `step` bytes at a time.
class Slow final : public io::InputStream {
 public:
  Slow(std::string_view text, size_t step) : text_(text), step_(step) {}
  Result<size_t> read(MutableByteView out) override {
    const size_t count = std::min({out.size(), step_, text_.size() - at_});
    std::copy_n(text_.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  size_t step_;
  size_t at_ = 0;
};

// "offset:text" of each line; "…" behind a cut one.
std::vector<std::string> lines_of(std::string_view text, size_t step = 1000, size_t longest = 100) {
  LineReader reader(std::make_unique<Slow>(text, step), longest);
  std::vector<std::string> lines;
  Line line;
  std::string storage;
  for (;;) {
    const auto there = reader.next(line);
    EXPECT_TRUE(there);
    if (!there || !*there) return lines;
    EXPECT_EQ(line.number, lines.size() + 1);
    lines.push_back(std::to_string(line.offset) + ":" + std::string(text_of(line.bytes, reader.encoding(), storage)) + (line.is_cut() ? "…" : ""));
  }
}

using Lines = std::vector<std::string>;

// Found by the fuzzer: a parser that looks behind a broken last line saw what had stood there before, and gave another reason.
TEST(LineReader, NothingStandsBehindTheLastLine) {
  std::string text;
  while (text.size() < 700'000) text += std::string(90, '}') + "\n";
  text += "ab";
  LineReader reader(std::make_unique<Slow>(text, 10'000), 100);
  Line line;
  do {
    ASSERT_TRUE(reader.next(line).value());
  } while (line.bytes[0] == Byte{'}'});
  const Byte* const behind = line.bytes.data() + line.bytes.size();
  EXPECT_TRUE(std::all_of(behind, behind + LineReader::kReadablePadding, [](Byte b) { return b == 0; }));
}

TEST(LineReader, OnlyLineFeedsEndLines) {
  for (const size_t step : {1U, 2U, 3U, 1000U}) {
    EXPECT_EQ(lines_of("a\nb\r\n\nc\rd\u2028e\nlast", step), (Lines{"0:a", "2:b", "5:", "6:c\rd\u2028e", "14:last"})) << step;
    EXPECT_EQ(lines_of("", step), Lines{});
    EXPECT_EQ(lines_of("\n", step), Lines{"0:"});
    EXPECT_EQ(lines_of("\xEF\xBB\xBF" "a\n", step), Lines{"3:a"});
  }
}

TEST(LineReader, LongLinesAreCutAndTheNextIsWhole) {
  const std::string longer(300'000, 'x');
  for (const size_t step : {7U, 100'000U}) {
    EXPECT_EQ(lines_of("a\n" + longer + "\nb\n", step, 10), (Lines{"0:a", "2:xxxxxxxxxx…", "300003:b"})) << step;
    EXPECT_EQ(lines_of(longer, step, 10), (Lines{"0:xxxxxxxxxx…"})) << step;
  }
  EXPECT_EQ(lines_of("0123456789\n", 1000, 10), Lines{"0:0123456789"});
}

TEST(LineReader, Utf16IsReadInBothByteOrders) {
  using namespace std::string_literals;
  const std::string little = "\xFF\xFE" "a\0\r\0\n\0\x3D\xD8\x00\xDE\x0A\x01\n\0"s;
  const std::string big = "\xFE\xFF" "\0a\0\r\0\n\xD8\x3D\xDE\x00\x01\x0A\0\n"s;
  EXPECT_EQ(lines_of(little, 1), (Lines{"2:a", "8:😀Ċ"}));
  EXPECT_EQ(lines_of(big, 3), (Lines{"2:a", "8:😀Ċ"}));
}

}  // namespace
}  // namespace muniment::ingest
