// SPDX-License-Identifier: GPL-3.0-or-later
// A file that lives in memory only (memfd): for libraries that want a descriptor while nothing readable may touch a
// disk.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment::io {

// Owns the descriptor; closed, and with it the memory freed, when destroyed. Move only.
class MemoryFile {
 public:
  static Result<MemoryFile> create(const char* debug_name);  // empty, writable
  static Result<MemoryFile> from(ByteView content, const char* debug_name);  // sealed

  MemoryFile(MemoryFile&& other) noexcept;
  MemoryFile& operator=(MemoryFile&& other) noexcept;
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile();

  Result<void> append(ByteView bytes);
  Result<void> seal();                    // no write, growth or shrinking from now on (F_SEAL_*)
  Result<Bytes> content() const;
  [[nodiscard]] Result<uint64_t> size() const;
  [[nodiscard]] int descriptor() const { return fd_; }      // stays ours
  // For a library that closes what it is given. All descriptors share one place to read from; it is put to the beginning.
  [[nodiscard]] Result<int> duplicate() const;

 private:
  explicit MemoryFile(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace muniment::io
