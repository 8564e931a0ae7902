// SPDX-License-Identifier: GPL-3.0-or-later
// Key derivation: HKDF (RFC 5869) and scrypt (RFC 7914).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace muniment::crypto {

// HKDF-Expand-SHA-512. `key` is already uniform; `length` up to 255 * 64 bytes. Thread-safe.
SecretBytes hkdf_expand_sha512(ByteView key, ByteView info, size_t length);
// HKDF-SHA-256, extract and expand (age uses it).
SecretBytes hkdf_sha256(ByteView secret, ByteView salt, ByteView info, size_t length);
// scrypt with N = 2^log_n, r = 8, p = 1. Memory 1 KiB * N. Fails for log_n outside 1..22.
Result<SecretBytes> scrypt(ByteView passphrase, ByteView salt, unsigned log_n, size_t length);

}  // namespace muniment::crypto
