// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/file_system.h"
#include "core/io/os_error.h"
#include "core/io/posix_file.h"

namespace muniment::io {
namespace {

constexpr mode_t kOwnerOnlyFile = 0600;
constexpr mode_t kOwnerOnlyDirectory = 0700;

Result<std::unique_ptr<File>> open_file(const Path& path, int flags, const char* doing) {
  const auto call = [&] { return ::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnlyFile); };
  const int fd = retry_interrupted(call);
  if (fd < 0) return os_error(errno, doing, path);
  return file_of_descriptor(fd, path);
}

FileKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::regular;
  return S_ISDIR(mode) ? FileKind::directory : FileKind::other;
}

// Some file systems leave the type out of the directory; then the file is asked. A symbolic link is `other`.
Result<FileKind> kind_of(DIR* directory, const dirent& entry, const Path& path) {
  if (entry.d_type != DT_UNKNOWN) return kind_of_mode(static_cast<mode_t>(DTTOIF(entry.d_type)));
  struct stat about {};
  if (::fstatat(::dirfd(directory), entry.d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) {
    return os_error(errno, "list", path);
  }
  return kind_of_mode(about.st_mode);
}

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// The ioctl is answered by the file system; these are the ways to say that it has no flags.
bool has_no_flags(int number) { return number == ENOTTY || number == EOPNOTSUPP || number == ENOSYS || number == EINVAL; }

Error flags_error(int number, const char* doing, const Path& path) {
  if (!has_no_flags(number)) return os_error(number, doing, path);
  return make_error(ErrorCode::unsupported, "this file system has no file attributes").at(path.string());
}

int with_flag(int flags, int flag, bool on) { return on ? flags | flag : flags & ~flag; }

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open_read(const Path& path) override { return open_file(path, O_RDONLY, "open"); }
  Result<std::unique_ptr<File>> create_append(const Path& path) override {
    return open_file(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, "create");
  }
  Result<std::unique_ptr<File>> open_append(const Path& path) override {
    return open_file(path, O_RDWR | O_APPEND, "open for appending");
  }
  Result<std::unique_ptr<File>> open_or_create(const Path& path) override {
    return open_file(path, O_RDWR | O_APPEND | O_CREAT, "open or create");
  }

  Result<void> make_directory(const Path& path) override {
    if (::mkdir(path.c_str(), kOwnerOnlyDirectory) == 0) return {};
    const int number = errno;
    struct stat about {};
    if (number == EEXIST && ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) return {};
    return os_error(number, "make the directory", path);
  }

  Result<void> rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) == 0) return {};
    return os_error(errno, "rename to \"" + to.filename().string() + "\"", from);
  }

  Result<void> link(const Path& from, const Path& to) override {
    if (::link(from.c_str(), to.c_str()) == 0) return {};
    return os_error(errno, "link", errno == EEXIST ? to : from);
  }

  Result<void> remove(const Path& path) override {
    if (::remove(path.c_str()) == 0) return {};
    return os_error(errno, "remove", path);
  }

  Result<void> sync_directory(const Path& path) override {
    const int fd = retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (fd < 0) return os_error(errno, "open the directory", path);
    const int synced = retry_interrupted([&] { return ::fsync(fd); });
    const int number = errno;
    ::close(fd);
    if (synced != 0) return os_error(number, "sync the directory", path);
    return {};
  }

  Result<std::vector<DirectoryEntry>> list(const Path& path) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (directory == nullptr) return os_error(errno, "list", path);
    std::vector<DirectoryEntry> entries;
    for (errno = 0; const dirent* entry = ::readdir(directory.get()); errno = 0) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      MUNIMENT_TRY(const FileKind kind, kind_of(directory.get(), *entry, path));
      entries.push_back({std::string(name), kind, static_cast<uint64_t>(entry->d_ino)});
    }
    if (errno != 0) return os_error(errno, "list", path);
    std::ranges::sort(entries, {}, &DirectoryEntry::name);
    return entries;
  }

  Result<bool> exists(const Path& path) override {
    struct stat about {};
    if (::lstat(path.c_str(), &about) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return os_error(errno, "look for", path);
  }

  Result<Attributes> attributes(const Path& path) override {
    int flags = 0;
    const Descriptor file(open_for_flags(path));
    if (file.get() < 0) return os_error(errno, "open", path);
    if (::ioctl(file.get(), FS_IOC_GETFLAGS, &flags) != 0) return flags_error(errno, "read the attributes of", path);
    return Attributes{(flags & FS_APPEND_FL) != 0, (flags & FS_IMMUTABLE_FL) != 0};
  }

  Result<void> set_attributes(const Path& path, Attributes attributes) override {
    int flags = 0;
    const Descriptor file(open_for_flags(path));
    if (file.get() < 0) return os_error(errno, "open", path);
    if (::ioctl(file.get(), FS_IOC_GETFLAGS, &flags) != 0) return flags_error(errno, "read the attributes of", path);
    int wanted = with_flag(flags, FS_APPEND_FL, attributes.append_only);
    wanted = with_flag(wanted, FS_IMMUTABLE_FL, attributes.immutable);
    if (wanted == flags || ::ioctl(file.get(), FS_IOC_SETFLAGS, &wanted) == 0) return {};
    return flags_error(errno, "set the attributes of", path);
  }

 private:
  static int open_for_flags(const Path& path) {
    return retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); });
  }
};

}  // namespace

FileSystem& posix() {
  static PosixFileSystem file_system;
  return file_system;
}

}  // namespace muniment::io
