// SPDX-License-Identifier: GPL-3.0-or-later
// R0 to R6: what a writer finds when the one before it was stopped, and what it must never take for an accident.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

class Recovery : public ArchiveTest {
 protected:
  void SetUp() override {
    create();
    open();
    say({"one", "two", "three"});
  }
  void append_bytes(const io::Path& file, const Bytes& bytes) {
    Bytes all = content_of(file);
    append(all, bytes);
    set_content(file, all);
  }
  void cut(const io::Path& file, uint64_t to) {
    Bytes all = content_of(file);
    all.resize(to);
    set_content(file, all);
  }
  uint64_t size_of(const io::Path& file) { return std::filesystem::file_size(file); }
  // Where the last group of a segment starts.
  uint64_t last_group_of(ClassId cls) {
    const auto opened = reader();
    uint64_t offset = 0;
    for (const LogEntry& entry : opened->entries()) {
      if (entry.cls == cls) offset = entry.offset;
    }
    return offset;
  }
  size_t recovery_records() {
    size_t count = 0;
    const auto opened = reader();
    for (const LogEntry& entry : opened->entries()) count += entry.kind == EntryKind::recovery ? 1 : 0;
    return count;
  }
};

TEST_F(Recovery, ATornTailIsLeftInPlaceAndRecorded) {
  crash();
  const Bytes before = content_of(segment(2));
  append_bytes(segment(2), Bytes(777, 0xAA));
  open();
  say({"four"});
  close();
  Bytes expected = before;
  append(expected, Bytes(777, 0xAA));
  EXPECT_EQ(content_of(segment(2)), expected);
  EXPECT_TRUE(std::filesystem::exists(segment(3)));
  EXPECT_EQ(recovery_records(), 1U);
  expect_messages({"one", "two", "three", "four"});
  expect_clean();
}

TEST_F(Recovery, ATornTailOfTheEventClassIsRecordedToo) {
  crash();
  append_bytes(segment(1, kEventClass), Bytes(100, 0xAA));
  open();
  say({"four"});
  close();
  EXPECT_EQ(recovery_records(), 1U);
  expect_messages({"one", "two", "three", "four"});
  expect_clean();
}

// The COMMIT came through whole, a frame of its group did not: torn sectors within one write. The recovery's own commit then
// has the same number.
TEST_F(Recovery, ATornGroupWithAWholeCommitMayBeFollowedByACrashAtEachStepOfTheRecovery) {
  const uint64_t torn_at = last_group_of(kBusinessClass);
  crash();
  flip_byte(segment(2), torn_at + kFrameHeader + 20);
  copy_tree(path(), dir_ / "torn");
  for (size_t calls = 0;; ++calls) {
    remove_tree(path());
    copy_tree(dir_ / "torn", path());
    test::FaultFileSystem faulty(io::posix());
    faulty.stop_after(calls);
    const bool done = open_test_writer(faulty, path(), clock_).has_value();
    ASSERT_TRUE(reader()->alarms().empty()) << "after " << calls << " calls: " << one_line(reader()->alarms().front());
    open();
    ASSERT_TRUE(writer_) << "after " << calls << " calls";
    close();
    expect_messages({"one", "two"});
    ASSERT_EQ(verify().findings.size(), 0U) << "after " << calls << " calls: " << verify().findings.front().what;
    if (done) break;
  }
}

TEST_F(Recovery, ReadersPassOverATornTail) {
  crash();
  append_bytes(segment(2), Bytes(5000, 0xAA));
  expect_messages({"one", "two", "three"});
  EXPECT_TRUE(reader()->alarms().empty());
}

TEST_F(Recovery, ATornTailOfZerosIsATornTail) {
  crash();
  append_bytes(segment(2), Bytes(8192));
  expect_messages({"one", "two", "three"});
  open();
  close();
  EXPECT_EQ(recovery_records(), 1U);
  expect_clean();
}

