// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temp_dir.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace muniment::test {

// As root on a real disk, our files may be append-only or immutable, and then nobody can change or remove them.
void make_changeable(const io::Path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return;
  int flags = 0;
  if (::ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0 && (flags & (FS_APPEND_FL | FS_IMMUTABLE_FL)) != 0) {
    flags &= ~(FS_APPEND_FL | FS_IMMUTABLE_FL);
    ::ioctl(fd, FS_IOC_SETFLAGS, &flags);
  }
  ::close(fd);
}

TempDir::TempDir() {
  const char* named = std::getenv("TMPDIR");
  std::string name = io::Path(named != nullptr ? named : "/tmp") / "muniment-test-XXXXXX";
  MUNIMENT_CHECK(::mkdtemp(name.data()) != nullptr, "the temporary directory can be written");
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path_, ignored)) {
    if (entry.is_regular_file(ignored)) make_changeable(entry.path());
  }
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace muniment::test
