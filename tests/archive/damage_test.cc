// SPDX-License-Identifier: GPL-3.0-or-later
// Every byte flipped, every file cut at every length: nothing goes unnoticed, and no other words are ever read.
#include <algorithm>
#include <filesystem>

#include "tests/archive/damage_fixture.h"

namespace muniment::archive {
namespace {

TEST_F(DamageTest, AFlippedByteIsNoticed) { flip_bytes(61); }

TEST_F(DamageTest, ACutFileIsNoticedAndNothingElseIsRead) {
  for (const std::string& file : files_under(path())) {
    if (file == "LOCK") continue;
    const Bytes bytes = content_of(path() / file);
    for (uint64_t size = 0; size < bytes.size(); size += size % 4096 < 300 ? 67 : 1013) {
      set_content(path() / file, ByteView(bytes).first(size));
      const std::string when = file + " cut to " + std::to_string(size);
      ASSERT_NE(look(), clean_) << "verify saw nothing: " << when;
      expect_no_other_words(when);
      if (HasFatalFailure()) return;
    }
    set_content(path() / file, bytes);
  }
}

TEST_F(DamageTest, AMissingFileIsNoticed) {
  for (const std::string& file : files_under(path())) {
    // A spool that is gone was folded, as far as anyone can tell; a kept checkpoint says nothing that HEAD does not say.
    if (file == "LOCK" || file.starts_with("spool/") || file.starts_with("ckpt/")) continue;
    const Bytes bytes = content_of(path() / file);
    set_content(path() / file, bytes);
    std::filesystem::remove(path() / file);
    const auto report = verify_test_archive(io::posix(), path());
    EXPECT_TRUE(!report || !report->findings.empty()) << file;
    set_content(path() / file, bytes);
  }
}

TEST_F(DamageTest, AForeignFileIsNamed) {
  set_content(path() / "seg/1/readme.txt", to_bytes("hello"));
  const auto notes = verify().notes;
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const std::string& n) { return n.find("seg/1/readme.txt") != std::string::npos; }));
}

TEST_F(DamageTest, ADamagedFrameIsNamedWithItsPlaceAndItsMessages) {
  const auto opened = reader();
  const LogEntry entry = *opened->find(MessageNumber{2});
  flip_byte(segment(2), entry.offset + kFrameHeader + 5);
  const auto report = verify();
  bool named = false;
  for (const Finding& finding : report.findings) {
    if (!finding.messages) continue;
    named = true;
    EXPECT_EQ(finding.what, "segment 000000000002, frame 3: the frame is not what was written: authentication failed");
    EXPECT_EQ(finding.path, "seg/1/000000000002.mseg");
    EXPECT_EQ(finding.offset, entry.offset);
    EXPECT_EQ(finding.entry, entry.index);
    EXPECT_EQ(*finding.messages, std::pair(uint64_t{2}, uint64_t{2}));
  }
  EXPECT_TRUE(named);
  EXPECT_EQ(report.messages, 4U) << "verify stopped at the damage";
}

TEST_F(DamageTest, AMissingSegmentIsMissingAndTheRestIsChecked) {
  set_content(segment(3), {});
  std::filesystem::remove(segment(3));
  const auto report = verify();
  bool missing = false;
  for (const Finding& finding : report.findings) missing = missing || finding.kind == Finding::Kind::missing;
  EXPECT_TRUE(missing);
  EXPECT_EQ(report.messages, 3U);
}

TEST_F(DamageTest, AMissingAttachmentIsMissing) {
  std::filesystem::remove_all(path() / "blob");
  std::filesystem::create_directory(path() / "blob");
  const auto report = verify();
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].kind, Finding::Kind::missing);
}

TEST_F(DamageTest, TwoSwappedSegmentsAreRefused) {
  const Bytes first = content_of(segment(2));
  set_content(segment(2), content_of(segment(3)));
  set_content(segment(3), first);
  EXPECT_FALSE(verify().findings.empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(DamageTest, AFrameOfAnotherPlaceIsNotOpened) {
  const auto opened = reader();
  const LogEntry one = *opened->find(MessageNumber{1});
  const LogEntry two = *opened->find(MessageNumber{2});
  Bytes bytes = content_of(segment(2));
  const auto length = static_cast<std::ptrdiff_t>(kFrameHeader + opened->log().payload_len(one.index));
  ASSERT_EQ(opened->log().payload_len(one.index), opened->log().payload_len(two.index));
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(one.offset), length, bytes.begin() + static_cast<std::ptrdiff_t>(two.offset));
  set_content(segment(2), bytes);
  EXPECT_FALSE(reader()->read(two.index));
}

}  // namespace
}  // namespace muniment::archive
