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
    const auto report = archive::verify(io::posix(), path(), unlock, {}, {});
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
  // The ring without the key, said under a key of before; then the ring without the spool key of before.
  const uint64_t change_end = held_->reader().end().log_size - 1;
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
  EXPECT_EQ(held_->reader().key_state().epoch, 4U) << "with both, without the old one, without the spool key of before";
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

// --- readers beside a change -----------------------------------------------------------------------------------------

std::vector<std::string> access_texts(const Reader& reader) {
  std::vector<std::string> texts;
  for (const LogEntry& entry : reader.entries()) {
    const auto content = reader.read(entry.index);
    if (!content) continue;
    for (const ByteView bytes : content->records) {
      const auto record = decode_record(bytes);
      if (record && record->kind == RecordKind::access) texts.push_back(record->text.value_or("?"));
    }
  }
  return texts;
}

Bytes access_record(std::string_view text) {
  Record record;
  record.kind = RecordKind::access;
  record.text = std::string(text);
  return encode(record);
}

TEST_F(KeyChanges, AReaderThatWasThereBeforeLosesNoAccessRecord) {
  auto early = Reader::open(io::posix(), path(), with_passphrase("old words"));
  auto quiet = Reader::open(io::posix(), path(), with_passphrase("old words"));
  ASSERT_TRUE(early && quiet);
  ASSERT_TRUE((*early)->spool_access(access_record("spooled before")));
  ASSERT_TRUE(held_->remove_recipient(kit().recipient(), said("revoked")));
  write("after");
  shut();
  ASSERT_TRUE((*early)->spool_access(access_record("spooled after, by a file of before")));
  ASSERT_TRUE((*quiet)->spool_access(access_record("spooled after, by a file of after")));
  expect_sound(with_passphrase("old words"));
  open_with(with_passphrase("old words"));
  EXPECT_TRUE(access_texts(held_->reader()).empty()) << "both processes still read";
  EXPECT_EQ(held_->reader().key_state().epoch, 2U) << "the spool key of before is still needed";
  shut();
  early->reset();
  open_with(with_passphrase("old words"));
  EXPECT_EQ(access_texts(held_->reader()), (std::vector<std::string>{"spooled before", "spooled after, by a file of before"}));
  EXPECT_EQ(held_->reader().key_state().epoch, 3U) << "and is dropped when it is not";
  shut();
  quiet->reset();
  open_with(with_passphrase("old words"));
  EXPECT_EQ(access_texts(held_->reader()).size(), 3U);
  shut();
  expect_sound(with_passphrase("old words"));
  Identities owner = *open_identities(io::posix(), Layout{path()}, with_passphrase("old words"));
  EXPECT_TRUE(read_newest_ring(io::posix(), Layout{path()}, owner)->ring.earlier_spool.empty());
}

TEST_F(KeyChanges, ARevokedReaderCanNoLongerRecordWhatItReadsAndSoReadsNoMore) {
  auto reader = Reader::open(io::posix(), path(), with_identity(kit()));
  ASSERT_TRUE(reader);
  ASSERT_TRUE(held_->remove_recipient(kit().recipient(), said("revoked")));
  const auto spooled = (*reader)->spool_access(access_record("x"));
  ASSERT_FALSE(spooled);
  EXPECT_EQ(spooled.error().code, ErrorCode::auth_failed);
  EXPECT_EQ((*reader)->refresh().error().code, ErrorCode::auth_failed);
}

TEST_F(KeyChanges, AReaderOfBeforeTakesInTheNewKeysWhenItRefreshes) {
  auto reader = Reader::open(io::posix(), path(), with_passphrase("old words"));
  ASSERT_TRUE(reader);
  const auto second = crypto::AgeIdentity::new_random();
  ASSERT_TRUE(held_->remove_recipient(kit().recipient(), said("revoked")));
  ASSERT_TRUE(held_->add_recipient(second.recipient(), "counsel", said("added")));  // its record is under a new key
  write("after");
  ASSERT_TRUE((*reader)->refresh());
  EXPECT_TRUE((*reader)->alarms().empty());
  EXPECT_EQ(texts_in(**reader), (std::vector<std::string>{"before", "after"}));
}

