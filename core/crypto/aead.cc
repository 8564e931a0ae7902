// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/aead.h"

#include <algorithm>

#include "core/base/secret.h"
#include "core/crypto/evp.h"

namespace muniment::crypto {
namespace {

// OpenSSL counts in int.
constexpr size_t kSlice = size_t{1} << 30;

enum class Direction { decrypt = 0, encrypt = 1 };

// A context of its own for each message: freeing it is what wipes the key schedule.
evp::CipherContext begin(Aead algorithm, Direction direction, ByteView key, ByteView nonce) {
  MUNIMENT_CHECK(key.size() == kAeadKeySize && nonce.size() == kAeadNonceSize, "keys have 32 bytes and nonces 12");
  evp::CipherContext context(EVP_CIPHER_CTX_new());
  MUNIMENT_CHECK(context != nullptr, "memory is left for a cipher context");
  evp::must_succeed(EVP_CipherInit_ex2(context.get(), evp::cipher(algorithm), key.data(), nonce.data(),
                                       static_cast<int>(direction), nullptr));
  return context;
}

// `out` is null for data that is only authenticated.
void update(EVP_CIPHER_CTX* context, ByteView in, Byte* out) {
  while (!in.empty()) {
    const ByteView slice = in.first(std::min(in.size(), kSlice));
    int written = 0;
    evp::must_succeed(EVP_CipherUpdate(context, out, &written, slice.data(), static_cast<int>(slice.size())));
    if (out != nullptr) out += slice.size();
    in = in.subspan(slice.size());
  }
}

bool finish(EVP_CIPHER_CTX* context) {
  std::array<Byte, EVP_MAX_BLOCK_LENGTH> nothing{};
  int written = 0;
  return EVP_CipherFinal_ex(context, nothing.data(), &written) == 1;
}

Error refused(const char* why) { return make_error(ErrorCode::auth_failed, "authentication failed").because(why); }

}  // namespace

void aead_seal_into(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView plain, MutableByteView out) {
  MUNIMENT_CHECK(out.size() == plain.size() + kAeadTagSize, "the place for ciphertext and tag has their size");
  const auto context = begin(algorithm, Direction::encrypt, key, nonce);
  update(context.get(), aad, nullptr);
  update(context.get(), plain, out.data());
  MUNIMENT_CHECK(finish(context.get()), "encrypting cannot fail");
  evp::must_succeed(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kAeadTagSize, out.data() + plain.size()));
}

Bytes aead_seal(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView plain) {
  Bytes sealed(plain.size() + kAeadTagSize);
  aead_seal_into(algorithm, key, nonce, aad, plain, sealed);
  return sealed;
}

Result<void> aead_open_into(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView sealed,
                            MutableByteView out) {
  MUNIMENT_CHECK(sealed.size() == out.size() + kAeadTagSize, "the place for the plaintext has its size");
  std::array<Byte, kAeadTagSize> tag{};  // a copy, as OpenSSL takes it without const
  std::ranges::copy(sealed.last(kAeadTagSize), tag.begin());
  const auto context = begin(algorithm, Direction::decrypt, key, nonce);
  evp::must_succeed(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kAeadTagSize, tag.data()));
  update(context.get(), aad, nullptr);
  update(context.get(), sealed.first(out.size()), out.data());
  if (finish(context.get())) return {};
  wipe(out);
  return refused("the bytes are not those that were sealed, or the key is another");
}

Result<Bytes> aead_open(Aead algorithm, ByteView key, ByteView nonce, ByteView aad, ByteView sealed) {
  if (sealed.size() < kAeadTagSize) return refused("the bytes are too few to hold an authentication tag");
  Bytes plain(sealed.size() - kAeadTagSize);
  MUNIMENT_TRY_VOID(aead_open_into(algorithm, key, nonce, aad, sealed, plain));
  return plain;
}

}  // namespace muniment::crypto
