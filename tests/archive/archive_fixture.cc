// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/archive/archive_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace muniment::archive {
namespace {

// A test that plays the attacker or the disk takes away what a writer may have set.
void clear_attributes(const io::Path& path) { static_cast<void>(io::posix().set_attributes(path, {})); }

}  // namespace

const crypto::AgeIdentity& test_identity() {
  static const crypto::AgeIdentity identity = crypto::AgeIdentity::new_random();
  return identity;
}

Unlock test_unlock() {
  Unlock unlock;
  unlock.identity = test_identity().text();
  return unlock;
}

Identities test_identities() {
  Identities identities;
  identities.push_back(test_identity().clone());
  return identities;
}

Bytes message_record(std::string_view text) {
  Record record;
  record.conversation = "whatsapp:demo";
  record.text = std::string(text);
  record.raw = to_bytes(text);
  return encode(record);
}

std::string text_of(ByteView record) {
  const auto decoded = decode_record(record);
  return decoded && decoded->text ? *decoded->text : "<not a message>";
}

FrameDraft draft_of(const TestMessage& message) {
  FrameDraft draft;
  draft.kind = message.kind;
  draft.cls = message.cls;
  draft.month = message.month;
  draft.records.push_back(message_record(message.text));
  return draft;
}

Result<void> create_test_archive(io::FileSystem& fs, const io::Path& path, const Clock& clock) {
  CreateOptions options;
  options.name = "test";
  Record config;
  config.kind = RecordKind::config;
  options.config_record = encode(config);
  return archive::create(fs, path, test_unlock(), options, clock);
}

Result<std::unique_ptr<WriterImpl>> open_test_writer(io::FileSystem& fs, const io::Path& path, const Clock& clock,
                                                     const WriterOptions& options) {
  return open_writer(fs, Layout{path}, test_identities(), clock, options);
}

Result<std::unique_ptr<ReaderImpl>> open_test_reader(io::FileSystem& fs, const io::Path& path) {
  return ReaderImpl::open(fs, Layout{path}, test_identities(), OpenFor::reading);
}

Result<VerifyReport> verify_test_archive(io::FileSystem& fs, const io::Path& path, const VerifyScope& scope) {
  return verify_with(fs, Layout{path}, test_identities(), scope, {});
}

std::vector<std::string> texts_in(const Reader& reader) {
  std::vector<std::string> texts;
  for (const LogEntry& entry : reader.entries()) {
    if (entry.kind != EntryKind::messages) continue;
    const auto content = reader.read(entry.index);
    if (!content) texts.emplace_back("<unreadable>");
    if (!content) continue;
    for (const ByteView record : content->records) texts.push_back(text_of(record));
  }
  return texts;
}

std::vector<std::string> files_under(const io::Path& path) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(path).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Bytes content_of(const io::Path& path) {
  auto bytes = io::read_file(io::posix(), path, 1ULL << 30);
  EXPECT_TRUE(bytes) << path;
  return bytes ? std::move(*bytes) : Bytes{};
}

void set_content(const io::Path& path, ByteView bytes) {
  clear_attributes(path);
  std::filesystem::remove(path);
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void remove_tree(const io::Path& path) {
  if (!std::filesystem::exists(path)) return;
  for (const std::string& file : files_under(path)) clear_attributes(path / file);
  std::filesystem::remove_all(path);
}

void copy_tree(const io::Path& from, const io::Path& to) {
  remove_tree(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

void flip_byte(const io::Path& path, uint64_t offset, Byte with) {
  Bytes bytes = content_of(path);
  bytes[offset] ^= with;
  set_content(path, bytes);
}

void ArchiveTest::create() {
  const auto made = create_test_archive(io::posix(), path(), clock_);
  ASSERT_TRUE(made) << one_line(made.error());
}

void ArchiveTest::open() {
  writer_.reset();
  auto writer = open_test_writer(io::posix(), path(), clock_);
  ASSERT_TRUE(writer) << one_line(writer.error()) << ": " << writer.error().why;
  writer_ = std::move(*writer);
}

void ArchiveTest::add(const TestMessage& message) {
  const auto added = writer_->add(draft_of(message));
  ASSERT_TRUE(added) << one_line(added.error());
}

void ArchiveTest::commit() {
  const auto done = writer_->commit();
  ASSERT_TRUE(done) << one_line(done.error());
}

void ArchiveTest::close() {
  const auto done = writer_->close();
  ASSERT_TRUE(done) << one_line(done.error());
  writer_.reset();
}

void ArchiveTest::say(std::initializer_list<const char*> texts) {
  for (const char* text : texts) {
    add(text);
    commit();
  }
}

std::unique_ptr<ReaderImpl> ArchiveTest::reader() {
  auto opened = open_test_reader(io::posix(), path());
  EXPECT_TRUE(opened) << one_line(opened.error());
  return opened ? std::move(*opened) : nullptr;
}

void ArchiveTest::expect_messages(const std::vector<std::string>& texts) {
  const auto opened = reader();
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(texts_in(*opened), texts);
}

VerifyReport ArchiveTest::verify(const VerifyScope& scope) {
  auto report = verify_test_archive(io::posix(), path(), scope);
  EXPECT_TRUE(report) << one_line(report.error());
  return report ? std::move(*report) : VerifyReport{};
}

void ArchiveTest::expect_clean() {
  for (const Finding& finding : verify().findings) ADD_FAILURE() << finding.path << ": " << finding.what;
}

Error ArchiveTest::refusal() {
  writer_.reset();
  auto writer = open_test_writer(io::posix(), path(), clock_);
  EXPECT_FALSE(writer) << "the archive opened for writing";
  return writer ? Error{} : writer.error();
}

}  // namespace muniment::archive
