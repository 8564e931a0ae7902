// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/sign.h"

#include "core/crypto/evp.h"
#include "core/crypto/random.h"

namespace muniment::crypto {
namespace {

constexpr size_t kSeedSize = 32;

evp::Pkey private_key(ByteView seed) {
  evp::Pkey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  MUNIMENT_CHECK(key != nullptr, "32 bytes are an Ed25519 seed");
  return key;
}

evp::MdContext new_context() {
  evp::MdContext context(EVP_MD_CTX_new());
  MUNIMENT_CHECK(context != nullptr, "memory is left for a signature");
  return context;
}

}  // namespace

Ed25519KeyPair new_ed25519_key() { return ed25519_from_seed(random_secret(kSeedSize).view()).value(); }

Result<Ed25519KeyPair> ed25519_from_seed(ByteView seed) {
  if (seed.size() != kSeedSize) {
    return make_error(ErrorCode::invalid_argument, "an Ed25519 seed has 32 bytes, not " + std::to_string(seed.size()));
  }
  Ed25519KeyPair pair{SecretBytes(seed), {}};
  size_t size = pair.public_key.size();
  evp::must_succeed(EVP_PKEY_get_raw_public_key(private_key(seed).get(), pair.public_key.data(), &size));
  return pair;
}

Ed25519Signature ed25519_sign(const Ed25519KeyPair& key, ByteView message) {
  Ed25519Signature signature{};
  size_t size = signature.size();
  const auto context = new_context();
  const auto secret = private_key(key.seed.view());
  evp::must_succeed(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, secret.get()));
  evp::must_succeed(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()));
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& key, ByteView message, ByteView signature) {
  const evp::Pkey pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const auto context = new_context();
  return pkey != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace muniment::crypto
