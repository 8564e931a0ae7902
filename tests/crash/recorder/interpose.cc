// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of the C library that change files, replaced. Each makes its system call itself and has the Book write it
// down. One lock around call and note makes the order in the trace the order in which the kernel saw them.
// This file knows the names of glibc on 64-bit Linux; the program is expected to call no others (the trace would then
// not give the files that the program left behind, and crash_states.py checks that it does).
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/crash/recorder/book.h"

using muniment::crash::Book;
using muniment::crash::Call;
using muniment::crash::Op;

namespace {

std::mutex& lock() {
  static std::mutex mutex;
  return mutex;
}

Book& book() {
  static Book the_book;
  return the_book;
}

[[gnu::constructor]] void begin() {
  const std::lock_guard guard(lock());
  book();
}

int failed(int number) {
  errno = number;
  return -1;
}

std::string name_of(int fd) {
  char name[4096] = {};
  const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), name, sizeof name);
  return std::string(name, length < 0 ? 0 : static_cast<size_t>(length));
}

bool is_directory(int fd) {
  struct stat about {};
  return ::fstat(fd, &about) == 0 && S_ISDIR(about.st_mode);
}

int open_at(int folder, const char* path, int flags, mode_t mode) {
  const std::lock_guard guard(lock());
  const std::string full = book().watched(folder, path);
  if (full.empty()) return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
  if (const int number = book().must_fail(Call::open, full)) return failed(number);
  struct stat about {};
  const bool was_there = ::fstatat(folder, path, &about, 0) == 0;
  const int fd = static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
  if (fd < 0) return fd;
  book().opened(fd);
  book().note({Op::open, fd, flags, was_there ? 0 : 1, full, {}});
  return fd;
}

// A failing write leaves half of what it was given.
ssize_t write_to(int fd, const void* bytes, size_t size, off_t offset, bool at_offset) {
  const std::lock_guard guard(lock());
  const std::string_view text(static_cast<const char*>(bytes), size);
  const bool watched = book().watches(fd);
  const int number = watched ? book().must_fail(Call::write, name_of(fd)) : 0;
  if (number != 0) size /= 2;
  const bool appends = watched && !at_offset && (::fcntl(fd, F_GETFL) & O_APPEND) != 0;
  const off_t at = !watched || appends ? -1 : at_offset ? offset : ::lseek(fd, 0, SEEK_CUR);
  const ssize_t done = at_offset ? ::syscall(SYS_pwrite64, fd, bytes, size, offset) : ::syscall(SYS_write, fd, bytes, size);
  if (watched && done > 0) book().note({Op::write, fd, at, 0, {}, text.substr(0, static_cast<size_t>(done))});
  if (fd == STDOUT_FILENO && done > 0) book().note({Op::ack, fd, 0, 0, {}, text.substr(0, static_cast<size_t>(done))});
  return number != 0 ? failed(number) : done;
}

int sync_with(long call, int fd) {
  const std::lock_guard guard(lock());
  if (!book().watches(fd)) return static_cast<int>(::syscall(call, fd));
  const Call kind = is_directory(fd) ? Call::syncdir : Call::sync;
  const int number = book().must_fail(kind, name_of(fd));
  const int done = number != 0 ? failed(number) : static_cast<int>(::syscall(call, fd));
  book().note({done == 0 ? Op::sync : Op::sync_failed, fd, 0, 0, {}, {}});
  return done;
}

int rename_at(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  const std::lock_guard guard(lock());
  const std::string source = book().watched(from_folder, from), target = book().watched(to_folder, to);
  if (!source.empty()) {
    if (const int number = book().must_fail(Call::rename, source)) return failed(number);
  }
  const int done = static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
  if (done == 0 && !source.empty()) book().note({Op::rename, -1, 0, 0, source, target});
  return done;
}

int unlink_at(int folder, const char* path, int flags) {
  const std::lock_guard guard(lock());
  const std::string full = book().watched(folder, path);
  if (!full.empty()) {
    if (const int number = book().must_fail(Call::unlink, full)) return failed(number);
  }
  const int done = static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags));
  if (done == 0 && !full.empty()) book().note({Op::unlink, -1, 0, 0, full, {}});
  return done;
}

int mkdir_at(int folder, const char* path, mode_t mode) {
  const std::lock_guard guard(lock());
  const std::string full = book().watched(folder, path);
  if (!full.empty()) {
    if (const int number = book().must_fail(Call::mkdir, full)) return failed(number);
  }
  const int done = static_cast<int>(::syscall(SYS_mkdirat, folder, path, mode));
  if (done == 0 && !full.empty()) book().note({Op::mkdir, -1, 0, 0, full, {}});
  return done;
}

int link_at(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  const std::lock_guard guard(lock());
  const std::string source = book().watched(from_folder, from), target = book().watched(to_folder, to);
  const int done = static_cast<int>(::syscall(SYS_linkat, from_folder, from, to_folder, to, flags));
  if (done == 0 && !target.empty()) book().note({Op::link, -1, 0, 0, source, target});
  return done;
}

