// SPDX-License-Identifier: GPL-3.0-or-later
// Whose keys open the archive, before, while and after that changes.
#include "archive/key_changes.h"

#include <algorithm>
#include <filesystem>

#include "tests/archive/archive_fixture.h"
#include "tests/support/command.h"

namespace muniment::archive {
namespace {

using test::FaultFileSystem;
using test::PowerCut;

constexpr unsigned kCheap = 4;  // work factor of scrypt

Unlock with_passphrase(std::string_view passphrase) { return {SecretBytes(passphrase), SecretBytes()}; }
Unlock with_identity(const crypto::AgeIdentity& identity) { return {SecretBytes(), identity.text()}; }
KeyEvent said(const char* action) {
  KeyEvent event;
  event.action = action;
  event.actor = "clerk";
  event.reason = "test";
  return event;
}

const crypto::AgeIdentity& kit() {
  static const crypto::AgeIdentity identity = crypto::AgeIdentity::new_random();
  return identity;
}

Result<void> create_with_passphrase(io::FileSystem& fs, const io::Path& path, const Clock& clock) {
  CreateOptions options;
  options.name = "test";
  options.recipients = {kit().recipient()};
  options.scrypt_log_n = kCheap;
  Record config;
  config.kind = RecordKind::config;
  options.config_record = encode(config);
  return create(fs, path, with_passphrase("old words"), options, clock);
}

std::vector<KeyEvent> key_events(const Reader& reader) {
  std::vector<KeyEvent> events;
  for (const LogEntry& entry : reader.entries()) {
    const auto content = reader.read(entry.index);
    if (!content) continue;
    for (const ByteView bytes : content->records) {
      const auto record = decode_record(bytes);
      if (record && record->kind == RecordKind::key_event) events.push_back(*key_event_from(*record));
    }
  }
  return events;
}

std::vector<std::string> labels_of(const Reader& reader) {
  std::vector<std::string> labels;
  for (const KeyHolder& holder : reader.key_state().holders) labels.push_back(holder.label);
  return labels;
}

using Labels = std::vector<std::string>;

class KeyChanges : public ArchiveTest {
 protected:
  void SetUp() override {
    const auto made = create_with_passphrase(io::posix(), path(), clock_);
    ASSERT_TRUE(made) << one_line(made.error());
    open_with(with_passphrase("old words"));
    write("before");
  }

  void open_with(const Unlock& unlock) {
    held_.reset();
    auto opened = Writer::open(io::posix(), path(), unlock, clock_);
    ASSERT_TRUE(opened) << one_line(opened.error()) << ": " << opened.error().why;
    held_ = std::move(*opened);
  }
  void write(const std::string& text) {
    ASSERT_TRUE(held_->add(draft_of(TestMessage{text})));
    ASSERT_TRUE(held_->commit());
  }
  void shut() {
    const auto done = held_->close();
    ASSERT_TRUE(done) << one_line(done.error());
    held_.reset();
  }
  [[nodiscard]] std::vector<std::string> texts_with(const Unlock& unlock) const {
    const auto opened = Reader::open(io::posix(), path(), unlock);
    EXPECT_TRUE(opened) << one_line(opened.error());
    if (!opened) return {};
    for (const Error& alarm : (*opened)->alarms()) ADD_FAILURE() << one_line(alarm);
    return texts_in(**opened);
  }
  [[nodiscard]] ErrorCode refused(const Unlock& unlock) const {
    const auto opened = Reader::open(io::posix(), path(), unlock);
    return opened ? ErrorCode::internal : opened.error().code;
  }
  void expect_sound(const Unlock& unlock) const {
    const auto report = archive::verify(io::posix(), path(), unlock, {});
    ASSERT_TRUE(report) << one_line(report.error());
    for (const Finding& finding : report->findings) ADD_FAILURE() << finding.path << ": " << finding.what;
  }
  // The ring as somebody with this identity could have copied it.
  [[nodiscard]] Ring ring_for(const crypto::AgeIdentity& identity) const {
    Identities identities;
    identities.push_back(identity.clone());
    auto file = read_newest_ring(io::posix(), Layout{path()}, identities);
    EXPECT_TRUE(file) << one_line(file.error());
    return std::move(file->ring);
  }

