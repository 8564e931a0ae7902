// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in sentences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muniment::exporting {

std::string grouped(uint64_t number);  // 48,213
std::string counted(uint64_t number, std::string_view one, std::string_view many);  // "1 message", "2 messages"

}  // namespace muniment::exporting
