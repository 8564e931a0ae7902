// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base64.h"

namespace muniment {
namespace {

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kBase32[] = "abcdefghijklmnopqrstuvwxyz234567";

int sextet_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

// Groups of `width` bits, most significant first; the last group is filled up with zero bits.
std::string spread(ByteView bytes, unsigned width, const char* alphabet) {
  std::string text;
  text.reserve(bytes.size() * 8 / width + 1);
  uint32_t window = 0;
  unsigned bits = 0;
  for (const Byte b : bytes) {
    window = (window << 8) | b;
    bits += 8;
    while (bits >= width) {
      bits -= width;
      text += alphabet[(window >> bits) & ((1U << width) - 1)];
    }
  }
  if (bits > 0) text += alphabet[(window << (width - bits)) & ((1U << width) - 1)];
  return text;
}

}  // namespace

std::string to_base64_unpadded(ByteView bytes) { return spread(bytes, 6, kBase64); }

std::string to_base64(ByteView bytes) {
  std::string text = to_base64_unpadded(bytes);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<Bytes> from_base64_unpadded(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  uint32_t window = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const int sextet = sextet_of(c);
    if (sextet < 0) return std::nullopt;
    window = (window << 6) | static_cast<uint32_t>(sextet);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<Byte>((window >> bits) & 0xFF));
  }
  if ((window & ((1U << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && !text.empty() && text.back() == '=') {
    text.remove_suffix(1);
    ++padding;
  }
  if ((text.size() + padding) % 4 != 0) return std::nullopt;
  return from_base64_unpadded(text);
}

std::string to_base32_lower(ByteView bytes) { return spread(bytes, 5, kBase32); }

}  // namespace muniment
