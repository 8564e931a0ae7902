// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/file_system.h"

#include <sys/random.h>

#include "core/base/hex.h"
#include "core/io/os_error.h"

namespace muniment::io {
namespace {

// Of its own for every call: two processes that write the same file must not share a temporary one.
Result<Path> temporary_name_for(const Path& path) {
  std::array<Byte, 8> random{};
  const auto got = retry_interrupted([&] { return ::getrandom(random.data(), random.size(), 0); });
  if (got != static_cast<ssize_t>(random.size())) return os_error(errno, "find a temporary name for", path);
  Path name = path;
  name += "." + to_hex(random) + ".tmp";
  return name;
}

Result<void> write_and_sync(FileSystem& fs, const Path& path, ByteView bytes) {
  MUNIMENT_TRY(const auto file, fs.create_append(path));
  MUNIMENT_TRY_VOID(file->append(bytes));
  return file->sync();
}

Path directory_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

}  // namespace

Result<Bytes> read_file(FileSystem& fs, const Path& path, uint64_t limit) {
  MUNIMENT_TRY(const auto file, fs.open_read(path));
  MUNIMENT_TRY(const uint64_t size, file->size());
  if (size > limit) {
    return make_error(ErrorCode::corrupt, "the file is larger than it can be")
        .because(std::to_string(size) + " bytes, and " + std::to_string(limit) + " at most were expected")
        .at(path.string());
  }
  Bytes bytes(static_cast<size_t>(size));
  MUNIMENT_TRY(const size_t got, file->read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

Result<void> make_directories(FileSystem& fs, const Path& path) {
  MUNIMENT_TRY(const bool there, fs.exists(path));
  if (there || path.empty()) return {};
  const Path parent = path.has_parent_path() ? path.parent_path() : Path(".");
  if (parent != path) MUNIMENT_TRY_VOID(make_directories(fs, parent));
  MUNIMENT_TRY_VOID(fs.make_directory(path));
  return fs.sync_directory(parent);
}

Result<void> write_file_durably(FileSystem& fs, const Path& path, ByteView bytes) {
  MUNIMENT_TRY(const Path temporary, temporary_name_for(path));
  auto done = write_and_sync(fs, temporary, bytes);
  if (done) done = fs.rename(temporary, path);
  if (!done) {
    static_cast<void>(fs.remove(temporary));  // the first error is the one to tell
    return done;
  }
  return fs.sync_directory(directory_of(path));
}

Result<void> read_exactly(const File& file, uint64_t offset, MutableByteView out, const Path& path) {
  MUNIMENT_TRY(const size_t got, file.read_at(offset, out));
  if (got == out.size()) return {};
  return make_error(ErrorCode::truncated, "the file ends early")
      .because("expected " + std::to_string(out.size()) + " bytes there, found " + std::to_string(got))
      .at(path.string(), offset);
}

}  // namespace muniment::io
