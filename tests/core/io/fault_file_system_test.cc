// SPDX-License-Identifier: GPL-3.0-or-later
// The fake that the crash tests stand on is tested like the product: a fake that forgets to lose data proves nothing.
#include "tests/support/fault_file_system.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace muniment::test {
namespace {

class FaultFileSystemTest : public ::testing::Test {
 protected:
  void append_to(const std::string& name, std::string_view text) { ASSERT_TRUE(open(name)->append(as_bytes(text))); }
  void sync(const std::string& name) { ASSERT_TRUE(open(name)->sync()); }
  void sync_names() { ASSERT_TRUE(faulty_.sync_directory(dir_.path())); }
  void write_and_sync(const std::string& name, std::string_view text) {
    append_to(name, text);
    sync(name);
    sync_names();
  }
  std::unique_ptr<io::File> open(const std::string& name) {
    if (auto file = faulty_.open_append(dir_ / name)) return std::move(file).value();
    return faulty_.create_append(dir_ / name).value();
  }
  // What the disk holds, asked without the fake; "(none)" for a missing file.
  std::string on_disk(const std::string& name) {
    const auto bytes = io::read_file(io::posix(), dir_ / name, 1'000'000);
    return bytes ? std::string(as_text(*bytes)) : "(none)";
  }

  TempDir dir_;
  FaultFileSystem faulty_{io::posix()};
};

TEST_F(FaultFileSystemTest, CountsTheCallsThatChangeSomethingAndNoOthers) {
  append_to("a", "text");
  EXPECT_TRUE(faulty_.list(dir_.path()));
  EXPECT_TRUE(faulty_.exists(dir_ / "a").value());
  sync("a");
  EXPECT_EQ(faulty_.calls(), 3U);
  EXPECT_EQ(faulty_.calls(Call::create), 1U);
  EXPECT_EQ(faulty_.calls(Call::append), 1U);
  EXPECT_EQ(faulty_.calls(Call::sync), 1U);
}

TEST_F(FaultFileSystemTest, FailsTheNamedCallOnceWithTheGivenError) {
  faulty_.fail(Call::append, 2, make_error(ErrorCode::no_space, "full"));
  append_to("a", "1");
  EXPECT_EQ(open("a")->append(as_bytes("2")).error().code, ErrorCode::no_space);
  append_to("a", "3");
  EXPECT_EQ(on_disk("a"), "13");
}

TEST_F(FaultFileSystemTest, AFailingAppendMayLeaveAPartBehind) {
  faulty_.fail(Call::append, 1, make_error(ErrorCode::no_space, "full"), 2);
  EXPECT_FALSE(open("a")->append(as_bytes("12345")));
  EXPECT_EQ(on_disk("a"), "12");
}

TEST_F(FaultFileSystemTest, AfterTheStopEveryCallFails) {
  faulty_.stop_after(2);
  const auto file = open("a");
  EXPECT_TRUE(file->append(as_bytes("1")));
  EXPECT_TRUE(faulty_.stopped());
  EXPECT_FALSE(file->append(as_bytes("2")));
  EXPECT_FALSE(file->sync());
  EXPECT_FALSE(file->size());
  EXPECT_FALSE(faulty_.open_read(dir_ / "a"));
  EXPECT_FALSE(faulty_.rename(dir_ / "a", dir_ / "b"));
  EXPECT_EQ(on_disk("a"), "1");
}

TEST_F(FaultFileSystemTest, TheLastAppendBeforeTheStopMayBeTorn) {
  append_to("a", "whole ");
  faulty_.stop_after(1, 3);
  EXPECT_FALSE(open("a")->append(as_bytes("halves")));
  EXPECT_EQ(on_disk("a"), "whole hal");
}

TEST_F(FaultFileSystemTest, APowerCutKeepsWhatWasSynced) {
  write_and_sync("a", "synced");
  append_to("a", " and not");
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "synced");
}

