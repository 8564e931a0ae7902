// SPDX-License-Identifier: GPL-3.0-or-later
// The two ways in which an age header can hold the file key: for an X25519 recipient, or for a passphrase.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/crypto/age_file.h"
#include "core/crypto/age_header.h"
#include "core/crypto/x25519.h"

namespace muniment::crypto {

inline constexpr std::string_view kX25519Stanza = "X25519";
inline constexpr std::string_view kScryptStanza = "scrypt";

Result<X25519Point> parse_age_recipient(std::string_view text);  // invalid_argument

Result<AgeStanza> wrap_for(const X25519Point& recipient, ByteView file_key);  // invalid_argument: a point of low order
// Nothing if the stanza is for somebody else; corrupt if it is broken.
Result<std::optional<SecretBytes>> unwrap_with(const AgeIdentity& identity, const AgeStanza& stanza);

Result<AgeStanza> wrap_with_passphrase(ByteView passphrase, ByteView file_key, unsigned log_n);
Result<std::optional<SecretBytes>> unwrap_with_passphrase(ByteView passphrase, const AgeStanza& stanza);

}  // namespace muniment::crypto