TEST_F(Recovery, AGroupWhoseBytesDidNotAllArriveIsATornTailAlthoughItsCommitDid) {
  crash();
  const uint64_t offset = last_group_of(kBusinessClass);
  Bytes bytes = content_of(segment(2));
  bytes[offset + kFrameHeader + 3] ^= 1;  // inside the ciphertext: only the group's hash tells
  set_content(segment(2), bytes);
  expect_messages({"one", "two"});
  EXPECT_TRUE(reader()->alarms().empty());
  open();
  close();
  EXPECT_EQ(recovery_records(), 1U);
  expect_messages({"one", "two"});
  expect_clean();
}

TEST_F(Recovery, ATornGroupBelowHeadIsDamage) {
  close();
  const uint64_t offset = last_group_of(kBusinessClass);
  flip_byte(segment(2), offset + kFrameHeader + 3);
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(Recovery, WhatATornTailHoldsCanNoLongerBeDecrypted) {
  crash();
  const uint64_t offset = last_group_of(kBusinessClass);
  const Bytes frame_and_more(content_of(segment(2)));
  cut(segment(2), size_of(segment(2)) - 4096 + 100);  // the COMMIT of "three" is torn
  const auto header = decode_frame_header(ByteView(frame_and_more).subspan(offset, kFrameHeader));
  ASSERT_TRUE(header);
  open();
  EXPECT_EQ(texts_in(writer_->reader()), (std::vector<std::string>{"one", "two"}));
  close();
  const auto gone = reader()->keyring().frame_key(header->unit, header->unit_index);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::not_found);
}

TEST_F(Recovery, RecoveringTwiceGivesTheSameLog) {
  crash();
  append_bytes(segment(2), Bytes(777, 0xAA));
  open();
  const LogEnd first = writer_->reader().end();
  crash();
  open();
  EXPECT_EQ(writer_->reader().end(), first);
  crash();
  EXPECT_EQ(reader()->end(), first);
}

TEST_F(Recovery, AHeaderPageThatWasNeverFinishedBurnsItsNumber) {
  crash();
  std::filesystem::create_directories(path() / "seg/1");
  set_content(segment(3), Bytes(1000, 0x55));
  open();
  say({"four"});
  close();
  expect_messages({"one", "two", "three", "four"});
  expect_clean();
  EXPECT_FALSE(verify().notes.empty());
}

TEST_F(Recovery, AnInvalidHeaderPageWithSomethingBehindItIsDamage) {
  close();
  flip_byte(segment(2), 40);
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
  EXPECT_FALSE(reader()->alarms().empty());
}

TEST_F(Recovery, DamageInsideAcknowledgedDataIsNotATornTail) {
  close();
  uint64_t first_offset = 0;
  {
    const auto opened = reader();
    for (const LogEntry& entry : opened->entries()) {
      if (entry.kind == EntryKind::messages && first_offset == 0) first_offset = entry.offset;
    }
  }
  flip_byte(segment(2), first_offset + 2);  // the magic of the first message frame
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
  const auto opened = reader();
  ASSERT_FALSE(opened->alarms().empty());
  EXPECT_EQ(texts_in(*opened), (std::vector<std::string>{"<unreadable>", "two", "three"}));
}

TEST_F(Recovery, ALostCommitWithOthersBehindItIsNotATornTail) {
  close();
  std::filesystem::remove(path() / "HEAD");  // even without HEAD
  const uint64_t offset = last_group_of(kBusinessClass);
  Bytes bytes = content_of(segment(2));
  std::fill(bytes.begin() + kPage, bytes.begin() + static_cast<std::ptrdiff_t>(offset), Byte{0});  // "one" and "two"
  set_content(segment(2), bytes);
  const Error error = refusal();
  EXPECT_EQ(error.code, ErrorCode::corrupt);
  const auto opened = reader();
  bool named = false;
  for (const Error& alarm : opened->alarms()) named = named || alarm.why.find("is missing") != std::string::npos;
  EXPECT_TRUE(named);
}