TEST_F(FaultFileSystemTest, APowerCutMayKeepSomeUnsyncedBytes) {
  write_and_sync("a", "synced");
  append_to("a", " and not");
  faulty_.cut_power({.unsynced_bytes_kept = 4});
  EXPECT_EQ(on_disk("a"), "synced and");
}

TEST_F(FaultFileSystemTest, ANewFileIsLostUnlessItsDirectoryIsSynced) {
  append_to("a", "text");
  sync("a");
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "(none)");
}

TEST_F(FaultFileSystemTest, ANameWithoutSyncedBytesIsAnEmptyFile) {
  append_to("a", "text");
  sync_names();
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "");
}

TEST_F(FaultFileSystemTest, AnUnsyncedRenameIsUndone) {
  write_and_sync("a", "old");
  write_and_sync("a.tmp", "new");
  ASSERT_TRUE(faulty_.rename(dir_ / "a.tmp", dir_ / "a"));
  EXPECT_EQ(on_disk("a"), "new");
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "old");
  EXPECT_EQ(on_disk("a.tmp"), "new");
}

TEST_F(FaultFileSystemTest, ASyncedRenameStays) {
  write_and_sync("a", "old");
  write_and_sync("a.tmp", "new");
  ASSERT_TRUE(faulty_.rename(dir_ / "a.tmp", dir_ / "a"));
  sync_names();
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "new");
  EXPECT_EQ(on_disk("a.tmp"), "(none)");
}

TEST_F(FaultFileSystemTest, UnsyncedNamesMayHappenToBeOnTheDisk) {
  write_and_sync("a", "old");
  append_to("a.tmp", "new");  // renamed without a sync: the classical mistake
  ASSERT_TRUE(faulty_.rename(dir_ / "a.tmp", dir_ / "a"));
  faulty_.cut_power({.unsynced_names_kept = true});
  EXPECT_EQ(on_disk("a"), "");
}

TEST_F(FaultFileSystemTest, AnUnsyncedRemovalIsUndone) {
  write_and_sync("a", "text");
  ASSERT_TRUE(faulty_.remove(dir_ / "a"));
  EXPECT_EQ(on_disk("a"), "(none)");
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "text");
}

TEST_F(FaultFileSystemTest, ALinkIsANameLikeAnyOther) {
  write_and_sync("a", "text");
  ASSERT_TRUE(faulty_.link(dir_ / "a", dir_ / "b"));
  ASSERT_TRUE(faulty_.remove(dir_ / "a"));
  sync_names();
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "(none)");
  EXPECT_EQ(on_disk("b"), "text");
}

TEST_F(FaultFileSystemTest, AnUnsyncedDirectoryIsLostWithAllThatIsInIt) {
  ASSERT_TRUE(faulty_.make_directory(dir_ / "d"));
  write_and_sync("d/a", "text");
  ASSERT_TRUE(faulty_.sync_directory(dir_ / "d"));
  FaultFileSystem again(io::posix());
  ASSERT_TRUE(again.make_directory(dir_ / "e"));
  ASSERT_TRUE(again.make_directory(dir_ / "e/f"));
  again.cut_power();
  EXPECT_EQ(on_disk("d/a"), "text");
  EXPECT_FALSE(io::posix().exists(dir_ / "e").value());
}

TEST_F(FaultFileSystemTest, WhatWasThereBeforeCountsAsDurable) {
  ASSERT_TRUE(io::write_file_durably(io::posix(), dir_ / "a", as_bytes("old")));
  append_to("a", "er");
  append_to("b", "new");
  faulty_.cut_power();
  EXPECT_EQ(on_disk("a"), "old");
  EXPECT_EQ(on_disk("b"), "(none)");
}

TEST_F(FaultFileSystemTest, AfterAPowerCutTheFakeIsDead) {
  const auto file = open("a");
  faulty_.cut_power();
  EXPECT_FALSE(file->append(as_bytes("1")));
  EXPECT_FALSE(faulty_.exists(dir_ / "a"));
}

}  // namespace
}  // namespace muniment::test