TEST_F(KeyChanges, AnOldRingPutBackIsRefused) {
  const Bytes old_ring = content_of(Layout{path()}.ring(1));
  const auto second = crypto::AgeIdentity::new_random();
  ASSERT_TRUE(held_->add_recipient(second.recipient(), "counsel", said("added")));
  shut();
  std::filesystem::remove(Layout{path()}.ring(2));
  set_content(Layout{path()}.ring(1), old_ring);
  const auto writer = Writer::open(io::posix(), path(), with_passphrase("old words"), clock_);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().message, "the key ring is not the one that the log goes on with");
  EXPECT_EQ(writer.error().why, "it has epoch 1, and the log names 2");
  EXPECT_EQ(writer.error().hint, "put back keys/ring.2.age");
  EXPECT_EQ(writer.error().code, ErrorCode::corrupt);
}

// --- crashes ---------------------------------------------------------------------------------------------------------

const crypto::AgeIdentity& counsel() {
  static const crypto::AgeIdentity identity = crypto::AgeIdentity::new_random();
  return identity;
}

// How far a run of changes came: what had begun, and what was acknowledged.
struct Told {
  int begun = 0, done = 0;  // 1 add, 2 replace the passphrase, 3 revoke the kit
  std::vector<std::string> acknowledged;
  std::optional<Error> error;
};

