// SPDX-License-Identifier: GPL-3.0-or-later
// Sealed segments: when, in which order, what recovers, and what is noticed.
#include <algorithm>
#include <filesystem>

#include "archive/seal_frame.h"
#include "core/crypto/hash.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

constexpr int64_t kHour = 3'600'000;

// Each group goes into a segment of its own.
WriterOptions every_group() {
  WriterOptions options;
  options.seal.size = 1;
  return options;
}

class SealTest : public ArchiveTest {
 protected:
  void SetUp() override { create(); }

  void open_with(const WriterOptions& options) {
    writer_.reset();
    auto writer = open_test_writer(io::posix(), path(), clock_, options);
    ASSERT_TRUE(writer) << one_line(writer.error()) << ": " << writer.error().why;
    writer_ = std::move(*writer);
  }

  static bool ends_with_marker(const Bytes& file) {
    return file.size() >= 8 && as_text(ByteView(file).last(8)) == kEndMarker;
  }
  bool is_sealed(uint64_t number, ClassId cls = kBusinessClass) { return ends_with_marker(content_of(segment(number, cls))); }

  static uint64_t seal_offset(const Bytes& file) { return get_le<uint64_t>(file, file.size() - 16); }

  std::map<uint64_t, SegmentSealed> records() {
    std::map<uint64_t, SegmentSealed> found;
    const auto opened = reader();
    for (const LogEntry& entry : opened->entries()) {
      if (entry.kind != EntryKind::event) continue;
      const auto content = opened->read(entry.index);
      if (!content) continue;
      for (const ByteView bytes : content->records) {
        const auto record = decode_record(bytes);
        if (!record || record->kind != RecordKind::segment_sealed) continue;
        const auto sealed = segment_sealed_from(*record);
        EXPECT_TRUE(sealed);
        EXPECT_TRUE(found.emplace(sealed->segment.value, *sealed).second) << "recorded twice";
      }
    }
    return found;
  }

  // Segment 2 sealed, its record in segment 1 or 3, "two" in the next segment of its class.
  void two_segments() {
    open_with(every_group());
    say({"one", "two"});
    close();
    ASSERT_TRUE(is_sealed(2));
  }

  void expect_damage_in(uint64_t number, const std::string& words) {
    const auto opened = reader();
    ASSERT_NE(opened, nullptr);
    const auto alarms = opened->alarms();
    const bool named = std::any_of(alarms.begin(), alarms.end(), [&](const Error& error) {
      return error.message.find(twelve_digits(SegmentNo{number})) != std::string::npos && error.why.find(words) != std::string::npos;
    });
    EXPECT_TRUE(named) << (alarms.empty() ? "no alarm" : one_line(alarms.front()) + ": " + alarms.front().why);
    EXPECT_EQ(refusal().code, ErrorCode::corrupt);
    EXPECT_FALSE(verify().findings.empty());
  }
  void expect_found_by_verify(uint64_t number, const std::string& words) {
    const auto report = verify();
    const bool named = std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
      return finding.what.find(twelve_digits(SegmentNo{number})) != std::string::npos && finding.what.find(words) != std::string::npos;
    });
    EXPECT_TRUE(named) << (report.findings.empty() ? "nothing found" : report.findings.front().what);
  }
};

