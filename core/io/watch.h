// SPDX-License-Identifier: GPL-3.0-or-later
// Files and pipes that grow while they are read: which file stands at a path, and waiting until something changes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/io/file_system.h"

namespace muniment::io {

// A file, whatever it is called: it keeps these numbers when it is renamed, and another file never has both of them
// while it is there.
struct FileIdentity {
  uint64_t device = 0, inode = 0;
  friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

struct FileStatus {
  FileIdentity identity;
  FileKind kind = FileKind::regular;
  uint64_t size = 0;
  int64_t modified_ns = 0;  // since 1970, as fine as the file system keeps it
  bool is_pipe = false;
};

Result<FileStatus> status_of(const Path& path);  // of what a symbolic link leads to

// A pipe that others write into. Not thread-safe.
class Pipe {
 public:
  static Result<std::unique_ptr<Pipe>> open(const Path& path);  // a named one; it has no end, whoever closes it
  static std::unique_ptr<Pipe> standard_input();
  virtual ~Pipe() = default;
  // What is there now, without waiting: 0 if there is nothing.
  virtual Result<size_t> read_now(MutableByteView out) = 0;
  [[nodiscard]] virtual bool ended() const = 0;  // nothing will ever come again
  [[nodiscard]] virtual int descriptor() const = 0;
};

// Wakes whoever waits for changes. Where the system cannot say what changed, it wakes after the time that was given.
class Watch {
 public:
  static std::unique_ptr<Watch> create();
  virtual ~Watch() = default;
  virtual void add_path(const Path& path) = 0;  // a file or a folder; again after it was replaced
  virtual void add_pipe(const Pipe& pipe) = 0;
  virtual void wait(int milliseconds) = 0;      // a signal wakes it too
};

}  // namespace muniment::io
