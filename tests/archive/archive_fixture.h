// SPDX-License-Identifier: GPL-3.0-or-later
// A little language for tests of the archive: make one, add messages, stop in the middle, open again, say what is there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "archive/archive.h"
#include "archive/reader_impl.h"
#include "archive/verify.h"
#include "archive/writer_impl.h"
#include "core/base/clock.h"
#include "core/model/codec.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/temp_dir.h"

namespace muniment::archive {

inline constexpr int64_t kNow = 1'775'000'000'000;  // 2026-03-31T23:33:20Z
inline constexpr Month kMarch{202603};

// One identity for all tests, so that none of them pays for scrypt.
const crypto::AgeIdentity& test_identity();
Unlock test_unlock();
Identities test_identities();

Bytes message_record(std::string_view text);
std::string text_of(ByteView record);

struct TestMessage {
  std::string text;
  ClassId cls = kBusinessClass;
  Month month = kMarch;
  EntryKind kind = EntryKind::messages;
};
FrameDraft draft_of(const TestMessage& message);

Result<void> create_test_archive(io::FileSystem& fs, const io::Path& path, const Clock& clock);
Result<std::unique_ptr<WriterImpl>> open_test_writer(io::FileSystem& fs, const io::Path& path, const Clock& clock,
                                                     const WriterOptions& options = {});
Result<std::unique_ptr<ReaderImpl>> open_test_reader(io::FileSystem& fs, const io::Path& path);
Result<VerifyReport> verify_test_archive(io::FileSystem& fs, const io::Path& path, const VerifyScope& scope = {});

// The texts of all messages that can be read, in the order of the log. An unreadable frame shows as "<unreadable>".
std::vector<std::string> texts_in(const Reader& reader);
std::vector<std::string> files_under(const io::Path& path);  // relative, sorted
Bytes content_of(const io::Path& path);
void set_content(const io::Path& path, ByteView bytes);      // replaces, bypassing every seam and chattr +a, +i
void remove_tree(const io::Path& path);                      // the same
void copy_tree(const io::Path& from, const io::Path& to);
void flip_byte(const io::Path& path, uint64_t offset, Byte with = 0x40);

class ArchiveTest : public ::testing::Test {
 protected:
  void create();
  void open();                             // the writer
  void add(const std::string& text) { add(TestMessage{text}); }
  void add(const TestMessage& message);
  void commit();
  void close();
  void crash() { writer_.reset(); }        // without close: what was not committed is lost
  void say(std::initializer_list<const char*> texts);  // each in a commit of its own

  [[nodiscard]] std::unique_ptr<ReaderImpl> reader();
  void expect_messages(const std::vector<std::string>& texts);
  void expect_clean();                     // verify finds nothing
  [[nodiscard]] VerifyReport verify(const VerifyScope& scope = {});
  [[nodiscard]] Error refusal();           // why the writer does not open

  [[nodiscard]] io::Path path() const { return dir_ / "A"; }
  [[nodiscard]] io::Path segment(uint64_t number, ClassId cls = kBusinessClass) const {
    return Layout{path()}.segment(cls, SegmentNo{number});
  }

  test::TempDir dir_;
  FixedClock clock_{kNow};
  std::unique_ptr<WriterImpl> writer_;
};

}  // namespace muniment::archive
