// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "core/crypto/chunk.h"

namespace muniment::crypto {
namespace {

constexpr size_t kChunksPerRead = 16;  // of the file at a time, 256 KiB

// A buffer that is not filled with zeros first, as it is about to be filled from the file.
class SealedChunks {
 public:
  explicit SealedChunks(size_t size) : bytes_(std::make_unique_for_overwrite<Byte[]>(size)), size_(size) {}
  [[nodiscard]] MutableByteView place() { return {bytes_.get(), size_}; }
  [[nodiscard]] ByteView view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<Byte[]> bytes_;
  size_t size_;
};

}  // namespace

struct ChunkedReader::State {
  std::shared_ptr<const io::File> file;
  ChunkKeys keys;
  ChunkLayout layout;
  SecretBytes last_chunk;  // opened once, to prove the size; most blobs are no longer than it

  [[nodiscard]] Result<SealedChunks> sealed_chunks(uint64_t first, uint64_t count) const {
    SealedChunks sealed((count - 1) * kChunkSealed + layout.sealed_size(first + count - 1));
    MUNIMENT_TRY_VOID(io::read_exactly(*file, offset_of_chunk(first), sealed.place(), {}));
    return sealed;
  }

  // Copies of a chunk what [offset, offset + out.size()) covers of it.
  Result<void> read_part(uint64_t chunk, ByteView sealed, size_t offset, MutableByteView out) const {
    if (offset == 0 && out.size() + kAeadTagSize == sealed.size()) return open_chunk(keys, chunk, sealed, out);
    SecretBytes plain(sealed.size() - kAeadTagSize);
    MUNIMENT_TRY_VOID(open_chunk(keys, chunk, sealed, plain.writable()));
    std::ranges::copy(plain.view().subspan(offset, out.size()), out.begin());
    return {};
  }

  // Fills what it can of `out` from the full chunks at `offset`, a few of them per read; returns how much.
  Result<size_t> read_full_chunks(uint64_t offset, MutableByteView out) const {
    const uint64_t first = offset / kChunkPlain;
    const uint64_t end = (offset + out.size() + kChunkPlain - 1) / kChunkPlain;
    const uint64_t count = std::min<uint64_t>({kChunksPerRead, end - first, layout.full - first});
    MUNIMENT_TRY(const SealedChunks sealed, sealed_chunks(first, count));
    size_t done = 0;
    for (uint64_t i = 0; i < count; ++i) {
      const auto begin = (offset + done) % kChunkPlain;
      const MutableByteView part = out.subspan(done, std::min(out.size() - done, kChunkPlain - begin));
      const ByteView one = sealed.view().subspan(i * kChunkSealed, kChunkSealed);
      MUNIMENT_TRY_VOID(read_part(first + i, one, begin, part));
      done += part.size();
    }
    return done;
  }
};

ChunkedReader::ChunkedReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChunkedReader::~ChunkedReader() = default;

Result<std::unique_ptr<ChunkedReader>> ChunkedReader::open(std::shared_ptr<const io::File> file, ByteView key,
                                                           ByteView context) {
  MUNIMENT_TRY(const uint64_t size, file->size());
  MUNIMENT_TRY(const ChunkLayout layout, layout_of(size));
  Bytes header(kChunkedHeader);
  MUNIMENT_TRY_VOID(io::read_exactly(*file, 0, header, {}));
  MUNIMENT_TRY(ChunkKeys keys, open_chunked_header(header, key, context));

  auto state = std::make_unique<State>(State{std::move(file), std::move(keys), layout, {}});
  MUNIMENT_TRY(const SealedChunks sealed, state->sealed_chunks(layout.full, 1));
  state->last_chunk = SecretBytes(layout.last - kAeadTagSize);
  MUNIMENT_TRY_VOID(open_chunk(state->keys, layout.full, sealed.view(), state->last_chunk.writable()));
  return std::unique_ptr<ChunkedReader>(new ChunkedReader(std::move(state)));
}

uint64_t ChunkedReader::plain_size() const { return state_->layout.plain_size(); }

Result<void> ChunkedReader::read_at(uint64_t offset, MutableByteView out) const {
  const State& s = *state_;
  if (offset > plain_size() || out.size() > plain_size() - offset) {
    return make_error(ErrorCode::truncated, "a read beyond the end of a sealed file")
        .because("it holds " + std::to_string(plain_size()) + " bytes; " + std::to_string(out.size()) +
                 " were asked for at " + std::to_string(offset));
  }
  const uint64_t last_begins = s.layout.full * kChunkPlain;
  while (!out.empty() && offset < last_begins) {
    MUNIMENT_TRY(const size_t done, s.read_full_chunks(offset, out));
    offset += done;
    out = out.subspan(done);
  }
  if (!out.empty()) {
    std::ranges::copy(s.last_chunk.view().subspan(offset - last_begins, out.size()), out.begin());
  }
  return {};
}

Result<Bytes> chunked_open(ByteView key, ByteView context, ByteView sealed) {
  MUNIMENT_TRY(const ChunkLayout layout, layout_of(sealed.size()));
  MUNIMENT_TRY(const ChunkKeys keys, open_chunked_header(sealed.first(kChunkedHeader), key, context));
  Bytes plain(layout.plain_size());
  for (uint64_t chunk = 0; chunk <= layout.full; ++chunk) {
    const ByteView one = sealed.subspan(offset_of_chunk(chunk), layout.sealed_size(chunk));
    const auto place = MutableByteView(plain).subspan(chunk * kChunkPlain, one.size() - kAeadTagSize);
    auto opened = open_chunk(keys, chunk, one, place);
    if (opened) continue;
    wipe(plain);
    return std::move(opened).error();
  }
  return plain;
}

namespace {

class ChunkedInput final : public io::InputStream {
 public:
  explicit ChunkedInput(std::shared_ptr<const ChunkedReader> reader) : reader_(std::move(reader)) {}

