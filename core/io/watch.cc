// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/watch.h"

#include <array>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/os_error.h"

namespace muniment::io {
namespace {

class PosixPipe final : public Pipe {
 public:
  PosixPipe(int fd, Path path, bool owned) : fd_(fd), path_(std::move(path)), owned_(owned) {}
  ~PosixPipe() override {
    if (owned_) ::close(fd_);
  }
  PosixPipe(const PosixPipe&) = delete;
  PosixPipe& operator=(const PosixPipe&) = delete;

  Result<size_t> read_now(MutableByteView out) override {
    if (ended_ || out.empty()) return size_t{0};
    pollfd ready{fd_, POLLIN, 0};
    const int count = retry_interrupted([&] { return ::poll(&ready, 1, 0); });
    if (count < 0) return os_error(errno, "wait for", path_);
    if (count == 0) return size_t{0};
    const ssize_t got = retry_interrupted([&] { return ::read(fd_, out.data(), out.size()); });
    if (got < 0 && errno == EAGAIN) return size_t{0};
    if (got < 0) return os_error(errno, "read", path_);
    ended_ = got == 0;
    return static_cast<size_t>(got);
  }
  [[nodiscard]] bool ended() const override { return ended_; }
  [[nodiscard]] int descriptor() const override { return fd_; }

 private:
  int fd_;
  Path path_;
  bool owned_;
  bool ended_ = false;
};

class InotifyWatch final : public Watch {
 public:
  explicit InotifyWatch(int fd) : fd_(fd) {}
  ~InotifyWatch() override {
    if (fd_ >= 0) ::close(fd_);
  }
  InotifyWatch(const InotifyWatch&) = delete;
  InotifyWatch& operator=(const InotifyWatch&) = delete;

  void add_path(const Path& path) override {
    constexpr uint32_t kChanges = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_MOVE_SELF | IN_DELETE_SELF | IN_CLOSE_WRITE;
    if (fd_ >= 0) (void)::inotify_add_watch(fd_, path.c_str(), kChanges);
  }
  void add_pipe(const Pipe& pipe) override { pipes_.push_back(pipe.descriptor()); }

  void wait(int milliseconds) override {
    std::vector<pollfd> ready;
    if (fd_ >= 0) ready.push_back({fd_, POLLIN, 0});
    for (const int pipe : pipes_) ready.push_back({pipe, POLLIN, 0});
    (void)::poll(ready.data(), ready.size(), milliseconds);
    if (fd_ < 0 || (ready.front().revents & POLLIN) == 0) return;
    std::array<char, 16384> events{};
    while (::read(fd_, events.data(), events.size()) > 0) {}
  }

 private:
  int fd_;
  std::vector<int> pipes_;
};

}  // namespace

Result<FileStatus> status_of(const Path& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return os_error(errno, "look at", path);
  FileStatus status;
  status.identity = {about.st_dev, about.st_ino};
  status.size = static_cast<uint64_t>(about.st_size);
  status.modified_ns = int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec;
  status.is_pipe = S_ISFIFO(about.st_mode);
  if (S_ISDIR(about.st_mode)) status.kind = FileKind::directory;
  else if (!S_ISREG(about.st_mode)) status.kind = FileKind::other;
  return status;
}

// Opened for writing too, so that it does not end when the last writer goes.
Result<std::unique_ptr<Pipe>> Pipe::open(const Path& path) {
  const int fd = retry_interrupted([&] { return ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC); });
  if (fd < 0) return os_error(errno, "open", path);
  return std::unique_ptr<Pipe>(std::make_unique<PosixPipe>(fd, path, true));
}

std::unique_ptr<Pipe> Pipe::standard_input() { return std::make_unique<PosixPipe>(STDIN_FILENO, "-", false); }

std::unique_ptr<Watch> Watch::create() {
  return std::make_unique<InotifyWatch>(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
}

}  // namespace muniment::io
