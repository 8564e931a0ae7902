// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/file_system.h"

#include <csignal>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/fault_file_system.h"
#include "tests/support/temp_dir.h"

namespace muniment::io {
namespace {

using test::Call;
using test::FaultFileSystem;
using test::TempDir;

class PosixFileSystemTest : public ::testing::Test {
 protected:
  std::unique_ptr<File> create(const std::string& name, std::string_view text = {}) {
    auto file = fs_.create_append(dir_ / name).value();
    EXPECT_TRUE(file->append(as_bytes(text)));
    return file;
  }
  std::string text_of(const std::string& name) {
    const auto bytes = read_file(fs_, dir_ / name, 1'000'000);
    return bytes ? std::string(as_text(*bytes)) : one_line(bytes.error());
  }
  mode_t mode_of(const std::string& name) {
    struct stat about {};
    EXPECT_EQ(::stat((dir_ / name).c_str(), &about), 0);
    return about.st_mode & 07777;
  }

  TempDir dir_;
  FileSystem& fs_ = posix();
};

TEST_F(PosixFileSystemTest, AppendedBytesAreReadBack) {
  const auto file = create("a", "one");
  ASSERT_TRUE(file->append(as_bytes("two")));
  EXPECT_EQ(text_of("a"), "onetwo");
  EXPECT_EQ(file->size().value(), 6U);
}

TEST_F(PosixFileSystemTest, AReadAcrossTheEndReturnsWhatIsThere) {
  const auto file = create("a", "0123456789");
  Bytes out(100);
  EXPECT_EQ(file->read_at(7, out).value(), 3U);
  EXPECT_EQ(out[0], '7');
  EXPECT_EQ(file->read_at(10, out).value(), 0U);
  EXPECT_EQ(file->read_at(1000, out).value(), 0U);
}

TEST_F(PosixFileSystemTest, FilesAndDirectoriesAreForTheirOwnerOnly) {
  create("a");
  ASSERT_TRUE(fs_.make_directory(dir_ / "d"));
  ASSERT_TRUE(fs_.open_or_create(dir_ / "lock"));
  EXPECT_EQ(mode_of("a"), 0600U);
  EXPECT_EQ(mode_of("lock"), 0600U);
  EXPECT_EQ(mode_of("d"), 0700U);
}

TEST_F(PosixFileSystemTest, CreatingWhatExistsIsRefused) {
  create("a", "old");
  EXPECT_EQ(fs_.create_append(dir_ / "a").error().code, ErrorCode::already_exists);
  EXPECT_EQ(text_of("a"), "old");
}

TEST_F(PosixFileSystemTest, AMissingFileIsNotFound) {
  EXPECT_EQ(fs_.open_read(dir_ / "a").error().code, ErrorCode::not_found);
  EXPECT_EQ(fs_.open_append(dir_ / "a").error().code, ErrorCode::not_found);
  EXPECT_EQ(fs_.remove(dir_ / "a").error().code, ErrorCode::not_found);
  EXPECT_EQ(fs_.rename(dir_ / "a", dir_ / "b").error().code, ErrorCode::not_found);
  EXPECT_EQ(fs_.list(dir_ / "a").error().code, ErrorCode::not_found);
  EXPECT_EQ(fs_.sync_directory(dir_ / "a").error().code, ErrorCode::not_found);
}

TEST_F(PosixFileSystemTest, AnErrorNamesThePathAndTheReasonOfTheSystem) {
  const auto opened = fs_.open_read(dir_ / "missing.mseg");
  EXPECT_EQ(opened.error().path, (dir_ / "missing.mseg").string());
  EXPECT_EQ(opened.error().message, "cannot open: No such file or directory");
}

TEST_F(PosixFileSystemTest, AFileOpenedForAppendingWritesAtTheEndOnly) {
  create("a", "old");
  const auto first = fs_.open_append(dir_ / "a").value();
  const auto second = fs_.open_append(dir_ / "a").value();
  ASSERT_TRUE(first->append(as_bytes("1")));
  ASSERT_TRUE(second->append(as_bytes("2")));
  ASSERT_TRUE(first->append(as_bytes("3")));
  EXPECT_EQ(text_of("a"), "old123");
}

TEST_F(PosixFileSystemTest, ALockFileIsMadeOnceAndNeverTruncated) {
  ASSERT_TRUE(fs_.open_or_create(dir_ / "lock").value()->append(as_bytes("pid")));
  ASSERT_TRUE(fs_.open_or_create(dir_ / "lock"));
  EXPECT_EQ(text_of("lock"), "pid");
}

TEST_F(PosixFileSystemTest, ReservingSpaceDoesNotChangeTheSize) {
  const auto file = create("a", "1234");
  ASSERT_TRUE(file->reserve(4, 1'000'000));
  EXPECT_EQ(file->size().value(), 4U);
  ASSERT_TRUE(file->append(as_bytes("5")));
  EXPECT_EQ(text_of("a"), "12345");
}

TEST_F(PosixFileSystemTest, OneExclusiveLockAtATime) {
  const auto first = fs_.open_or_create(dir_ / "lock").value();
  auto second = fs_.open_or_create(dir_ / "lock").value();
  EXPECT_TRUE(first->try_lock_exclusive().value());
  EXPECT_FALSE(second->try_lock_exclusive().value());
  EXPECT_FALSE(second->try_lock_shared().value());
}

TEST_F(PosixFileSystemTest, SharedLocksKeepTheExclusiveOneOut) {
  const auto first = fs_.open_or_create(dir_ / "lock").value();
  const auto second = fs_.open_or_create(dir_ / "lock").value();
  const auto third = fs_.open_or_create(dir_ / "lock").value();
  EXPECT_TRUE(first->try_lock_shared().value());
  EXPECT_TRUE(second->try_lock_shared().value());
  EXPECT_FALSE(third->try_lock_exclusive().value());
}

TEST_F(PosixFileSystemTest, ClosingAFileReleasesItsLock) {
  auto first = fs_.open_or_create(dir_ / "lock").value();
  const auto second = fs_.open_or_create(dir_ / "lock").value();
  ASSERT_TRUE(first->try_lock_exclusive().value());
  first.reset();
  EXPECT_TRUE(second->try_lock_exclusive().value());
}

TEST_F(PosixFileSystemTest, AnAppendOnlyFileTakesAppendsAndNothingElse) {
  const auto file = create("a", "old");
  if (!fs_.set_attributes(dir_ / "a", {true, false})) GTEST_SKIP() << "this needs CAP_LINUX_IMMUTABLE and a file system that has attributes";
  EXPECT_EQ(fs_.attributes(dir_ / "a").value(), (io::Attributes{true, false}));
  EXPECT_TRUE(file->append(as_bytes("er")));
  EXPECT_TRUE(file->reserve(5, 4096));
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(fs_.remove(dir_ / "a").error().code, ErrorCode::denied);
  EXPECT_EQ(fs_.rename(dir_ / "a", dir_ / "b").error().code, ErrorCode::denied);
  EXPECT_FALSE(std::ofstream(dir_ / "a", std::ios::trunc).is_open());
  EXPECT_EQ(text_of("a"), "older");
}

TEST_F(PosixFileSystemTest, AnImmutableFileTakesNothingUntilTheAttributeIsTakenAway) {
  create("a", "text");
  if (!fs_.set_attributes(dir_ / "a", {false, true})) GTEST_SKIP() << "this needs CAP_LINUX_IMMUTABLE and a file system that has attributes";
  EXPECT_EQ(fs_.attributes(dir_ / "a").value(), (io::Attributes{false, true}));
  EXPECT_EQ(fs_.open_append(dir_ / "a").error().code, ErrorCode::denied);
  EXPECT_EQ(fs_.remove(dir_ / "a").error().code, ErrorCode::denied);
  EXPECT_EQ(fs_.rename(dir_ / "a", dir_ / "b").error().code, ErrorCode::denied);
  EXPECT_TRUE(fs_.open_read(dir_ / "a"));
  EXPECT_TRUE(fs_.set_attributes(dir_ / "a", {false, true})) << "what is set already needs no change";
  ASSERT_TRUE(fs_.set_attributes(dir_ / "a", {}));
  EXPECT_TRUE(fs_.remove(dir_ / "a"));
}

TEST_F(PosixFileSystemTest, AFileSystemWithoutAttributesSaysSo) {
  EXPECT_EQ(fs_.attributes("/proc/self/status").error().code, ErrorCode::unsupported);
  EXPECT_EQ(fs_.set_attributes("/proc/self/status", {true, false}).error().code, ErrorCode::unsupported);
  EXPECT_EQ(fs_.attributes(dir_ / "none").error().code, ErrorCode::not_found);
}

TEST_F(PosixFileSystemTest, ADirectoryMayBeMadeTwiceButNotOverAFile) {
  EXPECT_TRUE(fs_.make_directory(dir_ / "d"));
  EXPECT_TRUE(fs_.make_directory(dir_ / "d"));
  create("a");
  EXPECT_EQ(fs_.make_directory(dir_ / "a").error().code, ErrorCode::already_exists);
}

TEST_F(PosixFileSystemTest, RenameReplaces) {
  create("a", "new");
  create("b", "old");
  ASSERT_TRUE(fs_.rename(dir_ / "a", dir_ / "b"));
  EXPECT_EQ(text_of("b"), "new");
  EXPECT_FALSE(fs_.exists(dir_ / "a").value());
}

TEST_F(PosixFileSystemTest, LinkDoesNotReplace) {
  create("a", "new");
  create("b", "old");
  EXPECT_EQ(fs_.link(dir_ / "a", dir_ / "b").error().code, ErrorCode::already_exists);
  EXPECT_TRUE(fs_.link(dir_ / "a", dir_ / "c"));
  EXPECT_EQ(text_of("b"), "old");
  EXPECT_EQ(text_of("c"), "new");
}

TEST_F(PosixFileSystemTest, AListIsSortedAndTellsKindsApart) {
  create("b");
  create("a");
  ASSERT_TRUE(fs_.make_directory(dir_ / "c"));
  ASSERT_EQ(::symlink("a", (dir_ / "d").c_str()), 0);
  std::string seen;
  const auto entries = fs_.list(dir_.path()).value();
  for (const auto& [name, kind, inode] : entries) seen += name + std::to_string(static_cast<int>(kind)) + " ";
  EXPECT_EQ(seen, "a0 b0 c1 d2 ");
}

TEST_F(PosixFileSystemTest, ADanglingLinkExistsAndAPathThroughAFileDoesNot) {
  ASSERT_EQ(::symlink("nowhere", (dir_ / "l").c_str()), 0);
  create("a");
  EXPECT_TRUE(fs_.exists(dir_ / "l").value());
  EXPECT_FALSE(fs_.exists(dir_ / "a/b").value());
}

TEST_F(PosixFileSystemTest, SyncWorksOnAFileOpenedForReading) {
  create("a", "text");
  EXPECT_TRUE(fs_.open_read(dir_ / "a").value()->sync());
}

TEST_F(PosixFileSystemTest, AFullDiskIsNoSpaceForReservingAndAppending) {
  if (::mount("muniment-test", dir_.path().c_str(), "tmpfs", 0, "size=256k") != 0) {
    GTEST_SKIP() << "mounting a small tmpfs needs root";
  }
  const auto file = create("a", "1234");
  EXPECT_EQ(file->reserve(4, 1'000'000).error().code, ErrorCode::no_space);
  EXPECT_EQ(file->size().value(), 4U);
  const auto appended = file->append(Bytes(1'000'000));
  EXPECT_EQ(appended.error().code, ErrorCode::no_space);
  EXPECT_FALSE(appended.error().hint.empty());
  ::umount2(dir_.path().c_str(), MNT_DETACH);
}

TEST_F(PosixFileSystemTest, AReadOnlyFileSystemIsDenied) {
  if (::mount("muniment-test", dir_.path().c_str(), "tmpfs", MS_RDONLY, nullptr) != 0) {
    GTEST_SKIP() << "mounting a read-only tmpfs needs root";
  }
  EXPECT_EQ(fs_.create_append(dir_ / "a").error().code, ErrorCode::denied);
  EXPECT_EQ(fs_.make_directory(dir_ / "d").error().code, ErrorCode::denied);
  ::umount2(dir_.path().c_str(), MNT_DETACH);
}

TEST_F(PosixFileSystemTest, SignalsDoNotShortenWritesToAPipe) {
  struct sigaction quiet {};
  quiet.sa_handler = [](int) {};  // without SA_RESTART: blocking calls return EINTR
  ASSERT_EQ(::sigaction(SIGUSR1, &quiet, nullptr), 0);
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0600), 0);
  const Bytes sent(300'000, Byte{7});
  const pthread_t writer = ::pthread_self();
  std::jthread reader([&] {
    const auto pipe = fs_.open_read(dir_ / "pipe").value();
    for (int i = 0; i < 20; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      ::pthread_kill(writer, SIGUSR1);
    }
    Bytes got(sent.size());
    EXPECT_EQ(pipe->read_at(0, got).value(), sent.size());
    EXPECT_EQ(got, sent);
  });
  EXPECT_TRUE(fs_.open_append(dir_ / "pipe").value()->append(sent));
}

TEST_F(PosixFileSystemTest, ReadFileRefusesMoreThanItsLimit) {
  create("a", "12345");
  EXPECT_EQ(read_file(fs_, dir_ / "a", 5).value().size(), 5U);
  EXPECT_EQ(read_file(fs_, dir_ / "a", 4).error().code, ErrorCode::corrupt);
}

TEST_F(PosixFileSystemTest, ReadExactlyReportsAnEarlyEndWithItsPlace) {
  const auto file = create("a", "12345");
  Bytes out(4);
  EXPECT_TRUE(read_exactly(*file, 1, out, dir_ / "a"));
  const auto beyond = read_exactly(*file, 2, out, dir_ / "a");
  EXPECT_EQ(beyond.error().code, ErrorCode::truncated);
  EXPECT_EQ(beyond.error().offset, 2U);
}

class WriteFileDurablyTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(write_file_durably(posix(), dir_ / "a", as_bytes("old"))); }
  Result<void> write_new() { return write_file_durably(faulty_, dir_ / "a", as_bytes("new")); }
  std::string on_disk() { return std::string(as_text(read_file(posix(), dir_ / "a", 100).value())); }
  size_t files_on_disk() { return posix().list(dir_.path()).value().size(); }

  TempDir dir_;
  FaultFileSystem faulty_{posix()};
};

