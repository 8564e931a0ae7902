// SPDX-License-Identifier: GPL-3.0-or-later
// Authenticated encryption: AES-256-GCM (NIST SP 800-38D) and ChaCha20-Poly1305 (RFC 8439), 12-byte nonce, 16-byte tag.
// A key-nonce pair is used for one message only: the caller's duty, and the formats derive a fresh pair each time.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment::crypto {

inline constexpr size_t kAeadKeySize = 32;
inline constexpr size_t kAeadNonceSize = 12;
inline constexpr size_t kAeadTagSize = 16;

enum class Aead { aes_256_gcm, chacha20_poly1305 };

// Ciphertext followed by the tag: plain.size() + 16 bytes. Thread-safe.
Bytes aead_seal(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView plain);
void aead_seal_into(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView plain, MutableByteView out);
// auth_failed if a bit of anything is not what was sealed; nothing of the plaintext is returned then.
Result<Bytes> aead_open(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView sealed);
// Into a place of sealed.size() - 16 bytes; wiped on failure.
Result<void> aead_open_into(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView sealed,
                            MutableByteView out);

}  // namespace muniment::crypto
