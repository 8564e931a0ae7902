// SPDX-License-Identifier: GPL-3.0-or-later
// Errors of the system and power cuts, after every single call that changes something.
#include <algorithm>
#include <filesystem>

#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

using test::Call;
using test::FaultFileSystem;
using test::PowerCut;

KnownBlob nobody_knows() {
  return [](const BlobId&) -> Result<std::optional<SecretBytes>> { return std::optional<SecretBytes>{}; };
}

Error disk_error() { return make_error(ErrorCode::io, "the disk failed"); }
Error disk_full() { return make_error(ErrorCode::no_space, "the disk is full"); }

// What a run had been told when it ended.
struct Told {
  bool created = false;
  std::vector<std::string> acknowledged;  // messages whose commit returned
  std::vector<std::string> sent;          // messages that were added
  std::optional<Error> error;
};

// A short life of an archive: create, messages of two years (a ring change) with attachments, events, close.
Told live(io::FileSystem& fs, const io::Path& path, const WriterOptions& options = {}) {
  Told told;
  FixedClock clock(kNow);
  const auto failed = [&](const auto& result) {
    if (!result) told.error = result.error();
    return !result;
  };
  if (failed(create_test_archive(fs, path, clock))) return told;
  told.created = true;
  auto writer = open_test_writer(fs, path, clock, options);
  if (failed(writer)) return told;
  const TestMessage messages[] = {{"one"}, {"two"}, {"other year", kBusinessClass, Month{201905}}, {"four"}};
  for (const TestMessage& message : messages) {
    clock.advance(6'000);
    FrameDraft draft = draft_of(message);
    const auto blob = (*writer)->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo of " + message.text)), nobody_knows());
    if (failed(blob)) return told;
    draft.blobs.push_back(BlobKey{blob->blob, blob->key.clone()});
    const auto added = (*writer)->add(draft);
    if (added) told.sent.push_back(message.text);
    if (failed(added)) return told;
    if (failed((*writer)->add(draft_of(TestMessage{"event", kEventClass, kMarch, EntryKind::event})))) return told;
    told.acknowledged = told.sent;  // the event's add has committed the message
    if (failed((*writer)->commit())) return told;
  }
  failed((*writer)->close());
  return told;
}

bool is_prefix(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

// The archive opens, for reading and for writing, and holds what was acknowledged and nothing that was not sent.
void expect_recovers(const io::Path& path, const Told& told, const std::string& when, const WriterOptions& options = {}) {
  if (!told.created && !std::filesystem::exists(path / "archive.note")) return;
  FixedClock clock(kNow + 100'000);
  std::vector<std::string> first;
  std::vector<std::string> sent = told.sent;
  if (sent.size() < 4) sent.push_back(std::vector<std::string>{"one", "two", "other year", "four"}[sent.size()]);
  for (int round = 0; round < 2; ++round) {
    const auto reader = open_test_reader(io::posix(), path);
    ASSERT_TRUE(reader) << when << ": " << one_line(reader.error());
    const auto texts = texts_in(**reader);
    ASSERT_TRUE(is_prefix(told.acknowledged, texts)) << when << ": " << texts.size() << " messages are left";
    ASSERT_TRUE(is_prefix(texts, sent)) << when;
    if (round == 1) {
      ASSERT_EQ(texts, first) << when;
    }
    first = texts;
    const auto writer = open_test_writer(io::posix(), path, clock, options);
    ASSERT_TRUE(writer) << when << ": " << one_line(writer.error()) << ": " << writer.error().why;
    ASSERT_EQ(texts_in((*writer)->reader()), first) << when;
    ASSERT_TRUE((*writer)->close()) << when;
  }
  const auto report = verify_test_archive(io::posix(), path);
  ASSERT_TRUE(report) << when;
  ASSERT_TRUE(report->findings.empty()) << when << ": " << report->findings.front().what;
}

class Fault : public ::testing::Test {
 protected:
  io::Path fresh() {
    dir_ = std::make_unique<test::TempDir>();
    return *dir_ / "A";
  }
  std::unique_ptr<test::TempDir> dir_;
};

size_t calls_of_a_life(const WriterOptions& options = {}) {
  const test::TempDir dir;
  FaultFileSystem counting(io::posix());
  const Told told = live(counting, dir / "A", options);
  EXPECT_FALSE(told.error) << one_line(*told.error);
  return counting.calls();
}

TEST_F(Fault, ThePowerMayBeCutAfterAnyCall) {
  const size_t calls = calls_of_a_life();
  ASSERT_GT(calls, 50U);
  const PowerCut cuts[] = {{0, false}, {1U << 20, true}, {700, true}, {4096, false}};
  for (size_t n = 0; n <= calls; ++n) {
    const io::Path path = fresh();
    FaultFileSystem faulty(io::posix());
    faulty.stop_after(n);
    const Told told = live(faulty, path);
    faulty.cut_power(cuts[n % 4]);
    expect_recovers(path, told, "power cut after call " + std::to_string(n));
    if (HasFatalFailure()) return;
  }
}

TEST_F(Fault, AWriteMayBeTornAnywhere) {
  const size_t calls = calls_of_a_life();
  for (size_t n = 1; n <= calls; ++n) {
    const io::Path path = fresh();
    FaultFileSystem faulty(io::posix());
    faulty.stop_after(n, n * 37 % 5000);
    const Told told = live(faulty, path);
    faulty.cut_power(PowerCut{1U << 20, true});
    expect_recovers(path, told, "write torn at call " + std::to_string(n));
    if (HasFatalFailure()) return;
  }
}

// Each group in a segment of its own, with the attributes that the program sets: append-only, then immutable.
WriterOptions sealing_all_the_time() {
  WriterOptions options;
  options.seal.size = 1;
  options.attributes = true;
  return options;
}

// Every segment that the log calls sealed is so, and of every SEAL that is followed by more the log has the record.
void expect_seals_are_recorded(const io::Path& path, const std::string& when) {
  if (!std::filesystem::exists(path / "archive.note")) return;
  const auto reader = open_test_reader(io::posix(), path);
  ASSERT_TRUE(reader) << when;
  ASSERT_TRUE((*reader)->alarms().empty()) << when;
  ASSERT_TRUE((*reader)->seal_records().missing((*reader)->scan()).empty()) << when;
  ASSERT_FALSE((*reader)->seal_records().all().empty()) << when;
}

TEST_F(Fault, ThePowerMayBeCutAfterAnyCallOfASeal) {
  const WriterOptions options = sealing_all_the_time();
  const size_t calls = calls_of_a_life(options);
  ASSERT_GT(calls, calls_of_a_life() + 40) << "SEALs, new segments and attributes are calls";
  const PowerCut cuts[] = {{0, false}, {1U << 20, true}, {700, true}, {4096, false}};
  for (size_t n = 0; n <= calls; ++n) {
    const io::Path path = fresh();
    FaultFileSystem faulty(io::posix());
    faulty.stop_after(n);
    const Told told = live(faulty, path, options);
    faulty.cut_power(cuts[n % 4]);
    const std::string when = "power cut after call " + std::to_string(n);
    expect_recovers(path, told, when, options);
    if (HasFatalFailure()) return;
    if (told.acknowledged.size() > 1) expect_seals_are_recorded(path, when);
    if (HasFatalFailure()) return;
  }
}

TEST_F(Fault, ASealMayBeTornAnywhere) {
  const WriterOptions options = sealing_all_the_time();
  const size_t calls = calls_of_a_life(options);
  for (size_t n = 1; n <= calls; ++n) {
    const io::Path path = fresh();
    FaultFileSystem faulty(io::posix());
    faulty.stop_after(n, n * 37 % 5000);
    const Told told = live(faulty, path, options);
    faulty.cut_power(PowerCut{1U << 20, true});
    expect_recovers(path, told, "write torn at call " + std::to_string(n), options);
    if (HasFatalFailure()) return;
  }
}

void fail_each(Call kind, const Error& error, size_t bytes_appended, const WriterOptions& options = {}) {
  for (size_t n = 1;; ++n) {
    const test::TempDir dir;
    FaultFileSystem faulty(io::posix());
    faulty.fail(kind, n, error, bytes_appended);
    const Told told = live(faulty, dir / "A", options);
    if (faulty.calls(kind) < n) return;
    if (told.error) {
      EXPECT_TRUE(told.error->code == error.code || told.error->code == ErrorCode::invalid_argument) << one_line(*told.error);
    }
    expect_recovers(dir / "A", told, "call " + std::to_string(n) + " of its kind failed", options);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST_F(Fault, AFullDiskEndsTheRunAndLosesNothing) {
  fail_each(Call::reserve, disk_full(), 0);
  fail_each(Call::append, disk_full(), 100);
}

TEST_F(Fault, AFailedWriteEndsTheRunAndLosesNothing) {
  fail_each(Call::append, disk_error(), 0);
  fail_each(Call::append, disk_error(), 4500);
}

TEST_F(Fault, AFailedSyncEndsTheRunAndLosesNothing) { fail_each(Call::sync, disk_error(), 0); }

TEST_F(Fault, AFailedCallOfASealEndsTheRunAndLosesNothing) {
  const WriterOptions options = sealing_all_the_time();
  fail_each(Call::reserve, disk_full(), 0, options);
  fail_each(Call::append, disk_error(), 200, options);
  fail_each(Call::sync, disk_error(), 0, options);
  fail_each(Call::create, disk_full(), 0, options);
}

TEST_F(Fault, AFileThatTakesNoAttributesIsWrittenToAllTheSame) {
  fail_each(Call::set_attributes, make_error(ErrorCode::denied, "not permitted"), 0, sealing_all_the_time());
}

TEST_F(Fault, AFailedDirectoryCallEndsTheRunAndLosesNothing) {
  fail_each(Call::sync_directory, disk_error(), 0);
  fail_each(Call::rename, disk_error(), 0);
  fail_each(Call::create, disk_full(), 0);
  fail_each(Call::remove, disk_error(), 0);
}

TEST_F(Fault, AfterAFailedSyncTheEndIsTheLastAcknowledgedByteAlthoughMoreChecksOut) {
  const io::Path path = fresh();
  FixedClock clock(kNow);
  ASSERT_TRUE(create_test_archive(io::posix(), path, clock));
  FaultFileSystem faulty(io::posix());
  auto writer = open_test_writer(faulty, path, clock);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->add(draft_of({"acknowledged"})));
  ASSERT_TRUE((*writer)->commit());
  ASSERT_TRUE((*writer)->add(draft_of({"never acknowledged"})));
  faulty.fail(Call::sync, faulty.calls(Call::sync) + 1, disk_error());
  ASSERT_FALSE((*writer)->commit());
  EXPECT_FALSE((*writer)->add(draft_of({"more"}))) << "a writer that lost a group goes on";
  EXPECT_TRUE(std::filesystem::exists(path / "POISON"));
  writer->reset();
  const auto reader = open_test_reader(io::posix(), path);
  EXPECT_EQ(texts_in(**reader), std::vector<std::string>{"acknowledged"});
  EXPECT_FALSE((*reader)->alarms().empty());
  auto again = open_test_writer(io::posix(), path, clock);
  ASSERT_TRUE(again) << one_line(again.error());
  ASSERT_TRUE((*again)->add(draft_of({"after"})));
  ASSERT_TRUE((*again)->close());
  EXPECT_FALSE(std::filesystem::exists(path / "POISON"));
  const auto after = open_test_reader(io::posix(), path);
  EXPECT_EQ(texts_in(**after), (std::vector<std::string>{"acknowledged", "after"}));
  EXPECT_TRUE((*after)->alarms().empty());
  EXPECT_TRUE(verify_test_archive(io::posix(), path)->findings.empty());
}

TEST_F(Fault, AFullDiskWritesNothingOfTheGroup) {
  const io::Path path = fresh();
  FixedClock clock(kNow);
  ASSERT_TRUE(create_test_archive(io::posix(), path, clock));
  FaultFileSystem faulty(io::posix());
  auto writer = open_test_writer(faulty, path, clock);
  ASSERT_TRUE((*writer)->add(draft_of({"one"})));
  ASSERT_TRUE((*writer)->commit());
  const Bytes before = content_of(Layout{path}.segment(kBusinessClass, SegmentNo{2}));
  ASSERT_TRUE((*writer)->add(draft_of({"two"})));
  faulty.fail(Call::reserve, faulty.calls(Call::reserve) + 1, disk_full());
  const auto failed = (*writer)->commit();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::no_space);
  writer->reset();
  EXPECT_EQ(content_of(Layout{path}.segment(kBusinessClass, SegmentNo{2})), before);
  EXPECT_FALSE(std::filesystem::exists(path / "POISON"));
}

}  // namespace
}  // namespace muniment::archive
