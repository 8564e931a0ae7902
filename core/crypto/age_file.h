// SPDX-License-Identifier: GPL-3.0-or-later
// age v1 files (C2SP age.md): scrypt and X25519 recipients, binary form, in memory. Debian's `age` opens what we
// write, and is the tool of last resort for an owner without muniment.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace muniment::crypto {

// An X25519 identity. Text form "AGE-SECRET-KEY-1…" (Bech32), recipient form "age1…".
class AgeIdentity {
 public:
  static AgeIdentity new_random();
  static Result<AgeIdentity> parse(std::string_view text);  // one line; white space around it is fine
  [[nodiscard]] SecretBytes text() const;                   // without line feed
  [[nodiscard]] std::string recipient() const;
  [[nodiscard]] ByteView secret() const { return secret_.view(); }
  [[nodiscard]] AgeIdentity clone() const;

 private:
  explicit AgeIdentity(SecretBytes secret) : secret_(std::move(secret)) {}
  SecretBytes secret_;  // 32 bytes
};

// An identity file as age-keygen writes it: comment lines, then identities. not_found if there is none.
Result<std::vector<AgeIdentity>> parse_identity_file(std::string_view text);

// invalid_argument for a bad recipient, or none.
Result<Bytes> age_seal_to(std::span<const std::string> recipients, ByteView plain);
Result<Bytes> age_seal_with_passphrase(ByteView passphrase, ByteView plain, unsigned log_n);

// auth_failed if no identity opens it; corrupt if it is not an age file or was changed.
Result<SecretBytes> age_open(std::span<const AgeIdentity> identities, ByteView file);
Result<SecretBytes> age_open_with_passphrase(ByteView passphrase, ByteView file);  // auth_failed for a wrong passphrase

}  // namespace muniment::crypto
