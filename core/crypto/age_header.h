// SPDX-License-Identifier: GPL-3.0-or-later
// The header of an age file: text lines that hold the file key, wrapped once per recipient.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment::crypto {

inline constexpr size_t kAgeFileKeySize = 16;

struct AgeStanza {
  std::vector<std::string> words;  // the type, then its arguments
  Bytes body;

  [[nodiscard]] const std::string& type() const { return words.front(); }
};

struct AgeHeader {
  std::vector<AgeStanza> stanzas;
  ByteView authenticated;  // what the MAC covers, in the file that was parsed
  Bytes mac;
  size_t size = 0;  // bytes of the whole header
};

// corrupt, with the byte, for anything that is not exactly what an age writer writes.
Result<AgeHeader> parse_age_header(ByteView file);

// The header with its MAC.
std::string format_age_header(const std::vector<AgeStanza>& stanzas, ByteView file_key);

// corrupt if the header is not the one that the owner of this file key wrote.
Result<void> check_age_header(const AgeHeader& header, ByteView file_key);

}  // namespace muniment::crypto
