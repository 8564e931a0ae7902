// SPDX-License-Identifier: GPL-3.0-or-later
// Cobblestone-256 (C2SP chunked-encryption): files as independently sealed chunks of 16 KiB, with random access,
// key commitment, and truncation always noticed. The facts that muniment depends on are in docs/archive-format.md.
//
//   file = 24-byte salt || 32-byte commitment || chunks of 16 384 + 16 bytes, the last one always shorter
#pragma once

#include <functional>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/io/file_system.h"
#include "core/io/input_stream.h"

namespace muniment::crypto {

inline constexpr size_t kChunkPlain = 16'384;
inline constexpr size_t kChunkSealed = kChunkPlain + 16;
inline constexpr size_t kChunkedHeader = 56;

using ByteSink = std::function<Result<void>(ByteView)>;

// Streams plaintext in, sealed bytes out through the sink, in constant memory. finish() must be called once.
class ChunkedWriter {
 public:
  ChunkedWriter(ByteView key, ByteView context, ByteSink out);
  ~ChunkedWriter();
  ChunkedWriter(const ChunkedWriter&) = delete;
  ChunkedWriter& operator=(const ChunkedWriter&) = delete;
  Result<void> write(ByteView plain);
  Result<void> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Random access to a sealed file. Checks the commitment when opened (auth_failed for a wrong key or context), each
// chunk when read, and that the file ends with a short chunk (corrupt, with the offset, otherwise).
// read_at is thread-safe.
class ChunkedReader {
 public:
  static Result<std::unique_ptr<ChunkedReader>> open(std::shared_ptr<const io::File> file, ByteView key,
                                                     ByteView context);
  ~ChunkedReader();
  [[nodiscard]] uint64_t plain_size() const;
  Result<void> read_at(uint64_t offset, MutableByteView out) const;  // exactly out.size() bytes, or an error

 private:
  struct State;
  explicit ChunkedReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The whole of a small file in memory.
Bytes chunked_seal(ByteView key, ByteView context, ByteView plain);
Result<Bytes> chunked_open(ByteView key, ByteView context, ByteView sealed);

// A stream of the plaintext, chunk by chunk.
std::unique_ptr<io::InputStream> stream_of(std::shared_ptr<const ChunkedReader> reader);

}  // namespace muniment::crypto
