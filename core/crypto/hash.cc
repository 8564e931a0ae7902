// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/hash.h"

#include <algorithm>

#include <openssl/crypto.h>

#include "core/base/secret.h"
#include "core/crypto/evp.h"

namespace muniment::crypto {
namespace {

constexpr size_t kBlock = 64;
using Block = std::array<Byte, kBlock>;

evp::MdContext new_context() {
  evp::MdContext context(EVP_MD_CTX_new());
  MUNIMENT_CHECK(context != nullptr, "memory is left for a hash context");
  return context;
}

evp::MdContext started_context() {
  evp::MdContext context = new_context();
  evp::must_succeed(EVP_DigestInit_ex2(context.get(), evp::sha256(), nullptr));
  return context;
}

void copy_context(EVP_MD_CTX* to, const EVP_MD_CTX* from) { evp::must_succeed(EVP_MD_CTX_copy_ex(to, from)); }

void update(EVP_MD_CTX* context, ByteView bytes) {
  evp::must_succeed(EVP_DigestUpdate(context, bytes.data(), bytes.size()));
}

Sha256 finish(EVP_MD_CTX* context) {
  Sha256 digest;
  evp::must_succeed(EVP_DigestFinal_ex(context, digest.bytes.data(), nullptr));
  return digest;
}

// A context that is ready for the next message whenever nobody is using it. Copying a blank one costs less than
// starting anew, and leaves nothing of the last message behind.
class ReadyContext {
 public:
  void update(ByteView bytes) { crypto::update(working_.get(), bytes); }
  Sha256 finish() {
    const Sha256 digest = crypto::finish(working_.get());
    copy_context(working_.get(), blank_.get());
    return digest;
  }

 private:
  evp::MdContext blank_ = started_context();
  evp::MdContext working_ = started_context();
};

ReadyContext& ready_context() {
  thread_local ReadyContext context;
  return context;
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
  ReadyContext& context = ready_context();
  context.update(bytes);
  return context.finish();
}

Sha256 hmac_sha256(ByteView key, ByteView first, ByteView second) {
  Block block = block_of_key(key);
  ReadyContext& context = ready_context();
  mask(block, kInner);
  context.update(block);
  context.update(first);
  context.update(second);
  const Sha256 inner = context.finish();
  mask(block, kInner ^ kOuter);
  context.update(block);
  context.update(inner.view());
  wipe(block);
  return context.finish();
}

Sha256 hmac_sha256(ByteView key, ByteView message) { return hmac_sha256(key, message, {}); }

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

struct Sha256Stream::State {
  evp::MdContext context = started_context();
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::update(ByteView bytes) { crypto::update(state_->context.get(), bytes); }

Sha256 Sha256Stream::digest() const {
  const evp::MdContext copy = new_context();
  copy_context(copy.get(), state_->context.get());
  return finish(copy.get());
}

// The two keyed blocks are hashed once; each message starts from copies.
struct HmacKey::State {
  evp::MdContext inner = started_context();
  evp::MdContext outer = started_context();
  evp::MdContext working = new_context();
};

HmacKey::HmacKey(ByteView key) : state_(std::make_unique<State>()) {
  Block block = block_of_key(key);
  mask(block, kInner);
  update(state_->inner.get(), block);
  mask(block, kInner ^ kOuter);
  update(state_->outer.get(), block);
  wipe(block);
}
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;
HmacKey::~HmacKey() = default;

Sha256 HmacKey::mac(ByteView message) {
  EVP_MD_CTX* const working = state_->working.get();
  copy_context(working, state_->inner.get());
  update(working, message);
  const Sha256 inner = finish(working);
  copy_context(working, state_->outer.get());
  update(working, inner.view());
  return finish(working);
}

}  // namespace muniment::crypto