  Result<size_t> read(MutableByteView out) override {
    const uint64_t left = reader_->plain_size() - at_;
    const bool many = at_ % kChunkPlain == 0 && out.size() >= kChunkPlain;
    if (many) return read_directly(out.first(std::min<uint64_t>(left, out.size() - out.size() % kChunkPlain)));
    return read_buffered(out.first(std::min<uint64_t>(left, out.size())));
  }
  [[nodiscard]] std::optional<uint64_t> size() const override { return reader_->plain_size(); }

 private:
  Result<size_t> read_directly(MutableByteView out) {
    MUNIMENT_TRY_VOID(reader_->read_at(at_, out));
    at_ += out.size();
    return out.size();
  }

  // Small reads must not open the same chunk again and again.
  Result<size_t> read_buffered(MutableByteView out) {
    if (out.empty()) return size_t{0};
    const uint64_t begins = at_ - at_ % kChunkPlain;
    if (buffer_.empty() || buffer_begins_ != begins) {
      SecretBytes chunk(std::min<uint64_t>(kChunkPlain, reader_->plain_size() - begins));
      MUNIMENT_TRY_VOID(reader_->read_at(begins, chunk.writable()));
      buffer_ = std::move(chunk);
      buffer_begins_ = begins;
    }
    const ByteView rest = buffer_.view().subspan(at_ - begins);
    const size_t count = std::min(out.size(), rest.size());
    std::ranges::copy(rest.first(count), out.begin());
    at_ += count;
    return count;
  }

  std::shared_ptr<const ChunkedReader> reader_;
  uint64_t at_ = 0;
  SecretBytes buffer_;
  uint64_t buffer_begins_ = 0;
};

}  // namespace

std::unique_ptr<io::InputStream> stream_of(std::shared_ptr<const ChunkedReader> reader) {
  return std::make_unique<ChunkedInput>(std::move(reader));
}

}  // namespace muniment::crypto
