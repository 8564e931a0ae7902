// SPDX-License-Identifier: GPL-3.0-or-later
// X25519 (RFC 7748).
#pragma once

#include <array>
#include <optional>

#include "core/base/secret.h"

namespace muniment::crypto {

using X25519Point = std::array<Byte, 32>;

X25519Point x25519_public(ByteView secret);  // 32 bytes
// Nothing if the point is of low order, so that the result would be zero whatever the secret is.
std::optional<SecretBytes> x25519_shared(ByteView secret, const X25519Point& point);

}  // namespace muniment::crypto
