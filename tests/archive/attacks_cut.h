// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts through a segment, and flipped bytes below its last group: a torn tail is called a torn tail, and damage of what was
// acknowledged is never called so.
#pragma once

#include "tests/archive/attacks_fixture.h"

namespace muniment::archive {

class Cuts : public AttackTest {
 protected:
  // Where the COMMIT itself ends; zeros follow up to group.end.
  static uint64_t commit_end(const Group& group) {
    return group.commit_offset + kFrameHeader + commit_payload_size(group.body.entries.size());
  }
  // The messages of segment 2, and those of segment 3 whose groups end at or before `size`.
  std::vector<std::string> texts_up_to(uint64_t size, const std::vector<Group>& groups, uint64_t (*end_of)(const Group&)) {
    std::vector<std::string> texts(texts_.begin(), texts_.begin() + 3);
    for (size_t i = 0; i < groups.size(); ++i) {
      if (end_of(groups[i]) <= size) texts.push_back(texts_[3 + i]);
    }
    return texts;
  }
  // As it was when only the first group of segment 3 was published: what a crash a moment later leaves.
  Bytes head_of(const Group& group) {
    const Bytes newest = content_of(path() / "HEAD");
    const auto opened = reader();
    const auto log_key = read_log_key(io::posix(), Layout{path()}, opened->identities(), opened->note().log_key);
    EXPECT_TRUE(log_key);
    const LogEnd end{group.body.number, group.body.log_size, {}, group.body.log_root};
    EXPECT_TRUE(publish_head(io::posix(), Layout{path()}, sign_checkpoint(end, opened->note().log_key, *log_key)));
    const Bytes older = content_of(path() / "HEAD");
    set_content(path() / "HEAD", newest);
    return older;
  }

  // Cut at each size: what is left is the last COMMIT before it, and HEAD tells that more was there.
  void cut_below_head(uint64_t stride) {
    const auto all = groups_in(3);
    const Bytes whole = content_of(segment(3));
    uint64_t tried = 0;
    for (uint64_t size = whole.size() - 1; size > kPage; size -= std::min(size, stride)) {
      set_content(segment(3), ByteView(whole).first(size));
      ++tried;
      const std::string when = "cut to " + std::to_string(size);
      const auto opened = open_test_reader(io::posix(), path());
      ASSERT_TRUE(opened) << when;
      const auto expected = texts_up_to(size, all, commit_end);  // HEAD says that a COMMIT without its padding was whole
      ASSERT_EQ(texts_in(**opened), expected) << when;
      ASSERT_FALSE((*opened)->alarms().empty()) << when;
      const bool shorter = (*opened)->alarms().front().message == "the log is shorter than it was";
      ASSERT_EQ(shorter, expected.size() < texts_.size()) << when << ": " << one_line((*opened)->alarms().front());
      const auto writer = open_test_writer(io::posix(), path(), clock_);
      ASSERT_FALSE(writer) << when;
      ASSERT_EQ(writer.error().code, ErrorCode::corrupt) << when;
    }
    RecordProperty("tried", std::to_string(tried));
  }

  // The same with a HEAD that is older than the cut: a crash. It opens for writing, with the same messages, twice.
  void cut_behind_head(uint64_t stride) {
    const auto all = groups_in(3);
    set_content(path() / "HEAD", head_of(all[0]));
    remove_tree(path() / "ckpt");  // those kept since
    copy_tree(path(), dir_ / "whole");
    const Bytes whole = content_of(segment(3));
    uint64_t tried = 0;
    for (uint64_t size = whole.size() - 1; size >= all[0].end; size -= std::min(size, stride)) {
      restore_from("whole");
      set_content(segment(3), ByteView(whole).first(size));
      ++tried;
      const std::string when = "cut to " + std::to_string(size);
      const auto expected = texts_up_to(size, all, [](const Group& group) { return group.end; });
      for (int turn = 0; turn < 2; ++turn) {
        const auto writer = open_test_writer(io::posix(), path(), clock_);
        ASSERT_TRUE(writer) << when << ": " << one_line(writer.error());
        ASSERT_EQ(texts_in((*writer)->reader()), expected) << when;
      }
    }
    RecordProperty("tried", std::to_string(tried));
  }

  // A byte below the last group flipped, whatever HEAD says: never a torn tail.
  void flip_below_the_last_group(uint64_t stride) {
    const auto all = groups_in(3);
    const Bytes newest = content_of(path() / "HEAD"), older = head_of(all[0]);
    Bytes bytes = content_of(segment(3));
    uint64_t turn = 0;
    uint64_t tried = 0;
    for (uint64_t at = kPage; at < all.back().start; at += stride) {
      set_content(path() / "HEAD", ++turn % 2 == 0 ? newest : older);
      const auto change = static_cast<Byte>(1U << (turn % 8));
      bytes[at] ^= change;
      set_content(segment(3), bytes);
      ++tried;
      const std::string when = "byte " + std::to_string(at);
      const auto writer = open_test_writer(io::posix(), path(), clock_);
      ASSERT_FALSE(writer) << when;
      ASSERT_EQ(writer.error().code, ErrorCode::corrupt) << when;
      const auto opened = open_test_reader(io::posix(), path());
      ASSERT_TRUE(opened) << when;
      const auto texts = texts_in(**opened);  // below HEAD a reader does not hash what it does not read
      ASSERT_TRUE(!(*opened)->alarms().empty() || texts != texts_) << when << ": nothing is told";
      ASSERT_LE(texts.size(), texts_.size()) << when;
      for (size_t i = 0; i < texts.size(); ++i) ASSERT_TRUE(texts[i] == texts_[i] || texts[i] == "<unreadable>") << when;
      const VerifyReport report = verify();
      ASSERT_FALSE(report.findings.empty()) << when;
      for (const std::string& note : report.notes) ASSERT_EQ(note.find("000000000003 ends in a torn tail"), std::string::npos) << when << ": " << note;
      bytes[at] ^= change;
    }
    RecordProperty("tried", std::to_string(tried));
  }
};

}  // namespace muniment::archive
