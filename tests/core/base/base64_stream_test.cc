// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base64_stream.h"

#include <algorithm>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "core/base/base64.h"

namespace muniment {
namespace {

std::optional<Bytes> decoded(const std::string& text, size_t piece) {
  Base64Decoder decoder;
  Bytes out;
  for (size_t at = 0; at < text.size(); at += piece) {
    if (!decoder.take(std::string_view(text).substr(at, piece), out)) return std::nullopt;
  }
  return decoder.finish() ? std::optional(out) : std::nullopt;
}

Bytes some_bytes(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i * 89 + size * 31 + 250);
  return bytes;
}

std::string with(std::string text, char from, const std::string& to) {
  std::string out;
  for (const char c : text) out += c == from ? to : std::string(1, c);
  return out;
}

TEST(Base64Decoder, ReadsEveryFormInAnyPieces) {
  for (size_t size = 0; size < 70; ++size) {
    const Bytes bytes = some_bytes(size);
    const std::string plain = to_base64(bytes);
    const std::string url_safe = with(with(plain, '+', "-"), '/', "_"), escaped = with(plain, '/', "\\/");
    for (const std::string& form : {plain, url_safe, escaped, to_base64_unpadded(bytes), url_safe.substr(0, url_safe.find('='))}) {
      for (const size_t piece : {1U, 2U, 3U, 4U, 5U, 64U}) EXPECT_EQ(decoded(form, piece), bytes) << form << " in pieces of " << piece;
    }
  }
}

TEST(Base64Decoder, RefusesWhatCouldNotBeWrittenAgain) {
  for (const char* const text : {"A", "AAAAA", "AB", "AB==", "AAC", "AAA==", "AA=A", "AA=", "AAAA=", "=", "AA==AAAA", "AA A", "AA\n==", "+-AA",
                                  "/_AA", "/A\\/A", "\\AAA", "AAA\\", "\\\\/AA", "AA\\=="}) {
    for (const size_t piece : {1U, 3U, 64U}) EXPECT_FALSE(decoded(text, piece)) << text;
  }
}

}  // namespace
}  // namespace muniment