TEST_F(Recovery, ALogThatIsShorterThanHeadIsARollback) {
  close();  // publishes HEAD
  cut(segment(2), last_group_of(kBusinessClass));  // at a group boundary: nothing in the file tells
  const auto opened = reader();
  ASSERT_FALSE(opened->alarms().empty());
  EXPECT_EQ(texts_in(*opened), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
  EXPECT_EQ(verify().findings.at(0).kind, Finding::Kind::missing);
}

TEST_F(Recovery, AnOlderCopyOfTheArchiveIsRecognisedByAKeptCheckpoint) {
  close();
  copy_tree(path(), dir_ / "older");
  open();
  say({"four"});
  close();
  const Bytes newest = content_of(path() / "HEAD");
  remove_tree(path());
  copy_tree(dir_ / "older", path());
  EXPECT_TRUE(reader()->alarms().empty());  // the copy by itself cannot know
  std::filesystem::create_directories(path() / "ckpt");
  set_content(path() / "ckpt/6.note", newest);
  EXPECT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(Recovery, AnotherHistoryThanHeadIsAlarming) {
  close();
  copy_tree(path(), dir_ / "other");
  open();
  say({"four"});
  close();
  const Bytes head = content_of(path() / "HEAD");
  remove_tree(path());
  copy_tree(dir_ / "other", path());
  open();
  say({"a different four"});
  close();
  set_content(path() / "HEAD", head);  // same size, other root
  ASSERT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(Recovery, WithoutHeadNobodyWrites) {
  close();
  const Bytes head = content_of(path() / "HEAD");
  std::filesystem::remove(path() / "HEAD");
  EXPECT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
  set_content(path() / "HEAD", head);
  open();
}

TEST_F(Recovery, AnOlderRingIsRefused) {
  close();
  const Bytes old_ring = content_of(path() / "keys/ring.1.age");
  open();
  add(TestMessage{"old", kBusinessClass, Month{201901}});
  close();
  std::filesystem::remove(path() / "keys/ring.2.age");
  set_content(path() / "keys/ring.1.age", old_ring);
  ASSERT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(Recovery, ARingThatTheLogDoesNotNameYetIsFinished) {
  close();
  {
    const auto opened = reader();
    Ring next = opened->keyring().copy();
    next.epoch = 2;
    ASSERT_TRUE(write_ring(io::posix(), Layout{path()}, next));
  }
  EXPECT_TRUE(reader()->alarms().empty());
  open();
  close();
  EXPECT_FALSE(std::filesystem::exists(path() / "keys/ring.1.age"));
  EXPECT_TRUE(reader()->alarms().empty());
  EXPECT_EQ(reader()->key_record()->epoch, 2U);
  expect_clean();
}

TEST_F(Recovery, ARingOfAnotherArchiveIsRefused) {
  close();
  test::TempDir elsewhere;
  ASSERT_TRUE(create_test_archive(io::posix(), elsewhere / "B", clock_));
  set_content(path() / "keys/ring.1.age", content_of(elsewhere / "B/keys/ring.1.age"));
  EXPECT_FALSE(open_test_reader(io::posix(), path()));
}

TEST_F(Recovery, TemporaryFilesAreSwept) {
  crash();
  set_content(path() / "HEAD.0011223344556677.tmp", to_bytes("x"));
  set_content(path() / "keys/ring.2.age.0011223344556677.tmp", to_bytes("x"));
  set_content(path() / "blob/tmp-00", to_bytes("x"));
  EXPECT_EQ(verify().notes.size(), 3U);
  open();
  close();
  EXPECT_TRUE(verify().notes.empty());
}

// --- the access spool ----------------------------------------------------------------------------------------------

TEST_F(Recovery, AccessRecordsAreFoldedIntoTheLogOnce) {
  close();
  Record access;
  access.kind = RecordKind::access;
  access.text = "search: merger";
  {
    const auto opened = reader();
    ASSERT_TRUE(opened->spool_access(encode(access)));
    ASSERT_TRUE(opened->spool_access(encode(access)));
    open();  // beside the reader: its spool is left alone
    close();
    EXPECT_EQ(files_under(path() / "spool/access").size(), 1U);
  }
  const std::string spool = files_under(path() / "spool/access").at(0);
  const Bytes kept = content_of(path() / "spool/access" / spool);
  open();
  close();
  EXPECT_TRUE(files_under(path() / "spool/access").empty());
  const uint64_t size = reader()->end().log_size;
  set_content(path() / "spool/access" / spool, kept);  // as if the removal had not reached the disk
  open();
  close();
  EXPECT_EQ(reader()->end().log_size, size);
  EXPECT_TRUE(files_under(path() / "spool/access").empty());
  const auto opened = reader();
  const auto content = opened->read(size - 1);
  ASSERT_EQ(content->records.size(), 2U);
  EXPECT_EQ(decode_record(content->records[1])->collected->sequence, 1U);
  EXPECT_EQ(text_of(content->records[1]), "search: merger");
  expect_clean();
}

TEST_F(Recovery, ATornAccessRecordIsDropped) {
  close();
  Record access;
  access.kind = RecordKind::access;
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(reader()->spool_access(encode(access)));
  const std::string spool = files_under(path() / "spool/access").at(0);
  cut(path() / "spool/access" / spool, size_of(path() / "spool/access" / spool) - 1);
  open();
  close();
  EXPECT_TRUE(files_under(path() / "spool/access").empty());
  expect_clean();
}

// Two access records; then the bytes from the second one on are what `spoil` makes of them.
class TornAccess : public ArchiveTest {
 protected:
  void leave(const std::function<void(Bytes&, size_t second)>& spoil) {
    Record access;
    access.kind = RecordKind::access;
    {
      const auto process = reader();
      for (int i = 0; i < 2; ++i) ASSERT_TRUE(process->spool_access(encode(access)));
    }
    spool_ = path() / "spool/access" / files_under(path() / "spool/access").at(0);
    left_ = content_of(spool_);
    spoil(left_, kPage + (left_.size() - kPage) / 2);
    set_content(spool_, left_);
  }
  size_t recovery_records() {
    size_t count = 0;
    const auto opened = reader();
    for (const LogEntry& entry : opened->entries()) count += entry.kind == EntryKind::recovery ? entry.records : 0;
    return count;
  }
  io::Path spool_;
  Bytes left_;
};

TEST_F(TornAccess, WhatIsInThePlaceOfTheLastRecordIsNamedInTheLogOnceAndDropped) {
  create();
  open();
  close();
  leave([](Bytes& bytes, size_t second) { std::fill(bytes.begin() + static_cast<ptrdiff_t>(second), bytes.end(), Byte{0}); });
  for (int round = 0; round < 2; ++round) {
    ASSERT_EQ(verify().findings.size(), 1U);
    EXPECT_EQ(verify().findings[0].kind, Finding::Kind::not_verifiable);
    open();
    close();
    EXPECT_TRUE(files_under(path() / "spool/access").empty());
    EXPECT_EQ(recovery_records(), 1U);
    expect_clean();
    if (round == 0) set_content(spool_, left_);  // as if the removal had not reached the disk
  }
}

TEST_F(TornAccess, ABadRecordWithAGoodOneBehindItIsDamageWhateverItsLengthSays) {
  create();
  open();
  close();
  for (const size_t byte : {size_t{3}, size_t{70}}) {  // of the length; of the ciphertext
    leave([&](Bytes& bytes, size_t) { bytes[kPage + byte] ^= Byte{0x40}; });
    ASSERT_EQ(verify().findings.size(), 1U);
    EXPECT_EQ(verify().findings[0].kind, Finding::Kind::altered);
    open();
    close();
    EXPECT_EQ(content_of(spool_), left_) << "the writer has touched it";
    std::filesystem::remove(spool_);
  }
}

}  // namespace
}  // namespace muniment::archive
