// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/age_file.h"

#include <algorithm>

#include "core/crypto/age_header.h"
#include "core/crypto/age_payload.h"
#include "core/crypto/age_recipient.h"
#include "core/crypto/random.h"

namespace muniment::crypto {
namespace {

bool is_scrypt(const AgeStanza& stanza) { return stanza.type() == kScryptStanza; }

Bytes seal(const std::vector<AgeStanza>& stanzas, ByteView file_key, ByteView plain) {
  Bytes file = to_bytes(format_age_header(stanzas, file_key));
  append_age_payload(file, file_key, plain);
  return file;
}

// A passphrase beside another recipient would let that recipient's owner pretend to know the passphrase.
Result<AgeHeader> parse_header(ByteView file) {
  MUNIMENT_TRY(AgeHeader header, parse_age_header(file));
  if (header.stanzas.size() == 1 || std::ranges::none_of(header.stanzas, is_scrypt)) return header;
  return make_error(ErrorCode::corrupt, "not a valid age file: a passphrase stands beside other recipients");
}

Result<SecretBytes> open_with_file_key(const AgeHeader& header, ByteView file_key, ByteView file) {
  MUNIMENT_TRY_VOID(check_age_header(header, file_key));
  return open_age_payload(file.subspan(header.size), file_key, header.size);
}

Result<SecretBytes> find_file_key(std::span<const AgeIdentity> identities, const AgeHeader& header) {
  for (const AgeIdentity& identity : identities) {
    for (const AgeStanza& stanza : header.stanzas) {
      MUNIMENT_TRY(std::optional<SecretBytes> file_key, unwrap_with(identity, stanza));
      if (file_key) return std::move(*file_key);
    }
  }
  return make_error(ErrorCode::auth_failed, "no identity opens the age file")
      .because("it was sealed to " + std::to_string(header.stanzas.size()) + " recipient(s), and none of them is ours");
}

}  // namespace

Result<Bytes> age_seal_to(std::span<const std::string> recipients, ByteView plain) {
  if (recipients.empty()) return make_error(ErrorCode::invalid_argument, "an age file needs at least one recipient");
  const SecretBytes file_key = random_secret(kAgeFileKeySize);
  std::vector<AgeStanza> stanzas;
  for (const std::string& recipient : recipients) {
    MUNIMENT_TRY(const X25519Point point, parse_age_recipient(recipient));
    MUNIMENT_TRY(AgeStanza stanza, wrap_for(point, file_key.view()));
    stanzas.push_back(std::move(stanza));
  }
  return seal(stanzas, file_key.view(), plain);
}

Result<Bytes> age_seal_with_passphrase(ByteView passphrase, ByteView plain, unsigned log_n) {
  const SecretBytes file_key = random_secret(kAgeFileKeySize);
  MUNIMENT_TRY(AgeStanza stanza, wrap_with_passphrase(passphrase, file_key.view(), log_n));
  return seal({std::move(stanza)}, file_key.view(), plain);
}

Result<SecretBytes> age_open(std::span<const AgeIdentity> identities, ByteView file) {
  MUNIMENT_TRY(const AgeHeader header, parse_header(file));
  if (is_scrypt(header.stanzas.front())) {
    return make_error(ErrorCode::auth_failed, "no identity opens the age file")
        .because("it is locked with a passphrase");
  }
  MUNIMENT_TRY(const SecretBytes file_key, find_file_key(identities, header));
  return open_with_file_key(header, file_key.view(), file);
}

Result<SecretBytes> age_open_with_passphrase(ByteView passphrase, ByteView file) {
  MUNIMENT_TRY(const AgeHeader header, parse_header(file));
  if (!is_scrypt(header.stanzas.front())) {
    return make_error(ErrorCode::auth_failed, "no passphrase opens the age file")
        .because("it is locked with an identity");
  }
  MUNIMENT_TRY(const auto file_key, unwrap_with_passphrase(passphrase, header.stanzas.front()));
  if (!file_key) return make_error(ErrorCode::auth_failed, "the passphrase does not open the age file");
  return open_with_file_key(header, file_key->view(), file);
}

}  // namespace muniment::crypto
