// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that come one after the other: a file, a member of a zip, a pipe, a decrypted blob.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/io/file_system.h"

namespace muniment::io {

// Not thread-safe. read() returns 0 only at the end, and keeps returning 0.
class InputStream {
 public:
  virtual ~InputStream() = default;
  virtual Result<size_t> read(MutableByteView out) = 0;
  [[nodiscard]] virtual std::optional<uint64_t> size() const { return std::nullopt; }  // if known before reading
};

Result<std::unique_ptr<InputStream>> open_input(FileSystem& fs, const Path& path);
std::unique_ptr<InputStream> input_from_bytes(Bytes bytes);
std::unique_ptr<InputStream> input_from_stdin();

// All of it, at most `limit` bytes: invalid_argument if there is more.
Result<Bytes> read_all(InputStream& in, uint64_t limit);

}  // namespace muniment::io
