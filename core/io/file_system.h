// SPDX-License-Identifier: GPL-3.0-or-later
// The one seam to the operating system's files, with durability as part of the words. posix() is the real thing;
// tests use FaultFileSystem (tests/support) to stop after any call or to fail it.
// Nothing is durable unless the word says so: `append` and `write_at` are buffered by the system, `sync` makes the
// bytes of that file durable, `sync_directory` makes names durable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment::io {

using Path = std::filesystem::path;

// An open file. Not thread-safe, except that read_at may be called from several threads at once.
// Closing is the destructor's work and reports nothing: call sync() before you trust a file.
class File {
 public:
  virtual ~File() = default;
  // Reads up to out.size() bytes at `offset`; fewer only at the end of the file.
  virtual Result<size_t> read_at(uint64_t offset, MutableByteView out) const = 0;
  // Appends all of it (loops over short writes). On error an unknown part may stand at the end of the file.
  virtual Result<void> append(ByteView bytes) = 0;
  // Reserves space behind the end without changing the size (fallocate KEEP_SIZE). no_space changes nothing.
  // A file system that cannot reserve succeeds without doing anything.
  virtual Result<void> reserve(uint64_t offset, uint64_t length) = 0;
  virtual Result<void> sync() = 0;  // fdatasync: durable on return; after an error nothing about the cache is known
  virtual Result<uint64_t> size() const = 0;
  virtual void drop_cache() const = 0;           // posix_fadvise(DONTNEED), best effort
  // flock; false if another process holds it. Released when the file closes.
  virtual Result<bool> try_lock_exclusive() = 0;
  virtual Result<bool> try_lock_shared() = 0;
};

// What the file system lets nobody do with a file, root included, until the attribute is taken away (chattr +a, +i).
struct Attributes {
  bool append_only = false;  // it grows at its end, and nothing else: no overwriting, cutting, renaming, removing
  bool immutable = false;    // not even that
  friend bool operator==(const Attributes&, const Attributes&) = default;
};

enum class FileKind { regular, directory, other };

struct DirectoryEntry {
  std::string name;
  FileKind kind = FileKind::regular;
  uint64_t inode = 0;  // as the directory has it: under the same name another one is another file
  friend bool operator==(const DirectoryEntry&, const DirectoryEntry&) = default;
};

// Thread-safe. Errors: not_found, already_exists, no_space, denied, io; each with the path.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<File>> open_read(const Path& path) = 0;
  // A new file for appending (O_EXCL, mode 0600): already_exists if there is one.
  virtual Result<std::unique_ptr<File>> create_append(const Path& path) = 0;
  virtual Result<std::unique_ptr<File>> open_append(const Path& path) = 0;
  // For lock files: opened for reading and writing, made if missing, never truncated.
  virtual Result<std::unique_ptr<File>> open_or_create(const Path& path) = 0;
  virtual Result<void> make_directory(const Path& path) = 0;  // mode 0700; fine if it is there
  virtual Result<void> rename(const Path& from, const Path& to) = 0;  // atomic, replaces
  virtual Result<void> link(const Path& from, const Path& to) = 0;    // already_exists if `to` is there
  virtual Result<void> remove(const Path& path) = 0;                  // not_found if it is not there
  virtual Result<void> sync_directory(const Path& path) = 0;          // names in it are durable on return
  virtual Result<std::vector<DirectoryEntry>> list(const Path& path) = 0;  // sorted by name, without . and ..
  virtual Result<bool> exists(const Path& path) = 0;
  // unsupported: the file system has no such attributes.
  virtual Result<Attributes> attributes(const Path& path) = 0;
  // Both as given. denied: CAP_LINUX_IMMUTABLE is missing, or the file is not ours. A file that has them already is left
  // alone, which needs no right.
  virtual Result<void> set_attributes(const Path& path, Attributes attributes) = 0;
};

FileSystem& posix();

// The whole file, at most `limit` bytes: corrupt if it is longer.
Result<Bytes> read_file(FileSystem& fs, const Path& path, uint64_t limit);

// The directory and every one above it that is missing. Durable on return.
Result<void> make_directories(FileSystem& fs, const Path& path);

// Writes under a temporary name in the same directory, syncs, renames over `path`, syncs the directory.
// Durable on return; on error the old content of `path` stands and the temporary file is gone if it could be removed.
// A crash may leave the temporary file, `path` + "." + 16 hexadecimal digits + ".tmp"; nobody reads it.
Result<void> write_file_durably(FileSystem& fs, const Path& path, ByteView bytes);

// Fills `out` completely or reports truncated.
Result<void> read_exactly(const File& file, uint64_t offset, MutableByteView out, const Path& path);

}  // namespace muniment::io
