// SPDX-License-Identifier: GPL-3.0-or-later
// CRC-32C (Castagnoli): finds accidents without a key. Proves nothing.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace muniment::crypto {

uint32_t crc32c(ByteView bytes);           // by the processor's instruction where it has one
uint32_t crc32c_by_table(ByteView bytes);  // the same value without it

}  // namespace muniment::crypto
