// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "core/crypto/chunk.h"
#include "core/crypto/random.h"

namespace muniment::crypto {
namespace {

Bytes new_salt() {
  Bytes salt(kChunkSaltSize);
  fill_random(salt);
  return salt;
}

}  // namespace

struct ChunkedWriter::State {
  State(ByteView key, ByteView context, ByteSink sink)
      : salt(new_salt()), keys(derive_chunk_keys(key, salt, context)), out(std::move(sink)) {}

  Result<void> put_header_once() {
    if (std::exchange(header_is_out, true)) return {};
    Bytes header = salt;
    append(header, keys.commitment());
    return out(header);
  }

  // A number is used up even if the sink fails: no two plaintexts may ever meet under one nonce.
  Result<void> put_chunk(ByteView plain) {
    if (next_chunk == kMaxChunks) return make_error(ErrorCode::unsupported, "a sealed file of more than 64 TiB");
    MUNIMENT_TRY_VOID(put_header_once());
    const MutableByteView place = MutableByteView(sealed).first(plain.size() + kAeadTagSize);
    seal_chunk(keys, next_chunk++, plain, place);
    return out(place);
  }

  Bytes salt;
  ChunkKeys keys;
  ByteSink out;
  SecretBytes waiting{kChunkPlain};  // the first `held` bytes of it
  size_t held = 0;
  Bytes sealed = Bytes(kChunkSealed);
  uint64_t next_chunk = 0;
  bool header_is_out = false;
  bool finished = false;
};

ChunkedWriter::ChunkedWriter(ByteView key, ByteView context, ByteSink out)
    : state_(std::make_unique<State>(key, context, std::move(out))) {}
ChunkedWriter::~ChunkedWriter() = default;

Result<void> ChunkedWriter::write(ByteView plain) {
  State& s = *state_;
  MUNIMENT_CHECK(!s.finished, "nothing is written after finish()");
  while (!plain.empty()) {
    if (s.held == 0 && plain.size() >= kChunkPlain) {  // straight from the caller's buffer
      MUNIMENT_TRY_VOID(s.put_chunk(plain.first(kChunkPlain)));
      plain = plain.subspan(kChunkPlain);
      continue;
    }
    const size_t count = std::min(plain.size(), kChunkPlain - s.held);
    std::ranges::copy(plain.first(count), s.waiting.writable().begin() + static_cast<ptrdiff_t>(s.held));
    s.held += count;
    plain = plain.subspan(count);
    if (s.held < kChunkPlain) break;
    s.held = 0;
    MUNIMENT_TRY_VOID(s.put_chunk(s.waiting.view()));
  }
  return {};
}

Result<void> ChunkedWriter::finish() {
  State& s = *state_;
  MUNIMENT_CHECK(!std::exchange(s.finished, true), "finish() is called once");
  return s.put_chunk(s.waiting.view().first(s.held));
}

Bytes chunked_seal(ByteView key, ByteView context, ByteView plain) {
  Bytes sealed;
  sealed.reserve(kChunkedHeader + plain.size() + (plain.size() / kChunkPlain + 1) * kAeadTagSize);
  const auto collect = [&sealed](ByteView piece) -> Result<void> {
    append(sealed, piece);
    return {};
  };
  ChunkedWriter writer(key, context, collect);
  MUNIMENT_CHECK(writer.write(plain) && writer.finish(), "sealing in memory cannot fail");
  return sealed;
}

}  // namespace muniment::crypto
