// SPDX-License-Identifier: GPL-3.0-or-later
// What goes in comes out: entries of all kinds, attachments, keys, readers beside a writer.
#include <filesystem>

#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

using RoundTrip = ArchiveTest;

KnownBlob nobody_knows() {
  return [](const BlobId&) -> Result<std::optional<SecretBytes>> { return std::optional<SecretBytes>{}; };
}

Bytes drain(io::InputStream& in) {
  auto all = io::read_all(in, 1U << 30);
  EXPECT_TRUE(all);
  return all ? *all : Bytes{};
}

TEST_F(RoundTrip, ANewArchiveHoldsItsKeyRecordAndConfiguration) {
  create();
  const auto opened = reader();
  ASSERT_EQ(opened->entries().size(), 2U);
  EXPECT_EQ(opened->entries()[0].kind, EntryKind::key);
  EXPECT_EQ(opened->entries()[1].kind, EntryKind::config);
  EXPECT_EQ(opened->end().commit_no, 1U);
  EXPECT_EQ(opened->end().next_message.value, 0U);
  EXPECT_EQ(opened->name(), "test");
  EXPECT_TRUE(opened->alarms().empty());
  expect_clean();
}

TEST_F(RoundTrip, CreateRefusesADirectoryThatIsNotEmpty) {
  create();
  const auto again = create_test_archive(io::posix(), path(), clock_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
}

TEST_F(RoundTrip, AnArchiveMadeWithAPassphraseOpensWithItAndNoOther) {
  Unlock unlock;
  unlock.passphrase = SecretBytes("correct horse");
  CreateOptions options;
  options.name = "test";
  options.scrypt_log_n = 4;
  ASSERT_TRUE(archive::create(io::posix(), path(), unlock, options, clock_));
  EXPECT_TRUE(Reader::open(io::posix(), path(), unlock));
  EXPECT_TRUE(Writer::open(io::posix(), path(), unlock, clock_));
  const auto report = archive::verify(io::posix(), path(), unlock, {}, {});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->findings.empty());
  unlock.passphrase = SecretBytes("wrong");
  const auto wrong = Reader::open(io::posix(), path(), unlock);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::auth_failed);
}

TEST_F(RoundTrip, APlaceWithoutAnArchiveIsNotFound) {
  const auto none = Reader::open(io::posix(), dir_ / "nothing", test_unlock());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
}

TEST_F(RoundTrip, EveryKindOfEntryIsReadBack) {
  create();
  open();
  for (const int kind : {1, 3, 5, 6, 7, 8, 10}) {
    add(TestMessage{"kind " + std::to_string(kind), kind == 1 ? kBusinessClass : kEventClass, kMarch, static_cast<EntryKind>(kind)});
  }
  close();
  const auto opened = reader();
  for (const LogEntry& entry : opened->entries().subspan(2)) {
    const auto content = opened->read(entry.index);
    ASSERT_TRUE(content) << one_line(content.error());
    EXPECT_EQ(text_of(content->records.at(0)), "kind " + std::to_string(static_cast<int>(entry.kind)));
  }
  expect_clean();
}

TEST_F(RoundTrip, MessageNumbersAreDenseAndFindTheirFrame) {
  create();
  open();
  FrameDraft draft = draft_of(TestMessage{"m0"});
  draft.records.push_back(message_record("m1"));
  ASSERT_EQ(writer_->add(draft)->value, 0U);
  add(TestMessage{"an event", kEventClass, kMarch, EntryKind::event});
  ASSERT_EQ(writer_->add(draft_of(TestMessage{"m2"}))->value, 2U);
  close();
  const auto opened = reader();
  EXPECT_EQ(opened->end().next_message.value, 3U);
  for (uint64_t number = 0; number < 3; ++number) {
    const auto entry = opened->find(MessageNumber{number});
    ASSERT_TRUE(entry);
    const auto content = opened->read(entry->index);
    EXPECT_EQ(text_of(content->records.at(number - entry->first_message.value)), "m" + std::to_string(number));
  }
  EXPECT_EQ(opened->find(MessageNumber{3}).error().code, ErrorCode::not_found);
}

TEST_F(RoundTrip, WhatWasNotCommittedIsNotThere) {
  create();
  open();
  say({"one"});
  add("two");
  EXPECT_GT(writer_->pending_bytes(), 0U);
  crash();
  expect_messages({"one"});
  expect_clean();
}

