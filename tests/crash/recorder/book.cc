// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/recorder/book.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace muniment::crash {
namespace {

constexpr int kFirstOwnFd = 900;  // out of the way of the program's own

constexpr std::string_view kCallNames[] = {"write", "sync", "syncdir", "open", "rename", "fallocate", "mkdir", "unlink"};

int own_fd(const char* path) {
  const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (fd < 0) std::abort();
  const int high = static_cast<int>(::syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, kFirstOwnFd));
  ::syscall(SYS_close, fd);
  return high;
}

std::string absolute(int folder_fd, std::string_view path) {
  if (!path.empty() && path.front() == '/') return std::string(path);
  char folder[4096] = {};
  const std::string link = folder_fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/" + std::to_string(folder_fd);
  const ssize_t length = ::readlink(link.c_str(), folder, sizeof folder - 1);
  return length < 0 ? std::string() : std::string(folder, static_cast<size_t>(length)) + "/" + std::string(path);
}

}  // namespace

Book::Book() {
  const char* const folders = std::getenv("MUNIMENT_WATCH");
  if (folders == nullptr) return;
  folders_ = ":" + std::string(folders) + ":";
  if (const char* const fault = std::getenv("MUNIMENT_FAIL")) read_fault(fault);
  if (const char* const trace = std::getenv("MUNIMENT_TRACE")) trace_ = own_fd(trace);
  note({Op::start});
}

void Book::read_fault(const char* text) {
  const std::string_view all = text;
  const size_t first = all.find(':'), second = all.rfind(':');
  if (first == second) std::abort();
  const auto* const name = std::find(std::begin(kCallNames), std::end(kCallNames), all.substr(0, first));
  if (name == std::end(kCallNames)) std::abort();
  fault_ = static_cast<Call>(name - std::begin(kCallNames));
  nth_ = std::atol(text + first + 1);
  sticky_ = all[second - 1] == '+';
  errno_ = all.substr(second + 1) == "ENOSPC" ? ENOSPC : EIO;
  fault_set_ = true;
}

std::string Book::watched(int folder_fd, const char* path) const {
  if (folders_.empty()) return {};
  std::string full = absolute(folder_fd, path);
  for (size_t at = 1; at < folders_.size();) {
    const size_t end = folders_.find(':', at);
    const std::string_view folder = std::string_view(folders_).substr(at, end - at);
    const bool below = full.starts_with(folder) && (full.size() == folder.size() || full[folder.size()] == '/');
    if (!folder.empty() && below) return full;
    at = end + 1;
  }
  return {};
}

bool Book::watches(int fd) const { return fd >= 0 && fd < static_cast<int>(std::size(watched_)) && watched_[fd]; }

void Book::set(int fd, bool on) {
  if (fd < 0 || fd >= kFirstOwnFd) std::abort();  // never with so few files; better loud than half a trace
  watched_[fd] = on;
}

void Book::note(const Event& event) const {
  if (trace_ < 0) return;
  struct {
    uint8_t op, zero[3];
    int32_t fd;
    int64_t a, b;
    uint32_t n1, n2;
  } head = {static_cast<uint8_t>(event.op), {}, event.fd, event.a, event.b, static_cast<uint32_t>(event.first.size()),
            static_cast<uint32_t>(event.second.size())};
  static_assert(sizeof head == 32);
  const int error = errno;
  const iovec parts[] = {{&head, sizeof head},
                         {const_cast<char*>(event.first.data()), event.first.size()},
                         {const_cast<char*>(event.second.data()), event.second.size()}};
  const auto whole = static_cast<long>(sizeof head + event.first.size() + event.second.size());
  if (::syscall(SYS_writev, trace_, parts, std::size(parts)) != whole) std::abort();
  errno = error;
}

int Book::must_fail(Call call, std::string_view what) {
  if (!fault_set_ || call != fault_) return 0;
  ++seen_;
  if (seen_ != nth_ && !(sticky_ && seen_ > nth_)) return 0;
  if (const char* const report = std::getenv("MUNIMENT_FAIL_REPORT")) {
    const int fd = own_fd(report);
    const std::string line = std::string(kCallNames[static_cast<size_t>(call)]) + " " + std::to_string(seen_) + " " +
                             std::string(what) + "\n";
    if (::syscall(SYS_write, fd, line.data(), line.size()) < 0) std::abort();
    ::syscall(SYS_close, fd);
  }
  return errno_;
}

}  // namespace muniment::crash
