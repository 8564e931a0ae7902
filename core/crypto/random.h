// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that nobody can guess: OpenSSL's mixed with the kernel's, so that a virtual machine restored from a snapshot
// does not repeat them. A failure of either ends the process.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace muniment::crypto {

void fill_random(MutableByteView out);  // thread-safe
SecretBytes random_secret(size_t size);

template <typename Fixed>
Fixed random_value() {
  Fixed value;
  fill_random(value.bytes);
  return value;
}

}  // namespace muniment::crypto
