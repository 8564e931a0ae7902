// SPDX-License-Identifier: GPL-3.0-or-later
// Bech32 (BIP 173) without its limit of 90 characters, as age writes keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/secret.h"

namespace muniment::crypto {

struct Bech32 {
  std::string prefix;  // in the case in which it was written
  SecretBytes data;
};

SecretBytes bech32_encode(std::string_view lower_case_prefix, ByteView data);  // lower case
// Nothing for mixed case, foreign letters, a wrong checksum, or bits that no encoder writes.
std::optional<Bech32> bech32_decode(std::string_view text);

}  // namespace muniment::crypto
