// SPDX-License-Identifier: GPL-3.0-or-later
// Whose keys open an archive with index, catalogue and attachments; and age, the program, as the second opinion.
#include "pipeline/keys_job.h"

#include "archive/archive.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/status_job.h"
#include "tests/pipeline/archive_fixture.h"
#include "tests/support/command.h"

namespace muniment::pipeline {
namespace {

using test::run_command;

constexpr unsigned kCheap = 4;  // work factor of scrypt
const Actor kClerk{"clerk", "matter M-014", "test"};

class Keys : public ArchiveTest {
 protected:
  void SetUp() override {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(archive())) {
      if (entry.is_regular_file()) test::make_changeable(entry.path());
    }
    std::filesystem::remove_all(archive());
    CreateRequest request;
    request.name = "test";
    request.recovery_kit = true;
    request.scrypt_log_n = kCheap;
    auto created = create_archive(io::posix(), archive(), passphrase("old words"), request, clock_);
    ASSERT_OK(created);
    kit_ = std::move(created->recovery_identity);
    kit_recipient_ = created->recovery_recipient;
    take_with(kit(), "a.jsonl", line("1", "the invoice") + line("2", "something else"));
  }

  static Unlock passphrase(std::string_view words) { return {SecretBytes(words), SecretBytes()}; }
  [[nodiscard]] Unlock kit() const { return {SecretBytes(), kit_.clone()}; }