Told change_everything(io::FileSystem& fs, const io::Path& path) {
  Told told;
  FixedClock clock(kNow + 1'000);
  const auto failed = [&](const auto& result) {
    if (!result) told.error = result.error();
    return !result;
  };
  auto writer = Writer::open(fs, path, with_passphrase("old words"), clock);
  if (failed(writer)) return told;
  const std::function<Result<void>()> changes[] = {
      [&] { return (*writer)->add_recipient(counsel().recipient(), "counsel", said("added")); },
      [&] { return (*writer)->replace_passphrase(as_bytes("new words"), kCheap, said("rotated")); },
      [&] { return (*writer)->remove_recipient(kit().recipient(), said("revoked")); }};
  for (const auto& change : changes) {
    clock.advance(6'000);
    ++told.begun;
    if (failed(change())) return told;
    ++told.done;
    const std::string text = "after change " + std::to_string(told.done);
    if (failed((*writer)->add(draft_of(TestMessage{text})))) return told;
    if (failed((*writer)->commit())) return told;
    told.acknowledged.push_back(text);
  }
  failed((*writer)->close());
  return told;
}

bool opens(const io::Path& path, const Unlock& unlock) { return Reader::open(io::posix(), path, unlock).has_value(); }

bool starts_with(const std::vector<std::string>& all, const std::vector<std::string>& part) {
  return part.size() <= all.size() && std::equal(part.begin(), part.end(), all.begin());
}

// Which keys may open, given how far it came; exactly one of the passphrases always does.
void expect_right_keys(const io::Path& path, const Told& told, const std::string& when) {
  const bool old_opens = opens(path, with_passphrase("old words"));
  const bool new_opens = opens(path, with_passphrase("new words"));
  ASSERT_NE(old_opens, new_opens) << when;
  ASSERT_TRUE(old_opens || told.begun >= 2) << when;
  ASSERT_TRUE(new_opens || told.done < 2) << when;
  const bool counsel_opens = opens(path, with_identity(counsel()));
  ASSERT_TRUE(counsel_opens || told.done < 1) << when;
  ASSERT_TRUE(!counsel_opens || told.begun >= 1) << when;
  const bool kit_opens = opens(path, with_identity(kit()));
  ASSERT_TRUE(kit_opens || told.begun >= 3) << when;
  ASSERT_TRUE(!kit_opens || told.done < 3) << when;
}

// With this key, a writer finishes what was begun, and everything is in order.
void expect_settles(const io::Path& path, const Unlock& unlock, const Told& told, const std::string& when) {
  FixedClock clock(kNow + 100'000);
  for (int round = 0; round < 2; ++round) {
    auto writer = Writer::open(io::posix(), path, unlock, clock);
    ASSERT_TRUE(writer) << when << ": " << one_line(writer.error()) << ": " << writer.error().why;
    ASSERT_TRUE(starts_with(texts_in((*writer)->reader()), told.acknowledged)) << when;
    const KeyState state = (*writer)->reader().key_state();
    ASSERT_EQ(*recipients_of_log_key(io::posix(), Layout{path}), state.holders.size()) << when;
    for (const KeyHolder& holder : state.holders) ASSERT_NE(holder.label, kComingPassphraseLabel) << when;
    ASSERT_EQ(ring_epochs(io::posix(), Layout{path})->size(), 1U) << when;
    const auto closed = (*writer)->close();
    ASSERT_TRUE(closed) << when;
  }
  const auto report = archive::verify(io::posix(), path, unlock, {}, {});
  ASSERT_TRUE(report) << when;
  ASSERT_TRUE(report->findings.empty()) << when << ": " << report->findings.front().what;
  expect_right_keys(path, told, when + ", settled");
}

class KeyFault : public ::testing::Test {
 protected:
  void SetUp() override {
    FixedClock clock(kNow);
    ASSERT_TRUE(create_with_passphrase(io::posix(), dir_ / "A", clock));
  }
  io::Path fresh() {
    copy_tree(dir_ / "A", dir_ / "B");
    return dir_ / "B";
  }
  size_t calls_of_all_changes() {
    FaultFileSystem counting(io::posix());
    const Told told = change_everything(counting, fresh());
    EXPECT_FALSE(told.error) << one_line(*told.error);
    return counting.calls();
  }
  void expect_recovers(const io::Path& path, const Told& told, const std::string& when) {
    expect_right_keys(path, told, when);
    if (HasFatalFailure()) return;
    copy_tree(path, dir_ / "C");
    const bool old_opens = opens(path, with_passphrase("old words"));
    expect_settles(path, with_passphrase(old_opens ? "old words" : "new words"), told, when);
    if (HasFatalFailure()) return;
    // The same crash, found by whoever has another key.
    const bool by_kit = opens(dir_ / "C", with_identity(kit()));
    if (by_kit || told.done >= 1) expect_settles(dir_ / "C", with_identity(by_kit ? kit() : counsel()), told, when + ", by another key");
  }
  test::TempDir dir_;
};

TEST_F(KeyFault, ThePowerMayBeCutAfterAnyCall) {
  const size_t calls = calls_of_all_changes();
  ASSERT_GT(calls, 60U);
  const PowerCut cuts[] = {{0, false}, {1U << 20, true}, {700, true}, {4096, false}};
  for (size_t n = 0; n <= calls; ++n) {
    const io::Path path = fresh();
    FaultFileSystem faulty(io::posix());
    faulty.stop_after(n);
    const Told told = change_everything(faulty, path);
    faulty.cut_power(cuts[n % 4]);
    expect_recovers(path, told, "power cut after call " + std::to_string(n));
    if (HasFatalFailure()) return;
  }
}

TEST_F(KeyFault, ACrashMayBeFollowedByACrashOfTheRecovery) {
  const size_t calls = calls_of_all_changes();
  for (size_t n = 1; n <= calls; n += 5) {
    for (size_t m = 0; m <= 24; m += 4) {
      const io::Path path = fresh();
      FaultFileSystem faulty(io::posix());
      faulty.stop_after(n);
      const Told told = change_everything(faulty, path);
      faulty.cut_power(PowerCut{n % 2 == 0 ? 0U : 100U, true});  // not a whole COMMIT in a torn end: that is recovery_test's
      FaultFileSystem again(io::posix());
      again.stop_after(m);
      FixedClock clock(kNow + 50'000);
      static_cast<void>(Writer::open(again, path, with_identity(opens(path, with_identity(kit())) ? kit() : counsel()), clock));
      again.cut_power({});
      expect_recovers(path, told, "cut after call " + std::to_string(n) + " and " + std::to_string(m) + " of the recovery");
      if (HasFatalFailure()) return;
    }
  }
}

TEST_F(KeyFault, EachKindOfCallMayFailOnce) {
  for (const auto kind : {test::Call::create, test::Call::append, test::Call::sync, test::Call::rename, test::Call::remove,
                          test::Call::sync_directory, test::Call::reserve}) {
    for (size_t n = 1;; ++n) {
      const io::Path path = fresh();
      FaultFileSystem faulty(io::posix());
      faulty.fail(kind, n, make_error(n % 2 == 0 ? ErrorCode::no_space : ErrorCode::io, "the disk failed"), 100);
      const Told told = change_everything(faulty, path);
      if (faulty.calls(kind) < n) break;
      faulty.cut_power(PowerCut{1U << 20, true});
      expect_recovers(path, told, "call " + std::to_string(n) + " of kind " + std::to_string(static_cast<int>(kind)) + " failed");
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace muniment::archive
