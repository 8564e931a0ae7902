// SPDX-License-Identifier: GPL-3.0-or-later
// What the writer and the reader of Cobblestone-256 share: derived keys, the place of chunks, and one chunk by itself.
#pragma once

#include <array>

#include "core/crypto/aead.h"
#include "core/crypto/chunked.h"

namespace muniment::crypto {

inline constexpr size_t kChunkSaltSize = 24;
inline constexpr uint64_t kMaxChunks = uint64_t{1} << 32;

struct ChunkKeys {
  SecretBytes all;  // key (32) || base nonce (12) || commitment (32)

  [[nodiscard]] ByteView key() const { return all.view().first(kAeadKeySize); }
  [[nodiscard]] ByteView base_nonce() const { return all.view().subspan(kAeadKeySize, kAeadNonceSize); }
  [[nodiscard]] ByteView commitment() const { return all.view().last(32); }
};
ChunkKeys derive_chunk_keys(ByteView key, ByteView salt, ByteView context);

// Reads the 56 bytes at the front; auth_failed unless they commit to this key and context.
Result<ChunkKeys> open_chunked_header(ByteView header, ByteView key, ByteView context);

// How a file of this size is cut: `full` chunks of kChunkSealed, then one of `last` bytes.
struct ChunkLayout {
  uint64_t full = 0;
  size_t last = 0;

  [[nodiscard]] uint64_t plain_size() const { return full * kChunkPlain + last - kAeadTagSize; }
  [[nodiscard]] size_t sealed_size(uint64_t chunk) const { return chunk == full ? last : kChunkSealed; }
};
Result<ChunkLayout> layout_of(uint64_t file_size);

inline uint64_t offset_of_chunk(uint64_t chunk) { return kChunkedHeader + chunk * kChunkSealed; }

void seal_chunk(const ChunkKeys& keys, uint64_t chunk, ByteView plain, MutableByteView out);
Result<void> open_chunk(const ChunkKeys& keys, uint64_t chunk, ByteView sealed, MutableByteView out);

}  // namespace muniment::crypto
