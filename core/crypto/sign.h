// SPDX-License-Identifier: GPL-3.0-or-later
// Ed25519 (RFC 8032).
#pragma once

#include <array>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace muniment::crypto {

using Ed25519PublicKey = std::array<Byte, 32>;
using Ed25519Signature = std::array<Byte, 64>;

struct Ed25519KeyPair {
  SecretBytes seed;  // 32 bytes
  Ed25519PublicKey public_key{};
};

Ed25519KeyPair new_ed25519_key();
Result<Ed25519KeyPair> ed25519_from_seed(ByteView seed);
Ed25519Signature ed25519_sign(const Ed25519KeyPair& key, ByteView message);
bool ed25519_verify(const Ed25519PublicKey& key, ByteView message, ByteView signature);

}  // namespace muniment::crypto
