// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/memory_file.h"

#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/os_error.h"

namespace muniment::io {
namespace {

Error failed(const char* doing) { return os_error(errno, doing, "(a file in memory)"); }

}  // namespace

Result<MemoryFile> MemoryFile::create(const char* debug_name) {
  const int fd = ::memfd_create(debug_name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return failed("create");
  return MemoryFile(fd);
}

Result<MemoryFile> MemoryFile::from(ByteView content, const char* debug_name) {
  MUNIMENT_TRY(MemoryFile file, create(debug_name));
  MUNIMENT_TRY_VOID(file.append(content));
  MUNIMENT_TRY_VOID(file.seal());
  return file;
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

MemoryFile& MemoryFile::operator=(MemoryFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

MemoryFile::~MemoryFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> MemoryFile::append(ByteView bytes) {
  MUNIMENT_TRY(uint64_t at, size());
  while (!bytes.empty()) {
    const auto call = [&] { return ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at)); };
    const ssize_t written = retry_interrupted(call);
    if (written < 0) return failed("append to");
    at += static_cast<uint64_t>(written);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return {};
}

Result<void> MemoryFile::seal() {
  if (::fcntl(fd_, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0) return failed("seal");
  return {};
}

Result<Bytes> MemoryFile::content() const {
  MUNIMENT_TRY(const uint64_t length, size());
  Bytes bytes(static_cast<size_t>(length));
  for (size_t done = 0; done < bytes.size();) {
    const auto call = [&] { return ::pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done)); };
    const ssize_t got = retry_interrupted(call);
    if (got < 0) return failed("read");
    if (got == 0) return make_error(ErrorCode::truncated, "a file in memory shrank while it was read");
    done += static_cast<size_t>(got);
  }
  return bytes;
}

Result<uint64_t> MemoryFile::size() const {
  struct stat about {};
  if (::fstat(fd_, &about) != 0) return failed("measure");
  return static_cast<uint64_t>(about.st_size);
}

Result<int> MemoryFile::duplicate() const {
  const int fd = ::fcntl(fd_, F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return failed("duplicate");
  if (::lseek(fd, 0, SEEK_SET) < 0) {
    const Error error = failed("go to the beginning of");
    ::close(fd);
    return error;
  }
  return fd;
}

}  // namespace muniment::io