TEST_F(RoundTrip, AWriterGoesOnWhereTheLastOneClosed) {
  create();
  open();
  say({"one", "two"});
  close();
  open();
  say({"three"});
  close();
  expect_messages({"one", "two", "three"});
  EXPECT_EQ(files_under(path() / "seg"), (std::vector<std::string>{"1/000000000002.mseg", "2/000000000001.mseg"}));
  expect_clean();
}

TEST_F(RoundTrip, ANewYearMakesOneNewRingForAllItsMonths) {
  create();
  open();
  add(TestMessage{"old", kBusinessClass, Month{201901}});
  add(TestMessage{"older", kBusinessClass, Month{201912}});
  close();
  EXPECT_TRUE(std::filesystem::exists(path() / "keys/ring.2.age"));
  EXPECT_FALSE(std::filesystem::exists(path() / "keys/ring.1.age"));
  expect_messages({"old", "older"});
  EXPECT_TRUE(reader()->keys().index_key(kBusinessClass, Month{201907}));
  EXPECT_FALSE(reader()->keys().index_key(kBusinessClass, Month{201807}));
  expect_clean();
}

TEST_F(RoundTrip, AClassThatIsNewGetsItsKeys) {
  create();
  open();
  EXPECT_TRUE(writer_->reader().keys().identity_key(ClassId{7}).empty());
  add(TestMessage{"in class 7", ClassId{7}});
  EXPECT_EQ(writer_->reader().keys().identity_key(ClassId{7}).size(), 32U);
  close();
  expect_messages({"in class 7"});
  expect_clean();
}

TEST_F(RoundTrip, AReaderBesideAWriterSeesWhatWasCommittedWhenItRefreshes) {
  create();
  open();
  say({"one"});
  const auto beside = reader();
  say({"two"});
  add("not yet");
  EXPECT_EQ(texts_in(*beside), std::vector<std::string>{"one"});
  ASSERT_TRUE(beside->refresh());
  EXPECT_EQ(texts_in(*beside), (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(beside->alarms().empty());
  add(TestMessage{"other year", kBusinessClass, Month{201801}});
  commit();
  ASSERT_TRUE(beside->refresh());
  EXPECT_EQ(texts_in(*beside), (std::vector<std::string>{"one", "two", "not yet", "other year"}));
  EXPECT_TRUE(beside->alarms().empty());
}

TEST_F(RoundTrip, TheWritersOwnReaderIsAlwaysUpToDate) {
  create();
  open();
  say({"one", "two"});
  EXPECT_EQ(texts_in(writer_->reader()), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(writer_->reader().end(), reader()->end());
}

TEST_F(RoundTrip, ASecondWriterIsLockedOutUntilTheFirstCloses) {
  create();
  open();
  const auto second = open_test_writer(io::posix(), path(), clock_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::locked);
  close();
  EXPECT_TRUE(open_test_writer(io::posix(), path(), clock_));
}

TEST_F(RoundTrip, AGroupThatIsFullIsCommittedByItself) {
  create();
  open();
  const uint64_t before = writer_->reader().end().commit_no;
  for (size_t i = 0; i < kMaxGroupFrames + 2; ++i) add("x");
  EXPECT_EQ(writer_->reader().end().commit_no, before + 1);
  close();
  expect_clean();
}

TEST_F(RoundTrip, ASegmentThatWouldGrowPastItsLimitIsFollowedByANewOne) {
  create();
  open();
  FrameDraft draft = draft_of(TestMessage{"big"});
  draft.records.push_back(Bytes(60U << 20));
  crypto::fill_random(draft.records.back());
  draft.kind = EntryKind::gap;  // not decoded as a message by this test
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(writer_->add(draft));
    commit();
  }
  close();
  EXPECT_EQ(files_under(path() / "seg/1").size(), 2U);
  EXPECT_TRUE(reader()->alarms().empty());
  EXPECT_TRUE(reader()->read(6));
}

TEST_F(RoundTrip, AttachmentsComeBackAndAreStoredOnce) {
  create();
  open();
  for (const size_t size : {0U, 1U, 16'383U, 16'384U, 16'385U, 100'000U}) {
    Bytes content(size);
    crypto::fill_random(content);
    const auto first = writer_->put_blob(kBusinessClass, *io::input_from_bytes(content), nobody_knows());
    ASSERT_TRUE(first) << one_line(first.error());
    EXPECT_FALSE(first->was_held);
    EXPECT_EQ(first->sha256, crypto::sha256(content));
    const auto second = writer_->put_blob(kBusinessClass, *io::input_from_bytes(content), nobody_knows());
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->was_held);
    EXPECT_TRUE(equal(second->key.view(), first->key.view()));
    const auto stream = writer_->reader().open_blob(first->blob, first->key.view());
    ASSERT_TRUE(stream) << one_line(stream.error());
    EXPECT_EQ(drain(**stream), content);
  }
}

TEST_F(RoundTrip, AFrameKeepsTheKeysOfItsAttachments) {
  create();
  open();
  const auto stored = writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo")), nobody_knows());
  FrameDraft draft = draft_of(TestMessage{"look"});
  draft.blobs.push_back(BlobKey{stored->blob, stored->key.clone()});
  ASSERT_TRUE(writer_->add(draft));
  close();
  const auto opened = reader();
  const auto content = opened->read(2);
  ASSERT_EQ(content->blobs.size(), 1U);
  const auto stream = opened->open_blob(content->blobs[0].blob, content->blobs[0].key.view());
  EXPECT_EQ(drain(**stream), to_bytes("photo"));
  EXPECT_EQ(verify().blobs, 1U);
  expect_clean();
}

TEST_F(RoundTrip, AnAttachmentThatNoRecordKnowsIsReplaced) {
  create();
  open();
  const auto lost = writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo")), nobody_knows());
  crash();  // before the record that would have named its key
  open();
  const auto stored = writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo")), nobody_knows());
  EXPECT_FALSE(stored->was_held);
  EXPECT_EQ(stored->blob, lost->blob);
  EXPECT_TRUE(writer_->reader().open_blob(stored->blob, stored->key.view()));
  EXPECT_FALSE(writer_->reader().open_blob(lost->blob, lost->key.view()));
}

TEST_F(RoundTrip, AnAttachmentThatARecordKnowsKeepsItsKey) {
  create();
  open();
  const auto first = writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo")), nobody_knows());
  crash();
  open();
  const auto again = writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo")),
                                       [&](const BlobId&) -> Result<std::optional<SecretBytes>> { return std::optional(first->key.clone()); });
  EXPECT_TRUE(again->was_held);
  EXPECT_TRUE(equal(again->key.view(), first->key.view()));
}

