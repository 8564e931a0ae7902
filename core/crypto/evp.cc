// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/evp.h"

namespace muniment::crypto::evp {
namespace {

template <typename Algorithm>
Algorithm* must_have(Algorithm* fetched) {
  MUNIMENT_CHECK(fetched != nullptr, "OpenSSL offers AES-256-GCM, ChaCha20-Poly1305, HKDF and scrypt");
  return fetched;
}

}  // namespace

const EVP_CIPHER* cipher(Aead algorithm) {
  static const EVP_CIPHER* const aes = must_have(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  static const EVP_CIPHER* const chacha = must_have(EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr));
  return algorithm == Aead::aes_256_gcm ? aes : chacha;
}

EVP_KDF* hkdf() {
  static EVP_KDF* const kdf = must_have(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  return kdf;
}

EVP_KDF* scrypt() {
  static EVP_KDF* const kdf = must_have(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
  return kdf;
}

void must_succeed(int returned) { MUNIMENT_CHECK(returned == 1, "OpenSSL does what it is asked"); }

}  // namespace muniment::crypto::evp