  std::unique_ptr<Writer> held_;
};

TEST_F(KeyChanges, ANewArchiveKnowsItsKeysByName) {
  EXPECT_EQ(labels_of(held_->reader()), (Labels{"passphrase", "recovery kit"}));
  EXPECT_EQ(held_->reader().key_state().holders[0].since_ms, kNow);
  EXPECT_EQ(held_->reader().key_state().epoch, 1U);
}

TEST_F(KeyChanges, ARingWithoutLabelsIsReadAndWrittenAsItWas) {
  Ring old = ring_for(kit());
  old.labels.clear();
  const SecretBytes body = encode_ring(old);
  const auto again = decode_ring(body.view());
  ASSERT_TRUE(again) << one_line(again.error());
  EXPECT_TRUE(equal(encode_ring(*again).view(), body.view()));
  EXPECT_EQ(body.view()[1], 0xa9) << "a head of nine fields, as ever";
  complete_labels(old, true);
  EXPECT_EQ(labelled(old, "recovery kit")->recipient, kit().recipient());
}

TEST_F(KeyChanges, AnAddedKeyOpensEverythingAndWrites) {
  const auto second = crypto::AgeIdentity::new_random();
  const auto done = held_->add_recipient(second.recipient(), "counsel", said("added"));
  ASSERT_TRUE(done) << one_line(done.error());
  write("after");
  shut();
  EXPECT_EQ(texts_with(with_identity(second)), (std::vector<std::string>{"before", "after"}));
  EXPECT_EQ(texts_with(with_passphrase("old words")), (std::vector<std::string>{"before", "after"}));
  open_with(with_identity(second));
  EXPECT_EQ(labels_of(held_->reader()), (Labels{"passphrase", "recovery kit", "counsel"}));
  const auto events = key_events(held_->reader());
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].action, "added");
  EXPECT_EQ(events[0].recipient, second.recipient());
  EXPECT_EQ(events[0].label, "counsel");
  EXPECT_EQ(events[0].epoch, 2U);
  EXPECT_EQ(events[0].actor, "clerk");
  shut();
  expect_sound(with_identity(second));
}

TEST_F(KeyChanges, ALabelOrKeyIsNotTakenTwiceNorAWordThatIsNone) {
  const auto key = crypto::AgeIdentity::new_random().recipient();
  const std::pair<std::string, std::string> refused[] = {
      {key, "recovery kit"}, {key, "passphrase"}, {key, ""}, {key, "a\nb"}, {key, std::string(65, 'x')}, {key, "age1x"},
      {kit().recipient(), "other"}, {"age1nonsense", "other"}, {"", "other"}};
  for (const auto& [recipient, label] : refused) EXPECT_FALSE(held_->add_recipient(recipient, label, said("added"))) << label;
  EXPECT_EQ(held_->reader().key_state().epoch, 1U);
  write("goes on");
}

TEST_F(KeyChanges, ARevokedKeyOpensWhatItCopiedAndNothingWrittenAfterwards) {
  const Ring copied = ring_for(kit());
  const Bytes old_ring = content_of(Layout{path()}.ring(1));
  const auto done = held_->remove_recipient(kit().recipient(), said("revoked"));
  ASSERT_TRUE(done) << one_line(done.error());
  const uint64_t change_end = held_->reader().end().log_size;
  write("after");
  FrameDraft event = draft_of(TestMessage{"an event", kEventClass, kMarch, EntryKind::event});
  ASSERT_TRUE(held_->add(event));
  ASSERT_TRUE(held_->commit());
  ASSERT_TRUE(held_->add(draft_of(TestMessage{"of a later year", kBusinessClass, Month{202701}})));
  shut();
  EXPECT_EQ(refused(with_identity(kit())), ErrorCode::auth_failed) << "the new ring is not for the revoked";
  EXPECT_EQ(texts_with(with_passphrase("old words")), (std::vector<std::string>{"before", "after", "of a later year"}));
  expect_sound(with_passphrase("old words"));

  // With a copy of the old ring, put where the new one was: the old frames open, and not one of the new ones.
  const io::Path copy = dir_ / "copy";
  copy_tree(path(), copy);
  for (const uint32_t epoch : *ring_epochs(io::posix(), Layout{copy})) std::filesystem::remove(Layout{copy}.ring(epoch));
  set_content(Layout{copy}.ring(1), old_ring);
  const auto thief = Reader::open(io::posix(), copy, with_identity(kit()));
  ASSERT_TRUE(thief) << one_line(thief.error());
  ASSERT_FALSE((*thief)->alarms().empty());
  EXPECT_EQ((*thief)->alarms().front().message, "the key ring is older than the log");
  for (const LogEntry& entry : (*thief)->entries()) {
    EXPECT_EQ((*thief)->read(entry.index).has_value(), entry.index < change_end) << "entry " << entry.index;
  }
  const auto writer = Writer::open(io::posix(), copy, with_identity(kit()), clock_);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().message, "the key ring is older than the log");

  // Nor is a derived key the same, except those that must stay.
  Identities owner = *open_identities(io::posix(), Layout{path()}, with_passphrase("old words"));
  const auto now = read_newest_ring(io::posix(), Layout{path()}, owner);
  ASSERT_TRUE(now);
  EXPECT_FALSE(equal(now->ring.catalogue.view(), copied.catalogue.view()));
  EXPECT_FALSE(equal(now->ring.spool.view(), copied.spool.view()));
  EXPECT_TRUE(equal(now->ring.commit.view(), copied.commit.view()));
  EXPECT_TRUE(equal(now->ring.message_id.view(), copied.message_id.view()));
  const Keyring before(copied.clone());
  const Keyring after(now->ring.clone());
  EXPECT_FALSE(equal(before.index_key(kBusinessClass, kMarch)->view(), after.index_key(kBusinessClass, kMarch)->view()));
  ASSERT_EQ(after.earlier_index_keys(kBusinessClass, kMarch).size(), 1U);
  EXPECT_TRUE(equal(before.index_key(kBusinessClass, kMarch)->view(), after.earlier_index_keys(kBusinessClass, kMarch)[0].view()));
  for (const RingUnit& unit : copied.units) {
    const RingUnit* const taken = unit_for(now->ring, unit.cls, unit.month);
    ASSERT_NE(taken, nullptr);
    EXPECT_NE(taken->tag, unit.tag) << "month " << unit.month.yyyymm << " goes on under a key that the revoked one has";
  }
  EXPECT_EQ(*recipients_of_log_key(io::posix(), Layout{path()}), 1U);
}

