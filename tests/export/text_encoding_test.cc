// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/text_encoding.h"

#include <gtest/gtest.h>

#include "core/base/base64.h"

namespace muniment::exporting {
namespace {

std::string quoted_printable(std::string_view text) {
  std::string out;
  append_encoded(out, text, TransferEncoding::quoted_printable);
  return out;
}

TEST(TextEncoding, PlainTextTravelsAsItIs) {
  EXPECT_EQ(choose_encoding("Good morning\n\n> really"), TransferEncoding::seven_bit);
  EXPECT_EQ(choose_encoding(""), TransferEncoding::seven_bit);
}

TEST(TextEncoding, WhatALineOfMailCannotCarryIsEncoded) {
  for (const char* text : {"ends in a space ", "tab\t\nx", "From me", "x\n>>From me", "a\rb in a longer text", "caf\xC3\xA9 with much plain text around",
                           "--=_muniment_"}) {
    EXPECT_EQ(choose_encoding(text), TransferEncoding::quoted_printable) << text;
  }
  EXPECT_EQ(choose_encoding(std::string(78, 'a')), TransferEncoding::seven_bit);
  EXPECT_EQ(choose_encoding(std::string(79, 'a')), TransferEncoding::quoted_printable);
  EXPECT_EQ(choose_encoding("今天下午三点开会"), TransferEncoding::base64);
}

TEST(TextEncoding, NoLineBeginsLikeASeparatorOfAnMbox) {
  EXPECT_EQ(quoted_printable("From a\n>From b\n>>From c\nFromage"), "=46rom a\n=3EFrom b\n=3E>From c\nFromage\n");
}

TEST(TextEncoding, ASoftBreakDoesNotMakeASeparator) {
  for (size_t before = 60; before < 90; ++before) {
    const std::string out = quoted_printable(std::string(before, 'x') + "From here, >From there");
    EXPECT_EQ(out.find("\nFrom "), std::string::npos) << before;
    EXPECT_EQ(out.find("\n>"), std::string::npos) << before;
  }
}

TEST(TextEncoding, LinesHaveAtMost76Characters) {
  for (const std::string& text : {std::string(1000, 'x'), std::string(1000, ' '), std::string(1000, '=')}) {
    std::string out = quoted_printable(text);
    for (size_t at = 0; at < out.size(); at = out.find('\n', at) + 1) EXPECT_LE(out.find('\n', at) - at, 76U);
  }
}

TEST(TextEncoding, Base64OfAStreamIsTheSameInPieces) {
  Bytes bytes(57 * 20 + 2);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<Byte>(i * 7);
  std::string whole, pieces;
  append_base64_lines(whole, bytes);
  append_base64_lines(pieces, ByteView(bytes).first(57 * 3));
  append_base64_lines(pieces, ByteView(bytes).subspan(57 * 3));
  EXPECT_EQ(whole, pieces);
  std::erase(whole, '\n');
  EXPECT_EQ(from_base64(whole), bytes);
}

TEST(TextEncoding, Base64EndsRightAtEveryLength) {
  for (size_t size = 0; size < 130; ++size) {
    const Bytes bytes(size, 'a');
    std::string out;
    append_base64_lines(out, bytes);
    EXPECT_EQ(out.ends_with('\n'), size > 0);
    std::erase(out, '\n');
    EXPECT_EQ(out, to_base64(bytes));
  }
}

}  // namespace
}  // namespace muniment::exporting