int reserve(int fd, int mode, off_t offset, off_t length) {
  const std::lock_guard guard(lock());
  if (book().watches(fd)) {
    if (const int number = book().must_fail(Call::fallocate, name_of(fd))) return failed(number);
  }
  const int done = static_cast<int>(::syscall(SYS_fallocate, fd, mode, offset, length));
  if (done == 0 && book().watches(fd)) book().note({Op::fallocate, fd, mode, offset + length, {}, {}});
  return done;
}

int cut(int fd, off_t length) {
  const std::lock_guard guard(lock());
  const int done = static_cast<int>(::syscall(SYS_ftruncate, fd, length));
  if (done == 0 && book().watches(fd)) book().note({Op::truncate, fd, length, 0, {}, {}});
  return done;
}

mode_t mode_from(int flags, va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

}  // namespace

#define MODE_OF(flags)               \
  va_list arguments;                 \
  va_start(arguments, flags);        \
  const mode_t mode = mode_from(flags, arguments); \
  va_end(arguments)

extern "C" {

int open(const char* path, int flags, ...) { MODE_OF(flags); return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char* path, int flags, ...) { MODE_OF(flags); return open_at(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char* path, int flags, ...) { MODE_OF(flags); return open_at(folder, path, flags, mode); }
int openat64(int folder, const char* path, int flags, ...) { MODE_OF(flags); return open_at(folder, path, flags, mode); }
int __open_2(const char* path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char* path, int flags) { return open_at(folder, path, flags, 0); }
int __openat64_2(int folder, const char* path, int flags) { return open_at(folder, path, flags, 0); }
int creat(const char* path, mode_t mode) { return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char* path, mode_t mode) { return creat(path, mode); }

ssize_t write(int fd, const void* bytes, size_t size) { return write_to(fd, bytes, size, 0, false); }
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) { return write_to(fd, bytes, size, at, true); }
ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t at) { return write_to(fd, bytes, size, at, true); }
ssize_t writev(int fd, const iovec* parts, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  return write_to(fd, all.data(), all.size(), 0, false);
}

int fsync(int fd) { return sync_with(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_with(SYS_fdatasync, fd); }

int rename(const char* from, const char* to) { return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int f, const char* from, int t, const char* to) { return rename_at(f, from, t, to, 0); }
int renameat2(int f, const char* from, int t, const char* to, unsigned flags) { return rename_at(f, from, t, to, flags); }
int unlink(const char* path) { return unlink_at(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char* path, int flags) { return unlink_at(folder, path, flags); }
int rmdir(const char* path) { return unlink_at(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char* path) {
  struct stat about {};
  const bool directory = ::lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
  return unlink_at(AT_FDCWD, path, directory ? AT_REMOVEDIR : 0);
}
int mkdir(const char* path, mode_t mode) { return mkdir_at(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char* path, mode_t mode) { return mkdir_at(folder, path, mode); }
int link(const char* from, const char* to) { return link_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int f, const char* from, int t, const char* to, int flags) { return link_at(f, from, t, to, flags); }

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off_t length) { return cut(fd, length); }
int fallocate(int fd, int mode, off_t offset, off_t length) { return reserve(fd, mode, offset, length); }
int fallocate64(int fd, int mode, off_t offset, off_t length) { return reserve(fd, mode, offset, length); }
int posix_fallocate(int fd, off_t offset, off_t length) { return reserve(fd, 0, offset, length) == 0 ? 0 : errno; }

int close(int fd) {
  const std::lock_guard guard(lock());
  if (book().watches(fd)) {
    book().note({Op::close, fd, 0, 0, {}, {}});
    book().closed(fd);
  }
  return static_cast<int>(::syscall(SYS_close, fd));
}

// The time of day, some seconds ahead: so that a run of now is one of tomorrow.
int clock_gettime(clockid_t clock, timespec* now) {
  static const char* const ahead = std::getenv("MUNIMENT_CLOCK_AHEAD");
  const int done = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
  if (done == 0 && clock == CLOCK_REALTIME && ahead != nullptr) now->tv_sec += std::atol(ahead);
  return done;
}

// stdio writes without calling write(). What is given to it counts as said at once, which is the strict reading.
size_t fwrite(const void* bytes, size_t size, size_t count, FILE* stream) {
  using Real = size_t (*)(const void*, size_t, size_t, FILE*);
  static const Real real = reinterpret_cast<Real>(::dlsym(RTLD_NEXT, "fwrite"));
  if (stream == stdout) {
    const std::lock_guard guard(lock());
    book().note({Op::ack, STDOUT_FILENO, 0, 0, {}, std::string_view(static_cast<const char*>(bytes), size * count)});
  }
  return real(bytes, size, count, stream);
}

}  // extern "C"
