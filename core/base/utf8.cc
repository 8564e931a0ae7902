// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <cstring>

namespace muniment {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned char byte_at(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }

struct Lead {
  unsigned length;      // bytes in all; 0 for a byte that cannot lead
  unsigned char low;    // bounds of the second byte (RFC 3629 section 4)
  unsigned char high;
};

Lead lead_of(unsigned char b) {
  if (b < 0x80) return {1, 0, 0};
  if (b < 0xC2) return {0, 0, 0};
  if (b < 0xE0) return {2, 0x80, 0xBF};
  if (b == 0xE0) return {3, 0xA0, 0xBF};
  if (b == 0xED) return {3, 0x80, 0x9F};
  if (b < 0xF0) return {3, 0x80, 0xBF};
  if (b == 0xF0) return {4, 0x90, 0xBF};
  if (b < 0xF4) return {4, 0x80, 0xBF};
  if (b == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

struct Piece {
  unsigned bytes;
  bool valid;
};

// The sequence at `at`: complete and valid, or the maximal part of one that is not (Unicode, "substitution of maximal subparts").
Piece piece_at(std::string_view text, size_t at) {
  const Lead lead = lead_of(byte_at(text, at));
  if (lead.length <= 1) return {1, lead.length == 1};
  for (unsigned i = 1; i < lead.length; ++i) {
    if (at + i >= text.size()) return {i, false};
    const unsigned char b = byte_at(text, at + i);
    const unsigned char low = i == 1 ? lead.low : 0x80;
    const unsigned char high = i == 1 ? lead.high : 0xBF;
    if (b < low || b > high) return {i, false};
  }
  return {lead.length, true};
}

// Moves over ASCII eight bytes at a time; most text is.
size_t skip_ascii(std::string_view text, size_t at) {
  while (at + 8 <= text.size()) {
    uint64_t chunk = 0;
    std::memcpy(&chunk, text.data() + at, 8);
    if ((chunk & 0x8080808080808080ULL) != 0) break;
    at += 8;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at;
}

}  // namespace

std::optional<size_t> first_invalid_utf8(std::string_view text) {
  size_t at = skip_ascii(text, 0);
  while (at < text.size()) {
    const Piece piece = piece_at(text, at);
    if (!piece.valid) return at;
    at = skip_ascii(text, at + piece.bytes);
  }
  return std::nullopt;
}

RepairedText repair_utf8(std::string_view text) {
  RepairedText repaired;
  const auto first_bad = first_invalid_utf8(text);
  if (!first_bad) {
    repaired.text = text;
    return repaired;
  }
  repaired.text = text.substr(0, *first_bad);
  for (size_t at = *first_bad; at < text.size();) {
    const Piece piece = piece_at(text, at);
    if (piece.valid) {
      repaired.text += text.substr(at, piece.bytes);
    } else {
      append_utf8(repaired.text, kReplacement);
      ++repaired.replacements;
    }
    at += piece.bytes;
  }
  return repaired;
}

CodePoint front_code_point(std::string_view text) {
  if (text.empty()) return {kReplacement, 1};
  const Piece piece = piece_at(text, 0);
  if (!piece.valid) return {kReplacement, 1};
  static constexpr unsigned char kLeadMask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t value = byte_at(text, 0) & kLeadMask[piece.bytes];
  for (unsigned i = 1; i < piece.bytes; ++i) value = (value << 6) | (byte_at(text, i) & 0x3F);
  return {value, piece.bytes};
}

CodePoint back_code_point(std::string_view text) {
  size_t begin = text.empty() ? 0 : text.size() - 1;
  while (begin > 0 && text.size() - begin < 4 && (byte_at(text, begin) & 0xC0) == 0x80) --begin;
  const CodePoint last = front_code_point(text.substr(begin));
  return begin + last.bytes == text.size() ? last : CodePoint{kReplacement, 1};
}

void append_utf8(std::string& out, char32_t c) {
  const auto tail = [&out, c](unsigned shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(12), tail(6), tail(0);
  }
}

}  // namespace muniment