TEST_F(KeyChanges, TheLastKeyAndThePassphraseAreNotRevoked) {
  const std::string passphrase = held_->reader().key_state().holders[0].recipient;
  EXPECT_EQ(held_->remove_recipient(passphrase, said("revoked")).error().code, ErrorCode::denied);
  EXPECT_EQ(held_->remove_recipient("age1nobody", said("revoked")).error().code, ErrorCode::not_found);
  ASSERT_TRUE(held_->remove_recipient(kit().recipient(), said("revoked")));
  EXPECT_EQ(held_->remove_recipient(passphrase, said("revoked")).error().code, ErrorCode::denied);
}

TEST_F(KeyChanges, TheLastKeyFileIsNotRevoked) {
  held_.reset();
  remove_tree(path());
  create();
  open();
  EXPECT_EQ(writer_->remove_recipient(test_identity().recipient(), said("revoked")).error().code, ErrorCode::denied);
}

TEST_F(KeyChanges, ANewPassphraseTakesThePlaceOfTheOld) {
  const std::string before = held_->reader().key_state().holders[0].recipient;
  const auto done = held_->replace_passphrase(as_bytes("new words"), kCheap, said("rotated"));
  ASSERT_TRUE(done) << one_line(done.error());
  write("after");
  const auto events = key_events(held_->reader());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].action, "rotated");
  EXPECT_EQ(events[1].action, "revoked");
  EXPECT_EQ(events[1].recipient, before);
  EXPECT_EQ(events[0].epoch, 3U);
  shut();
  EXPECT_EQ(refused(with_passphrase("old words")), ErrorCode::auth_failed);
  EXPECT_EQ(texts_with(with_passphrase("new words")), (std::vector<std::string>{"before", "after"}));
  EXPECT_EQ(texts_with(with_identity(kit())), (std::vector<std::string>{"before", "after"}));
  expect_sound(with_passphrase("new words"));
  open_with(with_passphrase("new words"));
  EXPECT_EQ(labels_of(held_->reader()), (Labels{"recovery kit", "passphrase"}));
  EXPECT_EQ(held_->reader().key_state().epoch, 4U) << "one more: no spool of before was left, so its key went";
}

TEST_F(KeyChanges, ALostPassphraseIsReplacedWithTheKit) {
  shut();
  open_with(with_identity(kit()));
  ASSERT_TRUE(held_->replace_passphrase(as_bytes("new words"), kCheap, said("rotated")));
  write("after");
  shut();
  EXPECT_EQ(refused(with_passphrase("old words")), ErrorCode::auth_failed);
  EXPECT_EQ(texts_with(with_passphrase("new words")), (std::vector<std::string>{"before", "after"}));
  expect_sound(with_identity(kit()));
}

TEST_F(KeyChanges, AnArchiveWithoutAPassphraseCanBeGivenOne) {
  held_.reset();
  remove_tree(path());
  create();
  open();
  ASSERT_TRUE(writer_->replace_passphrase(as_bytes("first words"), kCheap, said("rotated")));
  EXPECT_EQ(key_events(writer_->reader()).at(0).action, "created");
  close();
  EXPECT_EQ(refused(with_passphrase("first words")), ErrorCode::internal) << "it opens";
  expect_clean();
}

}  // namespace
}  // namespace muniment::archive