  std::unique_ptr<Store> open(const Unlock& unlock, Mode mode = Mode::write) {
    auto store = Store::open(io::posix(), archive(), unlock, mode, clock_);
    EXPECT_TRUE(store.has_value()) << told(store.error());
    return store ? std::move(*store) : nullptr;
  }
  void take_with(const Unlock& unlock, const std::string& name, const std::string& content) {
    const auto store = open(unlock);
    IngestRequest request;
    request.paths = {write(name, content)};
    request.actor = kClerk;
    const auto done = ingest(*store, request, {});
    ASSERT_OK(done);
    ASSERT_OK(store->close());
  }
  std::string found_with(const Unlock& unlock, const std::string& query) {
    const auto store = open(unlock, Mode::read);
    for (const std::string& note : store->notes()) ADD_FAILURE() << note;
    SearchRequest request;
    request.query = query;
    request.actor = kClerk;
    const auto answer = search(*store, request);
    EXPECT_TRUE(answer.has_value()) << told(answer.error());
    std::string texts;
    for (const MessageView& message : answer->messages) texts += message.record.text.value_or("-") + ";";
    return texts;
  }
  ErrorCode refusal(const Unlock& unlock) {
    const auto store = Store::open(io::posix(), archive(), unlock, Mode::read, clock_);
    return store ? ErrorCode::internal : store.error().code;
  }
  void expect_verified(const Unlock& unlock) {
    const auto answer = verify_archive(io::posix(), archive(), unlock, {});
    ASSERT_OK(answer);
    for (const VerifyFinding& finding : answer->findings) ADD_FAILURE() << finding.what;
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::string kit_file() { return write("kit", std::string(as_text(kit_.view())) + "\n"); }
  static std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  SecretBytes kit_;
  std::string kit_recipient_;
};

TEST_F(Keys, ALostPassphraseIsReplacedWithTheKitAndNothingIsLost) {
  {
    const auto store = open(kit());
    const auto change = rotate_passphrase(*store, SecretBytes("new words"), kCheap, kClerk);
    ASSERT_OK(change);
    EXPECT_EQ(change->left, 2U);
    ASSERT_OK(store->close());
  }
  EXPECT_EQ(refusal(passphrase("old words")), ErrorCode::auth_failed);
  EXPECT_EQ(found_with(passphrase("new words"), "invoice"), "the invoice;");
  take_with(passphrase("new words"), "b.jsonl", line("3", "a second invoice"));
  EXPECT_EQ(found_with(kit(), "invoice OR else"), "a second invoice;something else;the invoice;");
  expect_verified(passphrase("new words"));
}

TEST_F(Keys, WhatIsDerivedIsReadableAtOnceAndUnderNewKeys) {
  const std::string manifest = bytes_of(archive() / "idx" / "manifest");
  {
    const auto store = open(passphrase("old words"));
    ASSERT_OK(revoke_key(*store, "recovery kit", kClerk));
    ASSERT_OK(store->close());
  }
  EXPECT_NE(bytes_of(archive() / "idx" / "manifest"), manifest);
  expect_verified(passphrase("old words"));
  EXPECT_EQ(found_with(passphrase("old words"), "invoice"), "the invoice;");
  const auto store = open(passphrase("old words"), Mode::read);
  EXPECT_TRUE(store->notes().empty());
  const auto said = status(*store);
  ASSERT_OK(said);
  EXPECT_EQ(said->numbers.searchable, 2U) << "the partitions of before are read with the keys of before";
  EXPECT_TRUE(said->attention.empty());
  take_with(passphrase("old words"), "b.jsonl", line("3", "a second invoice"));
  EXPECT_EQ(found_with(passphrase("old words"), "invoice"), "a second invoice;the invoice;");
}

TEST_F(Keys, ARevokedKitIsRefusedAndSaidSo) {
  const auto store = open(passphrase("old words"));
  const auto change = revoke_key(*store, kit_recipient_, kClerk);
  ASSERT_OK(change);
  EXPECT_EQ(change->left, 1U);
  EXPECT_EQ(change->key.label, "recovery kit");
  ASSERT_OK(store->close());
  EXPECT_EQ(refusal(kit()), ErrorCode::auth_failed);
}

TEST_F(Keys, ARefusedRevocationChangesNothing) {
  const std::string manifest = bytes_of(archive() / "idx" / "manifest");
  const auto store = open(passphrase("old words"));
  EXPECT_EQ(revoke_key(*store, "passphrase", kClerk).error().code, ErrorCode::denied);
  EXPECT_EQ(revoke_key(*store, "somebody", kClerk).error().code, ErrorCode::not_found);
  ASSERT_OK(revoke_key(*store, "recovery kit", kClerk));
  EXPECT_EQ(revoke_key(*store, "passphrase", kClerk).error().message, "this is the last key of the archive");
  EXPECT_EQ(keys(*store)->epoch, 3U) << "a ring without the key, and one without the spool key of before";
}

TEST_F(Keys, TheOverviewKnowsWhoSinceWhenAndWhatWasTried) {
  clock_.advance(3'600'000);
  const NewKey counsel = new_key();
  {
    const auto store = open(kit());
    ASSERT_OK(add_key(*store, counsel.recipient, "counsel", false, kClerk));
    ASSERT_OK(back_up_keys(*store, at("copy"), kClerk));
    ASSERT_OK(store->close());
  }
  ASSERT_OK(drill_keys(io::posix(), archive(), {}, kit(), clock_, {.lock_wait_ms = 0}, kClerk));
  const auto store = open(Unlock{SecretBytes(), counsel.identity.clone()}, Mode::read);
  const auto overview = keys(*store);
  ASSERT_OK(overview);
  ASSERT_EQ(overview->keys.size(), 3U);
  EXPECT_EQ(overview->keys[2].label, "counsel");
  EXPECT_EQ(overview->keys[2].since_ms - overview->keys[0].since_ms, 3'600'000);
  EXPECT_TRUE(overview->has_passphrase());
  EXPECT_EQ(overview->epoch, 2U);
  ASSERT_TRUE(overview->last_backup.has_value());
  EXPECT_EQ(overview->last_backup->path, at("copy"));
  EXPECT_EQ(overview->last_backup->epoch, 2U);
  ASSERT_TRUE(overview->last_drill.has_value());
  EXPECT_EQ(overview->last_drill->outcome, "everything would be recovered");
  EXPECT_TRUE(overview->log_key.starts_with("muniment/test/"));
}

TEST_F(Keys, ACopyIsWholeIsNamedInTheLogAndIsNeverWrittenOver) {
  const auto store = open(kit());
  const auto backup = back_up_keys(*store, at("copy"), kClerk);
  ASSERT_OK(backup);
  EXPECT_EQ(backup->files, (std::vector<std::string>{"archive.note", "HEAD", "keys/identity.age", "keys/log.age", "keys/ring.1.age", "README.txt"}));
  for (const char* file : {"archive.note", "keys/identity.age", "keys/log.age", "keys/ring.1.age"}) {
    EXPECT_EQ(bytes_of(folder_ / "copy" / file), bytes_of(archive() / file)) << file;
  }
  EXPECT_EQ(backup->ring_sha256, to_hex(crypto::sha256(to_bytes(bytes_of(archive() / "keys/ring.1.age"))).view()));
  EXPECT_NE(bytes_of(folder_ / "copy/README.txt").find(backup->ring_sha256), std::string::npos);
  EXPECT_EQ(back_up_keys(*store, at("copy"), kClerk).error().code, ErrorCode::already_exists);
  for (const auto& inside : {archive() / "copy", archive() / "keys" / "x", folder_ / "copy" / ".." / "A" / "y"}) {
    EXPECT_EQ(back_up_keys(*store, inside, kClerk).error().code, ErrorCode::invalid_argument) << inside;
    EXPECT_FALSE(std::filesystem::exists(inside));
  }
  EXPECT_EQ(keys(*store)->last_backup->path, at("copy"));
}

// --- drills ----------------------------------------------------------------------------------------------------------

TEST_F(Keys, ADrillOfTheKitRecoversEverything) {
  const auto drill = drill_keys(io::posix(), archive(), {}, kit(), clock_, {.lock_wait_ms = 0}, kClerk);
  ASSERT_OK(drill);
  EXPECT_TRUE(drill->recovers_everything()) << drill->fails.front();
  EXPECT_EQ(drill->messages, 2U);
  EXPECT_EQ(drill->lost_messages, 0U);
  EXPECT_TRUE(drill->not_recorded.empty()) << drill->not_recorded;
  EXPECT_EQ(drill_keys(io::posix(), archive(), {}, passphrase("wrong"), clock_, {.lock_wait_ms = 0}, kClerk).error().code, ErrorCode::auth_failed);
  EXPECT_EQ(drill_keys(io::posix(), archive(), {}, Unlock{SecretBytes(), new_key().identity}, clock_, {.lock_wait_ms = 0}, kClerk).error().code, ErrorCode::auth_failed);
}

TEST_F(Keys, ADrillOfACopyNeedsNoKeyFileOfTheArchive) {
  { ASSERT_OK(back_up_keys(*open(kit()), at("copy"), kClerk)); }
  std::filesystem::rename(archive() / "keys", folder_ / "lost");
  for (const Unlock& key : {kit(), passphrase("old words")}) {
    const auto drill = drill_keys(io::posix(), archive(), at("copy"), key, clock_, {.lock_wait_ms = 0}, kClerk);
    ASSERT_OK(drill);
    EXPECT_TRUE(drill->recovers_everything()) << drill->fails.front();
    EXPECT_FALSE(drill->not_recorded.empty()) << "the archive itself does not open";
  }
  // And it is as the drill says.
  std::filesystem::copy(folder_ / "copy/keys", archive() / "keys", std::filesystem::copy_options::recursive);
  EXPECT_EQ(found_with(passphrase("old words"), "invoice"), "the invoice;");
  expect_verified(kit());
}

TEST_F(Keys, ADrillOfACopyOfBeforeARevocationSaysWhatWouldBeLost) {
  {
    const auto store = open(passphrase("old words"));
    ASSERT_OK(back_up_keys(*store, at("copy"), kClerk));
    ASSERT_OK(revoke_key(*store, "recovery kit", kClerk));
    ASSERT_OK(store->close());
  }
  const auto before = drill_keys(io::posix(), archive(), at("copy"), passphrase("old words"), clock_, {.lock_wait_ms = 0}, kClerk);
  ASSERT_OK(before);
  take_with(passphrase("old words"), "b.jsonl", line("3", "a second invoice"));
  const auto after = drill_keys(io::posix(), archive(), at("copy"), passphrase("old words"), clock_, {.lock_wait_ms = 0}, kClerk);
  ASSERT_OK(after);
  EXPECT_FALSE(after->recovers_everything());
  EXPECT_EQ(after->messages, 3U);
  EXPECT_EQ(after->lost_messages, 1U);
  EXPECT_GT(after->lost_frames, 0U);
  EXPECT_TRUE(after->not_recorded.empty()) << after->not_recorded;
  const auto store = open(passphrase("old words"), Mode::read);
  EXPECT_EQ(keys(*store)->last_drill->outcome, "not everything would be recovered");
  EXPECT_EQ(keys(*store)->last_drill->backup, at("copy"));
}

TEST_F(Keys, ADrillFindsAFrameAnAttachmentAndALogKeyThatDoNotOpen) {
  const auto log_key = archive() / "keys/log.age";
  std::string bytes = bytes_of(log_key);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  write("A/keys/log.age", bytes);
  const auto drill = drill_keys(io::posix(), archive(), {}, kit(), clock_, {.lock_wait_ms = 0}, kClerk);
  ASSERT_OK(drill);
  ASSERT_EQ(drill->fails.size(), 1U);
  EXPECT_NE(drill->fails[0].find("the key that signs checkpoints does not open"), std::string::npos);
  EXPECT_FALSE(drill->not_recorded.empty());
}

TEST_F(Keys, ADrillRefusesTheCopyOfAnotherArchive) {
  { ASSERT_OK(back_up_keys(*open(kit()), at("copy"), kClerk)); }
  write("copy/archive.note", "something else");
  EXPECT_EQ(drill_keys(io::posix(), archive(), at("copy"), kit(), clock_, {.lock_wait_ms = 0}, kClerk).error().message, "the copy is of another archive");
  EXPECT_EQ(drill_keys(io::posix(), archive(), at("nowhere"), kit(), clock_, {.lock_wait_ms = 0}, kClerk).error().message, "this is not a copy of the keys");
}

// --- age, the program ------------------------------------------------------------------------------------------------

TEST_F(Keys, AgeOpensTheRingWithTheKitAndWithAKeyOfAgeKeygen) {
  if (!test::has_program("age") || !test::has_program("age-keygen")) GTEST_SKIP() << "age is not installed";
  ASSERT_EQ(run_command("age-keygen -o " + at("counsel") + " 2>/dev/null").status, 0);
  std::string recipient = run_command("age-keygen -y " + at("counsel")).output;
  recipient.erase(recipient.find_last_not_of('\n') + 1);
  {
    const auto store = open(kit());
    ASSERT_OK(add_key(*store, recipient, "counsel", false, kClerk));
    ASSERT_OK(store->close());
  }
  const std::string ring = (archive() / "keys/ring.2.age").string();
  const auto by_kit = run_command("age -d -i " + kit_file() + " " + ring);
  ASSERT_EQ(by_kit.status, 0);
  EXPECT_EQ(by_kit.output.substr(0, 2), "\x84\xaa") << "an array of four, whose head has ten fields";
  EXPECT_EQ(run_command("age -d -i " + at("counsel") + " " + ring).output, by_kit.output);
  EXPECT_EQ(run_command("age -d -i " + at("counsel") + " " + (archive() / "keys/log.age").string()).output.size(), 32U);
  // And age's own identity file opens the archive.
  EXPECT_EQ(found_with(Unlock{SecretBytes(), SecretBytes(std::string_view(bytes_of(at("counsel"))))}, "invoice"), "the invoice;");

  // What age seals, we open: the same ring and log key, in age's hand. (The log names another SHA-256: an alarm, not a lock.)
  const std::string reseal = "; age -d -i " + kit_file() + " $file | age -e -r " + kit_recipient_ + " -r " + recipient +
                             " -o $file.new && mv $file.new $file";
  for (const std::string& file : {ring, (archive() / "keys/log.age").string()}) {
    const std::string command = "file=" + file + reseal;
    ASSERT_EQ(run_command(command).status, 0) << command;
  }
  const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), kit_.clone()});
  ASSERT_OK(log);
  ASSERT_EQ((*log)->alarms().size(), 1U);
  EXPECT_EQ((*log)->alarms()[0].why, "its SHA-256 is another");
  EXPECT_TRUE((*log)->read(0).has_value());
}

