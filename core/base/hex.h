// SPDX-License-Identifier: GPL-3.0-or-later
// Lower-case hexadecimal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace muniment {

std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);  // either case; nothing for an odd length or a foreign letter

}  // namespace muniment