TEST_F(SealTest, ASegmentIsSealedWhenAFurtherGroupWouldPassItsSize) {
  WriterOptions options;
  options.seal.size = 40'000;
  open_with(options);
  for (int i = 0; i < 10; ++i) {
    add("message " + std::to_string(i));
    commit();
  }
  close();
  EXPECT_TRUE(is_sealed(2));
  for (const std::string& file : files_under(path() / "seg")) {
    EXPECT_LE(std::filesystem::file_size(path() / "seg" / file), 40'000U) << file;
  }
  EXPECT_GT(content_of(segment(2)).size(), 20'000U) << "several groups stand in one segment";
  EXPECT_EQ(reader()->end().next_message.value, 10U);
  expect_clean();
}

TEST_F(SealTest, TheRecordOfTheLogNamesSizeAndHashOfTheWholeFile) {
  two_segments();
  const Bytes file = content_of(segment(2));
  const auto found = records();
  ASSERT_TRUE(found.contains(2));
  EXPECT_EQ(found.at(2), (SegmentSealed{kBusinessClass, SegmentNo{2}, file.size(), crypto::sha256(file)}));
  EXPECT_TRUE(found.contains(1)) << "the segment of events was full too";
  expect_messages({"one", "two"});
  expect_clean();
}

TEST_F(SealTest, TheSealNamesTheFramesAndTheContentBeforeIt) {
  two_segments();
  const Bytes file = content_of(segment(2));
  const uint64_t at = seal_offset(file);
  const auto body = decode_seal(ByteView(file).subspan(at), at);
  ASSERT_TRUE(body) << one_line(body.error()) << body.error().why;
  EXPECT_EQ(body->content, crypto::sha256(ByteView(file).first(at)));
  EXPECT_EQ(body->next_message.value, 1U);
  ASSERT_EQ(body->places.size(), 1U);
  EXPECT_EQ(body->places.front().offset, 4096U);
  EXPECT_EQ(file.size() % 4096, 0U);
  const auto header = decode_frame_header(ByteView(file).subspan(at));
  EXPECT_EQ(header->frame.value, 2U) << "DATA 0, COMMIT 1";
}

TEST_F(SealTest, AnOldSegmentIsSealedBeforeItsNextFrame) {
  open_with({});
  say({"one"});
  clock_.advance(23 * kHour);
  say({"two"});
  EXPECT_FALSE(is_sealed(2));
  clock_.advance(kHour);
  say({"three"});
  EXPECT_TRUE(is_sealed(2));
  close();
  expect_messages({"one", "two", "three"});
  expect_clean();
}

TEST_F(SealTest, AnOldSegmentIsSealedWhenTheWriterCloses) {
  open_with({});
  say({"one"});
  close();
  clock_.advance(25 * kHour);
  open_with({});
  EXPECT_FALSE(is_sealed(2));
  close();
  EXPECT_TRUE(is_sealed(2));
  EXPECT_TRUE(records().contains(2));
  expect_clean();
}

TEST_F(SealTest, AnIdleArchiveDoesNotGrowDayByDay) {
  open_with({});
  say({"one"});
  close();
  clock_.advance(25 * kHour);
  open_with({});
  close();
  const auto files = files_under(path() / "seg");
  for (int day = 0; day < 3; ++day) {
    clock_.advance(25 * kHour);
    open_with({});
    close();
  }
  EXPECT_EQ(files_under(path() / "seg"), files);
}

TEST_F(SealTest, AnEmptySegmentIsNotSealed) {
  open_with({});
  say({"one"});
  crash();
  Bytes torn = content_of(segment(2));
  append(torn, Bytes(50, 0x11));
  set_content(segment(2), torn);
  open_with({});  // makes segment 3, empty
  clock_.advance(48 * kHour);
  close();
  EXPECT_EQ(content_of(segment(3)).size(), 4096U);
  EXPECT_FALSE(is_sealed(2)) << "an abandoned segment stays without a SEAL";
  expect_clean();
}

TEST_F(SealTest, ASegmentThatAnEarlierWriterBeganIsHashedFromItsBeginning) {
  open_with({});
  say({"one"});
  close();
  open_with({});
  say({"two"});
  crash();
  open_with(every_group());
  say({"three"});
  close();
  const Bytes file = content_of(segment(2));
  ASSERT_TRUE(ends_with_marker(file));
  EXPECT_EQ(records().at(2).sha256, crypto::sha256(file));
  EXPECT_EQ(decode_seal(ByteView(file).subspan(seal_offset(file)), seal_offset(file))->places.size(), 2U);
  expect_messages({"one", "two", "three"});
  expect_clean();
}

TEST_F(SealTest, ALargeFrameGoesIntoASegmentOfItsOwn) {
  WriterOptions options;
  options.seal.size = 30'000;
  open_with(options);
  say({"one"});
  FrameDraft draft = draft_of({"x"});
  for (int i = 0; i < 3000; ++i) draft.records.push_back(message_record("message with the number " + std::to_string(i * 7919)));
  ASSERT_TRUE(writer_->add(draft));
  ASSERT_TRUE(writer_->add(draft_of({"event", kEventClass, kMarch, EntryKind::event})));
  draft.kind = EntryKind::event;
  draft.cls = kEventClass;
  ASSERT_TRUE(writer_->add(draft));
  commit();
  say({"last"});
  close();
  EXPECT_EQ(texts_in(*reader()).size(), 3003U);
  expect_clean();
}

TEST_F(SealTest, AReaderBesideTheWriterFollowsIntoTheNextSegment) {
  open_with(every_group());
  say({"one"});
  const auto beside = reader();
  say({"two", "three"});
  ASSERT_TRUE(beside->refresh());
  EXPECT_TRUE(beside->alarms().empty()) << one_line(beside->alarms().front());
  EXPECT_EQ(texts_in(*beside), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(SealTest, LimitsCanComeFromTheLogBeforeAnythingIsWritten) {
  WriterOptions options;
  bool asked = false;
  options.seal_limits = [&](const Reader& log) -> Result<SealLimits> {
    asked = log.entries().size() == 2;
    return SealLimits{1, kHour};
  };
  open_with(options);
  EXPECT_TRUE(asked);
  say({"one", "two"});
  EXPECT_TRUE(is_sealed(2));
}

// --- what a crash leaves -------------------------------------------------------------------------------------------------

TEST_F(SealTest, ATornSealIsATornTailAndAWholeOneGetsItsRecordFromTheNextWriter) {
  open_with({});
  say({"one"});
  close();
  const Bytes open_file = content_of(segment(2));
  copy_tree(path(), dir_ / "copy");
  clock_.advance(30 * kHour);
  open_with({});
  close();
  const Bytes sealed = content_of(segment(2));
  for (const uint64_t cut : {open_file.size() + 1, open_file.size() + 130, open_file.size() + 300, sealed.size() - 16, sealed.size() - 1}) {
    copy_tree(dir_ / "copy", path());
    set_content(segment(2), ByteView(sealed).first(cut));
    EXPECT_TRUE(reader()->alarms().empty()) << cut;
    open_with({});
    say({"two"});
    close();
    expect_messages({"one", "two"});
    expect_clean();
    EXPECT_EQ(content_of(segment(2)).size(), cut) << "it stays where it is";
  }
  copy_tree(dir_ / "copy", path());
  set_content(segment(2), sealed);  // whole, and the log does not know it
  EXPECT_TRUE(reader()->alarms().empty());
  open_with({});
  say({"two"});
  close();
  EXPECT_EQ(records().at(2).sha256, crypto::sha256(sealed));
  EXPECT_EQ(content_of(segment(2)), sealed);
  expect_messages({"one", "two"});
  expect_clean();
}

TEST_F(SealTest, ASealOverOtherContentIsNotRecorded) {
  open_with({});
  say({"one"});
  close();
  copy_tree(path(), dir_ / "copy");
  clock_.advance(30 * kHour);
  open_with({});
  close();
  Bytes sealed = content_of(segment(2));
  copy_tree(dir_ / "copy", path());
  const uint64_t at = seal_offset(sealed);
  const auto header = decode_frame_header(ByteView(sealed).subspan(at));
  SealBody body = *decode_seal(ByteView(sealed).subspan(at), at);
  body.content.bytes[0] ^= 1;
  sealed.resize(at);
  append(sealed, build_seal(SegmentNo{2}, header->frame, header->chain, at, body));
  set_content(segment(2), sealed);
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
  expect_found_by_verify(2, "not the one in its SEAL");
}

TEST_F(SealTest, AfterAFailedSyncAtTheSealTheEndIsTheLastAcknowledgedByte) {
  test::FaultFileSystem faulty(io::posix());
  auto writer = open_test_writer(faulty, path(), clock_, every_group());
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->add(draft_of({"one"})));
  ASSERT_TRUE((*writer)->commit());
  const uint64_t acknowledged = content_of(segment(2)).size();
  faulty.fail(test::Call::sync, faulty.calls(test::Call::sync) + 1, make_error(ErrorCode::io, "the disk failed"));
  ASSERT_FALSE((*writer)->add(draft_of({"two"})));
  writer->reset();
  EXPECT_TRUE(is_sealed(2)) << "the page cache shows a SEAL";
  const std::string poison(as_text(content_of(path() / "POISON")));
  EXPECT_NE(poison.find("\noffset " + std::to_string(acknowledged) + "\n"), std::string::npos) << poison;
  expect_messages({"one"});
  open_with({});
  say({"two"});
  close();
  EXPECT_FALSE(records().contains(2));
  expect_messages({"one", "two"});
  expect_clean();
}

// --- what is noticed -----------------------------------------------------------------------------------------------------

TEST_F(SealTest, ASealThatWasCutAwayIsNoticedThroughItsRecord) {
  open_with({});
  say({"one"});
  clock_.advance(30 * kHour);
  close();
  const Bytes file = content_of(segment(2));
  set_content(segment(2), ByteView(file).first(seal_offset(file)));  // looks like an open segment
  expect_damage_in(2, "its SEAL is not there");
}

TEST_F(SealTest, ASealThatWasCutAwayInTheMiddleOfTheLogIsNoticedThroughItsRecord) {
  two_segments();
  const Bytes file = content_of(segment(2));
  set_content(segment(2), ByteView(file).first(seal_offset(file)));
  expect_damage_in(2, "its SEAL is not there");
}

TEST_F(SealTest, NothingMayFollowASeal) {
  two_segments();
  Bytes file = content_of(segment(2));
  append(file, Bytes(4096, 0));
  set_content(segment(2), file);
  expect_damage_in(2, "bytes stand behind the SEAL");
}

TEST_F(SealTest, ASealWhoseTableIsNotThatOfTheFramesIsDamage) {
  two_segments();
  Bytes file = content_of(segment(2));
  const uint64_t at = seal_offset(file);
  const auto header = decode_frame_header(ByteView(file).subspan(at));
  const SealBody good = *decode_seal(ByteView(file).subspan(at), at);
  SealBody bodies[] = {good, good, good, good};
  bodies[0].places[0].offset += 8;
  bodies[1].next_message.value += 1;
  bodies[2].last_commit += 1;
  bodies[3].first_message.value += 1;
  for (const SealBody& body : bodies) {
    file.resize(at);
    append(file, build_seal(SegmentNo{2}, header->frame, header->chain, at, body));
    set_content(segment(2), file);
    expect_damage_in(2, "table");
  }
}

TEST_F(SealTest, AnotherSealOfTheRightSizeIsNoticedByItsHash) {
  two_segments();
  Bytes file = content_of(segment(2));
  const uint64_t at = seal_offset(file);
  const auto header = decode_frame_header(ByteView(file).subspan(at));
  SealBody body = *decode_seal(ByteView(file).subspan(at), at);
  file[4096 + 128 + 3] ^= 1;  // a changed frame, and a SEAL that knows of it
  body.content = crypto::sha256(ByteView(file).first(at));
  file.resize(at);
  append(file, build_seal(SegmentNo{2}, header->frame, header->chain, at, body));
  set_content(segment(2), file);
  expect_found_by_verify(2, "not the one in the log");
}

TEST_F(SealTest, EveryFlippedByteAndEveryCutOfASealedSegmentIsNoticed) {
  two_segments();
  const Bytes file = content_of(segment(2));
  for (uint64_t at = 0; at < file.size(); at += at >= seal_offset(file) && at < seal_offset(file) + 220 ? 1U : 97U) {
    Bytes flipped = file;
    flipped[at] ^= static_cast<Byte>(1U << (at % 8));
    set_content(segment(2), flipped);
    ASSERT_FALSE(verify().findings.empty()) << "flipped byte " << at;
  }
  for (uint64_t size = 4096; size < file.size(); size += size % 4096 == 0 ? 1U : 273U) {
    set_content(segment(2), ByteView(file).first(size));
    ASSERT_FALSE(verify().findings.empty()) << "cut to " << size;
    EXPECT_FALSE(open_test_writer(io::posix(), path(), clock_)) << "cut to " << size;
  }
  set_content(segment(2), file);
  expect_clean();
}

}  // namespace
}  // namespace muniment::archive
