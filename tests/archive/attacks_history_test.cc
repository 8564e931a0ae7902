// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of the log moved, cut off, replayed, or taken from elsewhere: every such archive opens read-only with an alarm,
// or not at all, and nobody writes to it.
#include <algorithm>

#include "tests/archive/attacks_fixture.h"

namespace muniment::archive {
namespace {

class History : public AttackTest {
 protected:
  // Every file as it was behind the nth message from the end: segments cut at the boundary, and the HEAD of that time.
  void go_back_by(size_t messages) {
    const auto all = groups_in(3);
    const Group& last = all.at(all.size() - 1 - messages);
    Bytes bytes = content_of(segment(3));
    bytes.resize(last.end);
    const auto opened = reader();
    const auto log_key = read_log_key(io::posix(), Layout{path()}, opened->identities(), opened->note().log_key);
    ASSERT_TRUE(log_key);
    set_content(segment(3), bytes);
    const LogEnd end{last.body.number, last.body.log_size, {}, last.body.log_root};
    ASSERT_TRUE(publish_head(io::posix(), Layout{path()}, sign_checkpoint(end, opened->note().log_key, *log_key)));
    remove_tree(path() / "ckpt");  // those kept since
  }
};

TEST_F(History, SwappedFramesWithinASegment) {
  const auto all = groups_in(2);
  ASSERT_EQ(all.size(), 3U);
  const WalkedFrame one = all[0].frames[0], two = all[1].frames[0];
  ASSERT_EQ(one.header.payload_len, two.header.payload_len);
  Bytes bytes = content_of(segment(2));
  swap_ranges(bytes, one.offset, bytes, two.offset, kFrameHeader + one.header.payload_len);
  set_content(segment(2), bytes);
  expect_alarm_and_no_writing("frames swapped within a segment");
}

TEST_F(History, SwappedGroupsWithinASegment) {
  const auto all = groups_in(2);
  ASSERT_EQ(all[0].end - all[0].start, all[1].end - all[1].start);
  Bytes bytes = content_of(segment(2));
  swap_ranges(bytes, all[0].start, bytes, all[1].start, all[0].end - all[0].start);
  set_content(segment(2), bytes);
  expect_alarm_and_no_writing("groups swapped within a segment");
}

TEST_F(History, SwappedFramesBetweenSegments) {
  const Group a = groups_in(2)[0], b = groups_in(3)[0];
  ASSERT_EQ(a.frames[0].header.payload_len, b.frames[0].header.payload_len);
  Bytes left = content_of(segment(2)), right = content_of(segment(3));
  swap_ranges(left, a.frames[0].offset, right, b.frames[0].offset, kFrameHeader + a.frames[0].header.payload_len);
  set_content(segment(2), left);
  set_content(segment(3), right);
  expect_alarm_and_no_writing("frames swapped between segments");
}

TEST_F(History, SwappedGroupsBetweenSegments) {
  const Group a = groups_in(2)[1], b = groups_in(3)[1];
  ASSERT_EQ(a.end - a.start, b.end - b.start);
  Bytes left = content_of(segment(2)), right = content_of(segment(3));
  swap_ranges(left, a.start, right, b.start, a.end - a.start);
  set_content(segment(2), left);
  set_content(segment(3), right);
  expect_alarm_and_no_writing("groups swapped between segments");
}

TEST_F(History, ASegmentUnderAnotherNumberOrClass) {
  const Bytes bytes = content_of(segment(2));
  set_content(segment(4), bytes);
  expect_alarm_and_no_writing("an old segment under the next number");
  std::filesystem::remove(segment(4));
  set_content(segment(2, kEventClass), bytes);
  expect_alarm_and_no_writing("a segment in the folder of another class");
}

TEST_F(History, ADeletedSegment) {
  for (const auto& file : {segment(1, kEventClass), segment(2), segment(3)}) {
    const Bytes bytes = content_of(file);
    set_content(file, bytes);
    std::filesystem::remove(file);
    expect_alarm_and_no_writing(file.string() + " deleted");
    set_content(file, bytes);
  }
  expect_clean();
}

TEST_F(History, AReplayedGroupIsNoTornTail) {  // last month's bytes once more, at the end
  const Group old = groups_in(3)[0];
  const Bytes before = content_of(segment(3));
  Bytes bytes = before;
  append(bytes, ByteView(before).subspan(old.start, old.end - old.start));
  set_content(segment(3), bytes);
  expect_alarm_and_no_writing("a group replayed at the end of its segment");
}

// One cannot go back to last month by cutting everything at last month's boundary and putting last month's HEAD there.
TEST_F(History, LastMonthIsCaughtByACheckpointThatWasKept) {
  const Bytes newest = content_of(path() / "HEAD");
  go_back_by(2);
  EXPECT_TRUE(reader()->alarms().empty());  // a consistent, shorter archive: only a checkpoint can tell
  keep_checkpoint("from-the-mailbox.note", newest);
  expect_alarm_and_no_writing("everything cut at a group boundary, with the HEAD of that time");
}

TEST_F(History, AnOlderCopyOfTheDirectoryIsCaughtByACheckpointThatWasKept) {
  copy_tree(path(), dir_ / "older");
  open();
  say({"new"});
  close();
  const Bytes newest = content_of(path() / "HEAD");
  restore_from("older");
  expect_clean();
  keep_checkpoint("from-the-mailbox.note", newest);
  expect_alarm_and_no_writing("an older copy of the whole directory");
}

class TwoHistories : public AttackTest {
 protected:
  // The same archive went on twice, with the same keys.
  void SetUp() override {
    AttackTest::SetUp();
    copy_tree(path(), dir_ / "twin");
    go_on({"new"});
    copy_tree(path(), dir_ / "ours");
    restore_from("twin");
    go_on({"odd"});
    copy_tree(path(), dir_ / "theirs");
    go_on({"end"});
    copy_tree(path(), dir_ / "theirs later");
    restore_from("ours");
    texts_.emplace_back("new");
  }
  void go_on(std::initializer_list<const char*> texts) {
    open();
    say(texts);
    close();
  }
  void put_their_last_frame() {
    const Group ours = groups_in(3).back();
    Bytes bytes = content_of(segment(3)), other = theirs("seg/1/000000000003.mseg");
    swap_ranges(bytes, ours.frames[0].offset, other, ours.frames[0].offset, kFrameHeader + ours.frames[0].header.payload_len);
    set_content(segment(3), bytes);
  }
  Bytes theirs(const std::string& file) { return content_of(dir_ / "theirs" / file); }
};

TEST_F(TwoHistories, EachAloneOpens) {
  expect_clean();
  expect_messages(texts_);
  restore_from("theirs later");
  expect_clean();
  open();
}

TEST_F(TwoHistories, ACheckpointOfTheOtherForbidsWriting) {
  keep_checkpoint("other.note", theirs("HEAD"));
  expect_alarm_and_no_writing("a checkpoint of another history, of the same size");
}

TEST_F(TwoHistories, AnOldCheckpointOfTheOtherForbidsWriting) {
  const Bytes head = theirs("HEAD");
  go_on({"far"});
  keep_checkpoint("other.note", head);
  expect_alarm_and_no_writing("a checkpoint of another history, of a smaller size");
}

TEST_F(TwoHistories, ALaterCheckpointOfTheOtherForbidsWriting) {
  keep_checkpoint("other.note", content_of(dir_ / "theirs later" / "HEAD"));
  expect_alarm_and_no_writing("a checkpoint of another history, of a larger size");
}

TEST_F(TwoHistories, ASegmentOfTheOtherIsNotTakenForOurs) {
  texts_.back() = "odd";  // it is a log of this archive, and its words are read; that it is not the one that was signed is told
  set_content(segment(3), theirs("seg/1/000000000003.mseg"));
  expect_alarm_and_no_writing("a segment of another history of the same archive");
}

TEST_F(TwoHistories, AFrameOfTheOtherIsNotTaken) {
  put_their_last_frame();
  expect_alarm_and_no_writing("a frame of the same place in another history");
}

// Its key is the same and a checkpoint vouches for the group, so nothing but the root over its records tells.
TEST_F(TwoHistories, AFrameOfTheOtherWithAFittingChainIsNotRead) {
  put_their_last_frame();
  const Group ours = groups_in(3).back();
  Bytes bytes = content_of(segment(3));
  const ByteView frame = ByteView(bytes).subspan(ours.start, ours.commit_offset - ours.start);
  auto header = decode_frame_header(ByteView(bytes).subspan(ours.commit_offset));
  ASSERT_TRUE(header);
  header->chain = next_chain(frame.first(kFrameHeader), frame.last(kChainTail));
  std::ranges::copy(encode_frame_header(*header), bytes.begin() + static_cast<std::ptrdiff_t>(ours.commit_offset));
  set_content(segment(3), bytes);
  const auto opened = reader();
  const auto entry = opened->find(MessageNumber{texts_.size() - 1});
  ASSERT_TRUE(entry);
  EXPECT_FALSE(opened->read(entry->index)) << text_of(opened->read(entry->index)->records.front());
  EXPECT_FALSE(verify().findings.empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(History, ASegmentOfAnotherArchiveIsNotTaken) {
  const io::Path other = dir_ / "other";
  ASSERT_TRUE(create_test_archive(io::posix(), other, clock_));  // for the same identity
  auto writer = open_test_writer(io::posix(), other, clock_);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->add(draft_of({"bad"})));
  ASSERT_TRUE((*writer)->close());
  const Bytes own = content_of(segment(2));
  set_content(segment(2), content_of(Layout{other}.segment(kBusinessClass, SegmentNo{2})));
  expect_alarm_and_no_writing("a segment of another archive in the place of ours");
  set_content(segment(2), own);
  set_content(segment(4), content_of(Layout{other}.segment(kBusinessClass, SegmentNo{2})));
  expect_alarm_and_no_writing("a segment of another archive behind ours");
}

}  // namespace
}  // namespace muniment::archive
