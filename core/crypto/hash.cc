// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/hash.h"

#include <algorithm>

#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_*: see started()
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "core/base/check.h"
#include "core/base/secret.h"
#include "core/crypto/evp.h"

namespace muniment::crypto {
namespace {

constexpr size_t kBlock = 64;
using Block = std::array<Byte, kBlock>;

// OpenSSL's own SHA-256 beneath EVP: a plain value that is copied like one, so that a midstate costs nothing to go on
// from. EVP's contexts cost more than the hashing of a short message does.
SHA256_CTX started() {
  SHA256_CTX context;
  evp::must_succeed(SHA256_Init(&context));
  return context;
}

void update(SHA256_CTX& context, ByteView bytes) {
  evp::must_succeed(SHA256_Update(&context, bytes.data(), bytes.size()));
}

Sha256 finish(SHA256_CTX& context) {  // wipes it
  Sha256 digest;
  evp::must_succeed(SHA256_Final(digest.bytes.data(), &context));
  OPENSSL_cleanse(&context, sizeof context);
  return digest;
}

// RFC 2104: a key of up to one block, filled up with zeros; a longer one is hashed first.
Block block_of_key(ByteView key) {
  Block block{};
  if (key.size() <= kBlock) {
    std::ranges::copy(key, block.begin());
  } else {
    std::ranges::copy(sha256(key).bytes, block.begin());
  }
  return block;
}

constexpr Byte kInner = 0x36;
constexpr Byte kOuter = 0x5c;

void mask(Block& block, Byte with) {
  for (Byte& byte : block) byte ^= with;
}

}  // namespace

Sha256 sha256(ByteView bytes) {
  SHA256_CTX context = started();
  update(context, bytes);
  return finish(context);
}

Sha256 hmac_sha256(ByteView key, ByteView first, ByteView second) {
  Block block = block_of_key(key);
  mask(block, kInner);
  SHA256_CTX context = started();
  update(context, block);
  update(context, first);
  update(context, second);
  const Sha256 inner = finish(context);
  mask(block, kInner ^ kOuter);
  context = started();
  update(context, block);
  update(context, inner.view());
  wipe(block);
  return finish(context);
}

Sha256 hmac_sha256(ByteView key, ByteView message) { return hmac_sha256(key, message, {}); }

std::array<Byte, 64> hmac_sha512(ByteView key, ByteView message) {
  std::array<Byte, 64> mac{};
  unsigned size = 0;
  MUNIMENT_CHECK(HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), mac.data(), &size) != nullptr &&
                     size == mac.size(),
                 "HMAC-SHA-512 gives 64 bytes");
  return mac;
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

struct Sha256Stream::State {
  SHA256_CTX context = started();
  ~State() { OPENSSL_cleanse(&context, sizeof context); }
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::update(ByteView bytes) { crypto::update(state_->context, bytes); }

Sha256 Sha256Stream::digest() const {
  SHA256_CTX copy = state_->context;
  return finish(copy);
}

// The two keyed blocks are hashed once; each message starts from copies.
struct HmacKey::State {
  SHA256_CTX inner = started();
  SHA256_CTX outer = started();
  ~State() {
    OPENSSL_cleanse(&inner, sizeof inner);
    OPENSSL_cleanse(&outer, sizeof outer);
  }
};

HmacKey::HmacKey(ByteView key) : state_(std::make_unique<State>()) {
  Block block = block_of_key(key);
  mask(block, kInner);
  update(state_->inner, block);
  mask(block, kInner ^ kOuter);
  update(state_->outer, block);
  wipe(block);
}
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;
HmacKey::~HmacKey() = default;

Sha256 HmacKey::mac(ByteView message) {
  SHA256_CTX context = state_->inner;
  update(context, message);
  const Sha256 inner = finish(context);
  context = state_->outer;
  update(context, inner.view());
  return finish(context);
}

}  // namespace muniment::crypto