// age asks for passphrases on a terminal only; `script` gives it one.
TEST_F(Keys, AgeOpensTheIdentityWithTheNewPassphraseAndWeOpenWhatAgeSeals) {
  if (!test::has_program("age") || !test::has_program("script")) GTEST_SKIP() << "age or script is not installed";
  {
    const auto store = open(kit());
    ASSERT_OK(rotate_passphrase(*store, SecretBytes("new words"), kCheap, kClerk));
    ASSERT_OK(store->close());
  }
  const std::string file = (archive() / "keys/identity.age").string();
  const auto opened = run_command("(sleep 1; printf 'new words\\n') | script -qec 'age -d -o " + at("identity") + " " + file + "' /dev/null");
  ASSERT_EQ(opened.status, 0) << opened.output;
  const std::string identity = bytes_of(at("identity"));
  ASSERT_TRUE(identity.starts_with("AGE-SECRET-KEY-1")) << identity.size();
  EXPECT_EQ(run_command("age -d -i " + at("identity") + " " + (archive() / "keys/ring.4.age").string()).status, 0);
  EXPECT_NE(run_command("age-keygen -y " + at("identity")).output, "");

  const auto sealed = run_command("(sleep 1; printf 'ages words\\n'; sleep 1; printf 'ages words\\n') | script -qec 'age -p -o " + at("sealed") + " " +
                                  at("identity") + "' /dev/null");
  ASSERT_EQ(sealed.status, 0) << sealed.output;
  write("A/keys/identity.age", bytes_of(at("sealed")));
  const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes("ages words"), SecretBytes()});
  ASSERT_OK(log);
  EXPECT_TRUE((*log)->alarms().empty());
}

}  // namespace
}  // namespace muniment::pipeline
