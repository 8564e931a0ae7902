// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/chunk.h"

#include <algorithm>

#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"

namespace muniment::crypto {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kInfo = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"sv;
constexpr size_t kDerivedSize = 32 + 12 + 32;

using Nonce = std::array<Byte, kAeadNonceSize>;

// The base nonce XOR the chunk number as a big-endian integer of the same width.
Nonce nonce_of(const ChunkKeys& keys, uint64_t chunk) {
  Nonce nonce{};
  std::ranges::copy(keys.base_nonce(), nonce.begin());
  for (size_t i = 0; i < sizeof chunk; ++i) nonce[nonce.size() - 1 - i] ^= static_cast<Byte>(chunk >> (8 * i));
  return nonce;
}

Error broken(uint64_t offset, std::string why) {
  return make_error(ErrorCode::corrupt, "a sealed file is damaged at byte " + std::to_string(offset))
      .because(std::move(why))
      .at({}, offset);
}

}  // namespace

ChunkKeys derive_chunk_keys(ByteView key, ByteView salt, ByteView context) {
  MUNIMENT_CHECK(key.size() == kAeadKeySize && salt.size() == kChunkSaltSize,
                 "the input key has 32 bytes, the salt 24");
  Bytes info = to_bytes(kInfo);
  append(info, salt);
  append(info, context);
  return {hkdf_expand_sha512(key, info, kDerivedSize)};
}

Result<ChunkKeys> open_chunked_header(ByteView header, ByteView key, ByteView context) {
  ChunkKeys keys = derive_chunk_keys(key, header.first(kChunkSaltSize), context);
  if (equal_constant_time(keys.commitment(), header.subspan(kChunkSaltSize))) return keys;
  return make_error(ErrorCode::auth_failed, "a sealed file does not open with this key")
      .because("its key commitment is another: the key or the purpose differs, or its first 56 bytes were changed");
}

Result<ChunkLayout> layout_of(uint64_t file_size) {
  if (file_size < kChunkedHeader) return broken(file_size, "it ends inside its header");
  const uint64_t body = file_size - kChunkedHeader;
  const ChunkLayout layout{body / kChunkSealed, body % kChunkSealed};
  if (layout.last == 0) {
    return broken(file_size, "it ends after a full chunk, and the last chunk is always shorter: its end is missing");
  }
  if (layout.last < kAeadTagSize) return broken(file_size, "it ends inside the authentication tag of a chunk");
  if (layout.full >= kMaxChunks) return make_error(ErrorCode::unsupported, "a sealed file of more than 64 TiB");
  return layout;
}

void seal_chunk(const ChunkKeys& keys, uint64_t chunk, ByteView plain, MutableByteView out) {
  aead_seal_into(Aead::aes_256_gcm, keys.key(), nonce_of(keys, chunk), {}, plain, out);
}

Result<void> open_chunk(const ChunkKeys& keys, uint64_t chunk, ByteView sealed, MutableByteView out) {
  if (aead_open_into(Aead::aes_256_gcm, keys.key(), nonce_of(keys, chunk), {}, sealed, out)) return {};
  return broken(offset_of_chunk(chunk), "chunk " + std::to_string(chunk) + " is not the bytes that were sealed there");
}

}  // namespace muniment::crypto
