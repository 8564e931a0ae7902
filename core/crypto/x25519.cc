// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/x25519.h"

#include <openssl/err.h>

#include "core/crypto/evp.h"

namespace muniment::crypto {
namespace {

evp::Pkey private_key(ByteView secret) {
  evp::Pkey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), secret.size()));
  MUNIMENT_CHECK(key != nullptr, "32 bytes are an X25519 secret");
  return key;
}

}  // namespace

X25519Point x25519_public(ByteView secret) {
  X25519Point point{};
  size_t size = point.size();
  evp::must_succeed(EVP_PKEY_get_raw_public_key(private_key(secret).get(), point.data(), &size));
  return point;
}

std::optional<SecretBytes> x25519_shared(ByteView secret, const X25519Point& point) {
  const evp::Pkey own = private_key(secret);
  const evp::Pkey peer(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, point.data(), point.size()));
  const evp::PkeyContext context(EVP_PKEY_CTX_new(own.get(), nullptr));
  MUNIMENT_CHECK(peer != nullptr && context != nullptr, "32 bytes are an X25519 point");
  evp::must_succeed(EVP_PKEY_derive_init(context.get()));
  evp::must_succeed(EVP_PKEY_derive_set_peer(context.get(), peer.get()));
  SecretBytes shared(32);
  size_t size = shared.size();
  if (EVP_PKEY_derive(context.get(), shared.writable().data(), &size) == 1) return shared;
  ERR_clear_error();  // OpenSSL refuses the zero result itself
  return std::nullopt;
}

}  // namespace muniment::crypto
