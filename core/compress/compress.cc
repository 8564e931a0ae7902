// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compress/compress.h"

#include <memory>
#include <string>

#include <zstd.h>

namespace muniment {
namespace {

struct FreeContexts {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context costs more to set up than a small piece costs to compress, so each thread keeps one.
ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContexts> context(ZSTD_createCCtx());
  return context.get();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContexts> context(ZSTD_createDCtx());
  return context.get();
}

Error broken(std::string why) {
  return make_error(ErrorCode::corrupt, "compressed data does not open").because(std::move(why));
}

}  // namespace

Bytes compress(ByteView plain, int level) {
  Bytes frame(ZSTD_compressBound(plain.size()));
  const size_t size = ZSTD_compressCCtx(compressor(), frame.data(), frame.size(), plain.data(), plain.size(), level);
  MUNIMENT_CHECK(ZSTD_isError(size) == 0, "compression into a buffer of the bound size succeeds");
  frame.resize(size);
  frame.shrink_to_fit();
  return frame;
}

Result<Bytes> decompress(ByteView frame, size_t limit) {
  Bytes plain;
  MUNIMENT_TRY_VOID(decompress_into(plain, frame, limit));
  return plain;
}

Result<ByteView> decompress_into(Bytes& room, ByteView frame, size_t limit) {
  const unsigned long long stated = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (stated == ZSTD_CONTENTSIZE_ERROR) return broken("it is not a zstd frame");
  if (stated == ZSTD_CONTENTSIZE_UNKNOWN) return broken("the frame does not state its size");
  if (stated > limit) {
    return broken("the frame states " + std::to_string(stated) + " bytes, at most " + std::to_string(limit) + " expected");
  }
  if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size()) return broken("bytes follow the frame");
  if (room.size() < stated) room.resize(static_cast<size_t>(stated));
  const MutableByteView plain = MutableByteView(room).first(static_cast<size_t>(stated));
  const size_t size = ZSTD_decompressDCtx(decompressor(), plain.data(), plain.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0) return broken(ZSTD_getErrorName(size));
  if (size != plain.size()) return broken("the frame is shorter than it states");
  return plain;
}

}  // namespace muniment
