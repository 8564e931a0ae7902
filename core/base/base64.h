// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 (RFC 4648 section 4) and lower-case base32 without padding (section 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace muniment {

std::string to_base64(ByteView bytes);                    // padded
std::string to_base64_unpadded(ByteView bytes);           // as age headers write it
std::optional<Bytes> from_base64(std::string_view text);  // canonical only: padding right, spare bits zero, no white space
std::optional<Bytes> from_base64_unpadded(std::string_view text);
std::string to_base32_lower(ByteView bytes);              // no padding

}  // namespace muniment