TEST_F(RoundTrip, NothingReadableStandsInTheFiles) {
  create();
  open();
  const std::string secret = "the merger closes on friday";
  say({secret.c_str()});
  ASSERT_TRUE(writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes(secret)), nobody_knows()));
  close();
  ASSERT_TRUE(reader()->spool_access(message_record(secret)));
  for (const std::string& file : files_under(path())) {
    EXPECT_EQ(as_text(content_of(path() / file)).find(secret), std::string_view::npos) << file;
  }
}

TEST_F(RoundTrip, ADraftThatBreaksALimitLeavesTheWriterUsable) {
  create();
  open();
  FrameDraft empty = draft_of(TestMessage{"x"});
  empty.records.clear();
  EXPECT_EQ(writer_->add(empty).error().code, ErrorCode::invalid_argument);
  FrameDraft no_month = draft_of(TestMessage{"x"});
  no_month.month = Month{202613};
  EXPECT_EQ(writer_->add(no_month).error().code, ErrorCode::invalid_argument);
  FrameDraft twice = draft_of(TestMessage{"x"});
  for (int i = 0; i < 2; ++i) twice.blobs.push_back(BlobKey{BlobId{}, SecretBytes(32)});
  EXPECT_EQ(writer_->add(twice).error().code, ErrorCode::invalid_argument);
  say({"one"});
  close();
  expect_messages({"one"});
  expect_clean();
}

TEST_F(RoundTrip, TheTimeOfCommitsNeverGoesBack) {
  create();
  open();
  say({"one"});
  clock_.set(kNow - 86'400'000);
  say({"two"});
  close();
  const auto opened = reader();
  EXPECT_EQ(opened->entries().back().committed_ms, kNow);
  expect_clean();
}

}  // namespace
}  // namespace muniment::archive
