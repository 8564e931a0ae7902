// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/age_recipient.h"

#include <algorithm>
#include <charconv>

#include "core/base/base64.h"
#include "core/crypto/aead.h"
#include "core/crypto/bech32.h"
#include "core/crypto/kdf.h"
#include "core/crypto/random.h"

namespace muniment::crypto {
namespace {

constexpr std::string_view kX25519Label = "age-encryption.org/v1/X25519";
constexpr std::string_view kScryptLabel = "age-encryption.org/v1/scrypt";
constexpr std::string_view kRecipientPrefix = "age";
constexpr std::array<Byte, kAeadNonceSize> kZeroNonce{};  // each wrapping key is used once
constexpr size_t kSaltSize = 16;
constexpr unsigned kMaxLogN = 22;
constexpr size_t kWrappedSize = kAgeFileKeySize + kAeadTagSize;

Error broken(const char* why) {
  return make_error(ErrorCode::corrupt, "not a valid age file: a stanza of its header is broken").because(why);
}

Bytes wrap(ByteView key, ByteView file_key) {
  return aead_seal(Aead::chacha20_poly1305, key, kZeroNonce, {}, file_key);
}

std::optional<SecretBytes> unwrap(ByteView key, ByteView body) {
  SecretBytes file_key(kAgeFileKeySize);
  if (!aead_open_into(Aead::chacha20_poly1305, key, kZeroNonce, {}, body, file_key.writable())) return std::nullopt;
  return file_key;
}

SecretBytes x25519_wrapping_key(ByteView shared, const X25519Point& ephemeral, const X25519Point& recipient) {
  Bytes salt = to_bytes(ByteView(ephemeral));
  append(salt, ByteView(recipient));
  return hkdf_sha256(shared, salt, as_bytes(kX25519Label), kAeadKeySize);
}

Result<SecretBytes> scrypt_wrapping_key(ByteView passphrase, ByteView salt, unsigned log_n) {
  Bytes labelled = to_bytes(kScryptLabel);
  append(labelled, salt);
  return scrypt(passphrase, labelled, log_n, kAeadKeySize);
}

// Decimal without sign or leading zero.
std::optional<unsigned> parse_log_n(const std::string& text) {
  unsigned log_n = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), log_n);
  const bool whole = trouble == std::errc{} && end == text.data() + text.size();
  if (!whole || text.front() == '0') return std::nullopt;
  return log_n;
}

}  // namespace

Result<X25519Point> parse_age_recipient(std::string_view text) {
  const auto decoded = bech32_decode(text);
  X25519Point point{};
  if (!decoded || decoded->prefix != kRecipientPrefix || decoded->data.size() != point.size()) {
    return make_error(ErrorCode::invalid_argument, "\"" + std::string(text) + "\" is not an age recipient")
        .because("a recipient begins with age1, has 62 characters, and no typing error")
        .advise("age-keygen -y IDENTITY_FILE prints the recipient of an identity");
  }
  std::ranges::copy(decoded->data.view(), point.begin());
  return point;
}

Result<AgeStanza> wrap_for(const X25519Point& recipient, ByteView file_key) {
  const SecretBytes secret = random_secret(32);
  const auto shared = x25519_shared(secret.view(), recipient);
  if (!shared) {
    return make_error(ErrorCode::invalid_argument, "an age recipient is a point of low order, which hides nothing");
  }
  const X25519Point ephemeral = x25519_public(secret.view());
  const SecretBytes key = x25519_wrapping_key(shared->view(), ephemeral, recipient);
  return AgeStanza{{std::string(kX25519Stanza), to_base64_unpadded(ephemeral)}, wrap(key.view(), file_key)};
}

Result<std::optional<SecretBytes>> unwrap_with(const AgeIdentity& identity, const AgeStanza& stanza) {
  if (stanza.type() != kX25519Stanza) return std::optional<SecretBytes>();
  if (stanza.words.size() != 2) return broken("an X25519 stanza has one argument");
  const auto share = from_base64_unpadded(stanza.words[1]);
  X25519Point ephemeral{};
  if (!share || share->size() != ephemeral.size()) {
    return broken("the share of an X25519 stanza is not 32 bytes of base64");
  }
  if (stanza.body.size() != kWrappedSize) return broken("the wrapped file key of an X25519 stanza is not 32 bytes");
  std::ranges::copy(*share, ephemeral.begin());
  const auto shared = x25519_shared(identity.secret(), ephemeral);
  if (!shared) return broken("the share of an X25519 stanza is a point of low order");
  const SecretBytes key = x25519_wrapping_key(shared->view(), ephemeral, x25519_public(identity.secret()));
  return unwrap(key.view(), stanza.body);
}

Result<AgeStanza> wrap_with_passphrase(ByteView passphrase, ByteView file_key, unsigned log_n) {
  std::array<Byte, kSaltSize> salt{};
  fill_random(salt);
  MUNIMENT_TRY(const SecretBytes key, scrypt_wrapping_key(passphrase, salt, log_n));
  return AgeStanza{{std::string(kScryptStanza), to_base64_unpadded(salt), std::to_string(log_n)},
                   wrap(key.view(), file_key)};
}

Result<std::optional<SecretBytes>> unwrap_with_passphrase(ByteView passphrase, const AgeStanza& stanza) {
  if (stanza.words.size() != 3) return broken("a scrypt stanza has two arguments");
  const auto salt = from_base64_unpadded(stanza.words[1]);
  if (!salt || salt->size() != kSaltSize) return broken("the salt of a scrypt stanza is not 16 bytes of base64");
  const auto log_n = parse_log_n(stanza.words[2]);
  if (!log_n) return broken("the work factor of a scrypt stanza is not a decimal number");
  if (stanza.body.size() != kWrappedSize) return broken("the wrapped file key of a scrypt stanza is not 32 bytes");
  if (*log_n > kMaxLogN) {
    return make_error(ErrorCode::unsupported,
                      "the age file asks for a scrypt work factor of 2^" + std::to_string(*log_n))
        .because("more than 2^22 would need more than 4 GiB of memory, and is refused");
  }
  MUNIMENT_TRY(const SecretBytes key, scrypt_wrapping_key(passphrase, *salt, *log_n));
  return unwrap(key.view(), stanza.body);
}

}  // namespace muniment::crypto
