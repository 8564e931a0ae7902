// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/posix_file.h"

#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/os_error.h"

namespace muniment::io {
namespace {

class PosixFile final : public File {
 public:
  PosixFile(int fd, Path path) : fd_(fd), path_(std::move(path)) {}
  ~PosixFile() override { ::close(fd_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
    size_t done = 0;
    while (done < out.size()) {
      const ssize_t got = retry_interrupted([&] { return read_some(offset + done, out.subspan(done)); });
      if (got < 0) return failed("read");
      if (got == 0) break;
      done += static_cast<size_t>(got);
    }
    return done;
  }

  Result<void> append(ByteView bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = retry_interrupted([&] { return ::write(fd_, bytes.data(), bytes.size()); });
      if (written < 0) return failed("append to");
      bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return {};
  }

  Result<void> reserve(uint64_t offset, uint64_t length) override {
    if (length == 0) return {};
    const auto call = [&] {
      return ::fallocate(fd_, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset), static_cast<off_t>(length));
    };
    if (retry_interrupted(call) == 0 || errno == EOPNOTSUPP || errno == ENOSYS) return {};
    return failed("reserve space for");
  }

  Result<void> sync() override {
    if (retry_interrupted([&] { return ::fdatasync(fd_); }) != 0) return failed("sync");
    return {};
  }

  Result<uint64_t> size() const override {
    struct stat about {};
    if (::fstat(fd_, &about) != 0) return failed("measure");
    if (!S_ISREG(about.st_mode)) {
      return make_error(ErrorCode::unsupported, "not a regular file, so it has no size").at(path_.string());
    }
    return static_cast<uint64_t>(about.st_size);
  }

  void drop_cache() const override { ::posix_fadvise(fd_, 0, 0, POSIX_FADV_DONTNEED); }

  Result<bool> try_lock_exclusive() override { return try_lock(LOCK_EX); }
  Result<bool> try_lock_shared() override { return try_lock(LOCK_SH); }

 private:
  // A pipe has no offsets. Who reads one asks for its bytes in order, so the next bytes are the right ones.
  ssize_t read_some(uint64_t offset, MutableByteView out) const {
    const ssize_t got = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
    return got < 0 && errno == ESPIPE ? ::read(fd_, out.data(), out.size()) : got;
  }

  Result<bool> try_lock(int kind) {
    if (retry_interrupted([&] { return ::flock(fd_, kind | LOCK_NB); }) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    return failed("lock");
  }

  [[nodiscard]] Error failed(const char* doing) const { return os_error(errno, doing, path_); }

  int fd_;
  Path path_;
};

}  // namespace

std::unique_ptr<File> file_of_descriptor(int fd, const Path& path) { return std::make_unique<PosixFile>(fd, path); }

}  // namespace muniment::io
