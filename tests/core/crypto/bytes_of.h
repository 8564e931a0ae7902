// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes for tests: from hexadecimal, and of any length without two neighbours that look alike.
#pragma once

#include "core/base/hex.h"

namespace muniment::test {

inline Bytes bytes_of(std::string_view hex) { return from_hex(hex).value(); }

inline Bytes sample(size_t length) {
  Bytes bytes(length);
  for (size_t i = 0; i < length; ++i) bytes[i] = static_cast<Byte>(i * i + 7 * i);
  return bytes;
}

inline Bytes counting(size_t length) {
  Bytes bytes(length);
  for (size_t i = 0; i < length; ++i) bytes[i] = static_cast<Byte>(i);
  return bytes;
}

}  // namespace muniment::test