TEST_F(WriteFileDurablyTest, TheNewContentSurvivesAPowerCutOnceItReturned) {
  ASSERT_TRUE(write_new());
  faulty_.cut_power();
  EXPECT_EQ(on_disk(), "new");
}

TEST_F(WriteFileDurablyTest, StoppedAnywhereItLeavesTheOldOrTheNewContent) {
  for (const bool names_kept : {false, true}) {
    for (size_t calls = 0; calls < 6; ++calls) {
      TempDir dir;
      ASSERT_TRUE(write_file_durably(posix(), dir / "a", as_bytes("old")));
      FaultFileSystem faulty(posix());
      faulty.stop_after(calls);
      const auto written = write_file_durably(faulty, dir / "a", as_bytes("new"));
      EXPECT_EQ(written.has_value(), calls >= 5) << calls;
      faulty.cut_power({.unsynced_names_kept = names_kept});
      const auto found = read_file(posix(), dir / "a", 100);
      ASSERT_TRUE(found) << calls;
      EXPECT_TRUE(equal(*found, as_bytes("old")) || equal(*found, as_bytes("new"))) << calls;
    }
  }
}

TEST_F(WriteFileDurablyTest, AnErrorLeavesTheOldContentAndNoTemporaryFile) {
  for (const Call kind : {Call::create, Call::append, Call::sync, Call::rename}) {
    faulty_.fail(kind, faulty_.calls(kind) + 1, make_error(ErrorCode::no_space, "full"));
    EXPECT_EQ(write_new().error().code, ErrorCode::no_space);
    EXPECT_EQ(on_disk(), "old");
    EXPECT_EQ(files_on_disk(), 1U);
  }
}

TEST_F(WriteFileDurablyTest, AnErrorOfTheDirectorySyncIsReported) {
  faulty_.fail(Call::sync_directory, 1, make_error(ErrorCode::io, "broken"));
  EXPECT_EQ(write_new().error().code, ErrorCode::io);
}

TEST(WriteFileDurably, ARelativeNameStandsInTheCurrentDirectory) {
  const TempDir dir;
  const Path before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  EXPECT_TRUE(write_file_durably(posix(), "a", as_bytes("text")));
  std::filesystem::current_path(before);
  EXPECT_TRUE(posix().exists(dir / "a").value());
}

}  // namespace
}  // namespace muniment::io
