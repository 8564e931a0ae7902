// SPDX-License-Identifier: GPL-3.0-or-later
// For tests that play somebody who moves, cuts and replays pieces of an archive: where its groups are, and what must
// follow when a piece is not where it was written.
#pragma once

#include <filesystem>

#include "tests/archive/archive_fixture.h"

namespace muniment::archive {

class AttackTest : public ArchiveTest {
 protected:
  // Segment 1: events. Segments 2 and 3: messages, the first with a torn tail that the second names. All texts have the
  // same length, so that frames and groups can be put in each other's place to the byte.
  void SetUp() override {
    create();
    open();
    say({"one", "two", "six"});
    crash();
    Bytes torn = content_of(segment(2));
    append(torn, Bytes(50, 0x11));
    set_content(segment(2), torn);
    open();
    say({"ten", "red", "sky"});
    close();
    texts_ = {"one", "two", "six", "ten", "red", "sky"};
    expect_messages(texts_);
    expect_clean();
  }

  // All groups of the log, in the order of their commits.
  std::vector<Group> groups() {
    std::vector<Group> all;
    const auto opened = reader();
    LogScan scan(io::posix(), Layout{path()}, opened->id(), opened->keyring().commit_key());
    ScanDepth depth;
    depth.on_take = [&](const Group& group) -> Result<void> {
      all.push_back(group);
      return {};
    };
    Log log;
    EXPECT_TRUE(scan.advance(log, depth));
    return all;
  }
  std::vector<Group> groups_in(uint64_t segment_no) {
    std::vector<Group> some = groups();
    std::erase_if(some, [&](const Group& group) { return group.segment.value != segment_no; });
    return some;
  }

  static void swap_ranges(Bytes& a, uint64_t at_a, Bytes& b, uint64_t at_b, uint64_t size) {
    std::swap_ranges(a.begin() + static_cast<std::ptrdiff_t>(at_a), a.begin() + static_cast<std::ptrdiff_t>(at_a + size),
                     b.begin() + static_cast<std::ptrdiff_t>(at_b));
  }
  void keep_checkpoint(const std::string& name, ByteView note) {
    std::filesystem::create_directories(path() / "ckpt");
    set_content(path() / "ckpt" / name, note);
  }
  void restore_from(const std::string& copy) {
    remove_tree(path());
    copy_tree(dir_ / copy, path());
  }

  // Reading goes on, with an alarm; every message that is read stands in its own place; verify finds it; nobody writes.
  void expect_alarm_and_no_writing(const std::string& when) {
    const auto opened = open_test_reader(io::posix(), path());
    if (opened) {
      EXPECT_FALSE((*opened)->alarms().empty()) << when << ": opened without an alarm";
      const auto seen = texts_in(**opened);
      for (size_t i = 0; i < seen.size() && i < texts_.size(); ++i) {
        EXPECT_TRUE(seen[i] == texts_[i] || seen[i] == "<unreadable>") << when << ": " << seen[i] << " in the place of " << texts_[i];
      }
    }
    const auto report = verify_test_archive(io::posix(), path());
    EXPECT_TRUE(!report || !report->findings.empty()) << when << ": verify saw nothing";
    const auto writer = open_test_writer(io::posix(), path(), clock_);
    ASSERT_FALSE(writer) << when << ": opened for writing";
    EXPECT_EQ(writer.error().code, ErrorCode::corrupt) << when << ": " << one_line(writer.error());
  }

  std::vector<std::string> texts_;
};

}  // namespace muniment::archive
