// SPDX-License-Identifier: GPL-3.0-or-later
// What the file system lets nobody do with a segment: root without CAP_LINUX_IMMUTABLE included.
#include <cerrno>
#include <filesystem>
#include <functional>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

// In this process, for good: a child of the test.
bool drop_linux_immutable() {
  __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (::syscall(SYS_capget, &head, data) != 0) return false;
  for (auto* set : {&data[0].effective, &data[0].permitted, &data[0].inheritable}) *set &= ~(1U << CAP_LINUX_IMMUTABLE);
  return ::syscall(SYS_capset, &head, data) == 0;
}

int flags_of(const char* path) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  int flags = 0;
  ::ioctl(fd, FS_IOC_GETFLAGS, &flags);
  ::close(fd);
  return flags;
}

int set_flags(const char* path, int flags) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  const int done = ::ioctl(fd, FS_IOC_SETFLAGS, &flags);
  const int number = errno;
  ::close(fd);
  errno = number;
  return done;
}

int overwrite(const char* path) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  const auto done = ::pwrite(fd, "x", 1, 0);
  const int number = errno;
  ::close(fd);
  errno = number;
  return done < 0 ? -1 : 0;
}

struct Mutation {
  const char* name;
  std::function<int(const char*)> tried;
};

std::vector<Mutation> mutations() {
  return {{"truncate", [](const char* path) { return ::truncate(path, 4096); }},
          {"overwrite", overwrite},
          {"rename", [](const char* path) { return ::rename(path, (std::string(path) + ".away").c_str()); }},
          {"unlink", [](const char* path) { return ::unlink(path); }},
          {"link", [](const char* path) { return ::link(path, (std::string(path) + ".too").c_str()); }},
          {"chmod", [](const char* path) { return ::chmod(path, 0666); }},
          {"chattr -a", [](const char* path) { return set_flags(path, flags_of(path) & ~FS_APPEND_FL & ~FS_IMMUTABLE_FL); }},
          {"chattr +i -a", [](const char* path) { return set_flags(path, (flags_of(path) ^ FS_IMMUTABLE_FL) & ~FS_APPEND_FL); }}};
}

// The number of the first mutation that did not fail with EPERM, from 1; 0 if all failed so. 99: no rights could be dropped.
int first_that_works(const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!drop_linux_immutable()) ::_exit(99);
    int at = 0;
    for (const Mutation& mutation : mutations()) {
      ++at;
      errno = 0;
      if (mutation.tried(path.c_str()) == 0 || errno != EPERM) ::_exit(at);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class AttributesTest : public ArchiveTest {
 protected:
  void SetUp() override {
    const auto probe = io::posix().create_append(dir_ / "probe");
    if (!io::posix().set_attributes(dir_ / "probe", {true, false})) {
      GTEST_SKIP() << "this needs CAP_LINUX_IMMUTABLE and a file system that has file attributes";
    }
  }

  static WriterOptions options(uint64_t size) {
    WriterOptions options;
    options.seal.size = size;
    options.attributes = true;
    return options;
  }
  void open_with(const WriterOptions& options) {
    writer_.reset();
    auto writer = open_test_writer(io::posix(), path(), clock_, options);
    ASSERT_TRUE(writer) << one_line(writer.error());
    writer_ = std::move(*writer);
  }
  io::Attributes of(const io::Path& file) { return io::posix().attributes(file).value(); }
};

TEST_F(AttributesTest, AnOpenSegmentIsAppendOnlyAndASealedOneImmutable) {
  create();
  open_with(options(1));
  say({"one", "two"});
  EXPECT_EQ(of(segment(2)), (io::Attributes{false, true}));
  close();
  size_t open = 0;
  for (const std::string& file : files_under(path() / "seg")) {
    const auto found = of(path() / "seg" / file);
    EXPECT_TRUE(found.append_only != found.immutable) << file;
    open += found.append_only ? 1 : 0;
  }
  EXPECT_EQ(open, 2U) << "one of each class";
  EXPECT_EQ(of(path() / "archive.note"), (io::Attributes{false, true}));
}

TEST_F(AttributesTest, TheyAreSetOnlyIfAskedForAndLaterWritersSetWhatIsMissing) {
  create();
  WriterOptions off = options(1);
  off.attributes = false;
  open_with(off);
  say({"one", "two"});
  close();
  EXPECT_EQ(of(segment(2)), io::Attributes{});
  open_with(options(1));
  EXPECT_EQ(of(segment(2)), (io::Attributes{false, true}));
}

TEST_F(AttributesTest, RecoveryAndLaterWritersWorkWithThem) {
  create();
  open_with(options(1U << 20));
  say({"one"});
  crash();
  const auto torn = io::posix().open_append(segment(2)).value();
  ASSERT_TRUE(torn->append(Bytes(50, 0x11))) << "append-only takes a torn write as well";
  open_with(options(1U << 20));
  EXPECT_EQ(of(segment(2)), (io::Attributes{false, true})) << "abandoned";
  say({"two"});
  close();
  open_with(options(1U << 20));
  say({"three"});
  close();
  expect_messages({"one", "two", "three"});
  expect_clean();
}

TEST_F(AttributesTest, WithoutTheCapabilityEvenRootCannotChangeASegment) {
  if (::geteuid() != 0) GTEST_SKIP() << "this is about uid 0";
  create();
  open_with(options(1));
  say({"one", "two"});
  close();
  for (const std::string& file : files_under(path() / "seg")) {
    const int works = first_that_works((path() / "seg" / file).string());
    ASSERT_NE(works, 99) << "no capability could be dropped";
    EXPECT_EQ(works, 0) << file << ": " << mutations().at(static_cast<size_t>(std::max(works, 1) - 1)).name;
  }
  EXPECT_EQ(first_that_works((path() / "archive.note").string()), 0);
  const io::Path plain = dir_ / "plain";
  set_content(plain, Bytes(8192, 1));
  EXPECT_EQ(first_that_works(plain.string()), 1) << "the test can tell: a plain file is cut";
  expect_messages({"one", "two"});
  expect_clean();
}

}  // namespace
}  // namespace muniment::archive
