// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/proof.h"

#include <algorithm>
#include <bit>
#include <random>

#include "archive/merkle.h"
#include "core/base/base64.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

// --- the tree ----------------------------------------------------------------------------------------------------------

std::vector<Sha256> some_leaves(uint64_t n) {
  std::vector<Sha256> leaves;
  for (uint64_t i = 0; i < n; ++i) leaves.push_back(crypto::sha256(as_bytes(std::to_string(i))));
  return leaves;
}

// `root(first, n)` as the page has it, with sets, strings of nothing clever, and no arithmetic shared with the code.
struct Page {
  std::vector<uint64_t> known;
  std::vector<Sha256> leaves, nodes;
  size_t used = 0;

  [[nodiscard]] bool knows(uint64_t first, uint64_t n) const {
    return std::ranges::any_of(known, [&](uint64_t k) { return k >= first && k < first + n; });
  }
  Sha256 next() { return used < nodes.size() ? nodes[used++] : Sha256{}; }
  Sha256 root(uint64_t first, uint64_t n) {
    if (n == 1) return leaves[first];
    uint64_t k = 1;
    while (k * 2 < n) k *= 2;
    Sha256 left, right;
    if (knows(first, k)) left = root(first, k);
    if (knows(first + k, n - k)) right = root(first + k, n - k);
    if (!knows(first, k)) left = next();
    if (!knows(first + k, n - k)) right = next();
    return merkle_node(left, right);
  }
};

void expect_as_on_the_page(const std::vector<Sha256>& leaves, const std::vector<uint64_t>& known) {
  const std::vector<Sha256> nodes = multi_proof(leaves, known);
  std::vector<KnownLeaf> shown;
  for (const uint64_t i : known) shown.push_back({i, leaves[i]});
  EXPECT_EQ(root_of_proof(shown, leaves.size(), nodes), merkle_root(leaves));
  Page page{known, leaves, nodes};
  EXPECT_EQ(page.root(0, leaves.size()), merkle_root(leaves));
  EXPECT_EQ(page.used, nodes.size());

  std::vector<Sha256> longer = nodes;
  longer.push_back(leaves[0]);
  EXPECT_EQ(root_of_proof(shown, leaves.size(), longer), std::nullopt);
  if (nodes.empty()) return;
  EXPECT_EQ(root_of_proof(shown, leaves.size(), std::span(nodes).first(nodes.size() - 1)), std::nullopt);
}

TEST(MultiProof, IsThatOfThePageForEverySubsetOfEverySmallTree) {
  for (uint64_t n = 1; n <= 10; ++n) {
    const std::vector<Sha256> leaves = some_leaves(n);
    for (uint64_t subset = 1; subset < (1ULL << n); ++subset) {
      std::vector<uint64_t> known;
      for (uint64_t i = 0; i < n; ++i) {
        if ((subset >> i & 1) != 0) known.push_back(i);
      }
      expect_as_on_the_page(leaves, known);
    }
  }
}

TEST(MultiProof, IsThatOfThePageForRandomSubsetsOfLargerTrees) {
  std::mt19937_64 random(20261126);
  for (int round = 0; round < 300; ++round) {
    const std::vector<Sha256> leaves = some_leaves(1 + random() % 700);
    std::vector<uint64_t> known;
    const uint64_t sparse = 1 + random() % 64;
    for (uint64_t i = 0; i < leaves.size(); ++i) {
      if (random() % sparse == 0) known.push_back(i);
    }
    if (known.empty()) known.push_back(random() % leaves.size());
    expect_as_on_the_page(leaves, known);
  }
}

// RFC 9162, 2.1.3.1: PATH(m, D_n).
std::vector<Sha256> path_of(uint64_t m, std::vector<Sha256> leaves) {
  if (leaves.size() == 1) return {};
  const auto k = static_cast<int64_t>(std::bit_floor(leaves.size() - 1));
  std::vector<Sha256> left(leaves.begin(), leaves.begin() + k), right(leaves.begin() + k, leaves.end());
  const bool is_left = m < static_cast<uint64_t>(k);
  std::vector<Sha256> path = is_left ? path_of(m, left) : path_of(m - static_cast<uint64_t>(k), right);
  path.push_back(merkle_root(is_left ? right : left));
  return path;
}

TEST(MultiProof, OfOneLeafIsTheInclusionPathOfRfc9162) {
  for (uint64_t n = 1; n <= 40; ++n) {
    const std::vector<Sha256> leaves = some_leaves(n);
    for (uint64_t m = 0; m < n; ++m) EXPECT_EQ(multi_proof(leaves, std::vector<uint64_t>{m}), path_of(m, leaves));
  }
}

TEST(MultiProof, RefusesLeavesThatAreOutOfOrderOrOutsideTheTree) {
  const std::vector<Sha256> leaves = some_leaves(4);
  const auto root = [&](std::vector<KnownLeaf> known, uint64_t n) { return root_of_proof(known, n, {}); };
  EXPECT_NE(root({{0, leaves[0]}, {1, leaves[1]}}, 2), std::nullopt);
  EXPECT_EQ(root({{1, leaves[1]}, {0, leaves[0]}}, 2), std::nullopt);
  EXPECT_EQ(root({{0, leaves[0]}, {0, leaves[0]}}, 2), std::nullopt);
  EXPECT_EQ(root({{0, leaves[0]}, {2, leaves[1]}}, 2), std::nullopt);
  EXPECT_EQ(root({}, 2), std::nullopt);
  EXPECT_EQ(root({}, 0), std::nullopt);
  EXPECT_EQ(root({{7, leaves[0]}}, ~0ULL), std::nullopt);  // and does not take for ever
}

// --- an invented log ---------------------------------------------------------------------------------------------------

// Any number of entries, of which only those asked for have records.
class InventedLog final : public ProofSource {
 public:
  InventedLog(uint64_t entries, uint32_t records) : entries_(entries), records_(records), pair_(crypto::new_ed25519_key()) {
    key_ = NoteKey{"muniment/demo/000102030405060708090a0b0c0d0e0f", pair_.public_key};
  }

  void sign(const std::string& file, uint64_t size, const std::string& more = "") {
    MerkleFrontier frontier;
    (void)each_entry(size, [&](uint64_t, const auto& data) { frontier.append(merkle_leaf(data)); });
    sign_root(file, size, frontier.root(), more);
  }
  void sign_root(const std::string& file, uint64_t size, const Sha256& root, const std::string& more = "") {
    const Checkpoint checkpoint{key_.name, size, root};
    notes_.push_back({file, checkpoint, sign_note(checkpoint.text(), key_, pair_) + more});
  }
  void erase(uint64_t entry) { erased_ = entry; }

  NoteKey signing_key() const override { return key_; }
  Result<std::vector<SignedCheckpoint>> signed_checkpoints(uint64_t) const override { return notes_; }
  Result<SaltedFrame> read_salted(uint64_t entry) const override {
    if (entry == erased_) return make_error(ErrorCode::not_found, "frame key 7 cannot be derived");
    SaltedFrame frame;
    for (uint32_t i = 0; i < records_; ++i) {
      append(frame.content.storage, record_of(entry, i));
      frame.salts.push_back(salt_of(entry, i));
    }
    for (size_t i = 0, size = frame.content.storage.size() / records_; i < records_; ++i) {
      frame.content.records.push_back(ByteView(frame.content.storage).subspan(i * size, size));
    }
    return frame;
  }
  Result<void> each_entry(uint64_t size, const TakeEntry& take) const override {
    if (size > entries_) return make_error(ErrorCode::corrupt, "the log ends early");
    for (uint64_t index = 0; index < size; ++index) take(index, encode_entry(entry_of(index)));
    return {};
  }

  static Bytes record_of(uint64_t entry, uint32_t i) {
    Bytes record;
    append_le(record, entry);
    append_le(record, i);
    return record;
  }

 private:
  static Sha256 salt_of(uint64_t entry, uint32_t i) { return crypto::sha256(record_of(entry, i)); }
  Entry entry_of(uint64_t index) const {
    std::vector<Sha256> leaves;
    // Frames of a large log are not all made: entry 7 of each thousand has its records, the others any root.
    const bool real = entries_ < 1'000 || index % 1'000 == 7;
    for (uint32_t i = 0; real && i < records_; ++i) leaves.push_back(salted_leaf(salt_of(index, i), record_of(index, i)));
    Entry entry;
    entry.cls = kBusinessClass;
    entry.records = records_;
    entry.first_message = MessageNumber{index * records_};
    entry.segment = SegmentNo{1};
    entry.frame = FrameNo{static_cast<uint32_t>(index)};
    entry.time_ms = kNow;
    entry.inner_root = real ? merkle_root(std::move(leaves)) : crypto::sha256(record_of(index, 0));
    return entry;
  }

  uint64_t entries_;
  uint32_t records_;
  crypto::Ed25519KeyPair pair_;
  NoteKey key_;
  std::vector<SignedCheckpoint> notes_;
  uint64_t erased_ = ~0ULL;
};

Result<std::string> proof_of(const ProofSource& source, const ProofPlan& plan) {
  std::string text;
  ProofText out([&text](std::string_view part) {
    text += part;
    return Result<void>();
  });
  MUNIMENT_TRY_VOID(write_proof(source, plan, out, {}));
  return text;
}

ProofCheck check(const std::string& proof, const std::optional<std::string>& key = {}) {
  const auto in = io::input_from_bytes(to_bytes(proof));
  const auto checked = check_proof(*in, key, {});
  EXPECT_TRUE(checked.has_value());
  return checked ? *checked : ProofCheck{};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

#define EXPECT_VERIFIED(proof) \
  do { const ProofCheck c = check(proof); EXPECT_EQ(c.verdict, ProofVerdict::verified) << c.reason; } while (false)

TEST(Proof, OfAnySubsetOfAnySmallLogHolds) {
  for (uint64_t entries = 1; entries <= 6; ++entries) {
    for (uint32_t records = 1; records <= 4; ++records) {
      InventedLog log(entries, records);
      log.sign("HEAD", entries);
      for (uint64_t subset = 1; subset < (1ULL << entries); ++subset) {
        ProofPlan plan;
        for (uint64_t e = 0; e < entries; ++e) {
          if ((subset >> e & 1) == 0) continue;
          ProofItem item{e, {}};
          for (uint32_t i = 0; i < records; ++i) {
            if ((subset * 7 + e * 3 + i) % 3 != 0 || i + 1 == records) item.records.push_back(i);
          }
          plan.items.push_back(item);
        }
        plan.withhold = subset % 2 == 0;
        const auto proof = proof_of(log, plan);
        ASSERT_TRUE(proof.has_value());
        EXPECT_VERIFIED(*proof);
      }
    }
  }
}

class GoodProof : public ::testing::Test {
 protected:
  GoodProof() : log_(13, 9) {
    log_.sign("HEAD", 13);
    const auto proof = proof_of(log_, {{{2, {0, 3}}, {7, {8}}, {11, {1, 2, 5}}}, false, {}});
    EXPECT_TRUE(proof.has_value());
    if (proof) proof_ = *proof;
    EXPECT_VERIFIED(proof_);
  }
  InventedLog log_;
  std::string proof_;
};

TEST_F(GoodProof, WithAnyByteChangedIsNeverVerified) {
  for (size_t at = 0; at < proof_.size(); ++at) {
    for (const char with : {char(proof_[at] ^ 1), char(proof_[at] ^ 0x20), ' ', '\n', '\0', '\xff'}) {
      if (with == proof_[at]) continue;
      std::string changed = proof_;
      changed[at] = with;
      EXPECT_NE(check(changed).verdict, ProofVerdict::verified) << at;
    }
  }
}

TEST_F(GoodProof, CutOffAnywhereIsNeverVerified) {
  for (size_t size = 0; size < proof_.size(); ++size) EXPECT_NE(check(proof_.substr(0, size)).verdict, ProofVerdict::verified) << size;
}

TEST_F(GoodProof, WithAnyLineMissingTwiceOrElsewhereIsNeverVerified) {
  const std::vector<std::string> lines = lines_of(proof_);
  for (size_t i = 0; i < lines.size(); ++i) {
    auto without = lines, twice = lines;
    without.erase(without.begin() + static_cast<int64_t>(i));
    EXPECT_NE(check(joined(without)).verdict, ProofVerdict::verified) << lines[i];
    // A signature that stands there twice is as good as once.
    twice.insert(twice.begin() + static_cast<int64_t>(i), lines[i]);
    EXPECT_EQ(check(joined(twice)).verdict == ProofVerdict::verified, i + 1 == lines.size()) << lines[i];
    for (size_t j = 0; j < i; ++j) {
      if (lines[i] == lines[j]) continue;
      auto swapped = lines;
      std::swap(swapped[i], swapped[j]);
      EXPECT_NE(check(joined(swapped)).verdict, ProofVerdict::verified) << lines[i] << lines[j];
    }
  }
}

TEST_F(GoodProof, WithOneMoreLineAnywhereIsNeverVerified) {
  const std::vector<std::string> lines = lines_of(proof_);
  for (const std::string& more : {lines[4], std::string("\n"), std::string("x\n"), std::string("tree\n"), std::string("node ") + std::string(44, 'A') + "\n"}) {
    for (size_t i = 0; i <= lines.size(); ++i) {
      auto longer = lines;
      longer.insert(longer.begin() + static_cast<int64_t>(i), more);
      EXPECT_NE(check(joined(longer)).verdict, ProofVerdict::verified) << i << more;
    }
  }
}

TEST_F(GoodProof, ReadAndWrittenAgainIsTheSameBytes) {
  std::string again;
  ProofText out([&again](std::string_view part) {
    again += part;
    return Result<void>();
  });
  const auto in = io::input_from_bytes(to_bytes(proof_));
  ASSERT_TRUE(read_proof(*in, out).has_value());
  EXPECT_EQ(again, proof_);
}

TEST_F(GoodProof, SaysHowMuchItShows) {
  const ProofFacts facts = check(proof_).facts;
  EXPECT_EQ(facts.entries, 3U);
  EXPECT_EQ(facts.records, 6U);
  EXPECT_EQ(facts.messages, 6U);
  EXPECT_EQ(facts.withheld, 0U);
  EXPECT_EQ(facts.checkpoint.size, 13U);
  EXPECT_EQ(facts.log_key, log_.signing_key().text());
}

TEST_F(GoodProof, ShowsEachRecordWithItsNumber) {
  std::vector<uint64_t> numbers;
  const auto in = io::input_from_bytes(to_bytes(proof_));
  const auto checked = check_proof(*in, {}, [&](const ProvenRecord& r) {
    numbers.push_back(r.message()->value);
    EXPECT_TRUE(r.record && equal(*r.record, InventedLog::record_of(r.entry_index, static_cast<uint32_t>(r.i))));
  });
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(numbers, (std::vector<uint64_t>{18, 21, 71, 100, 101, 104}));
}

TEST_F(GoodProof, OfAnotherLogThanTheGivenKeysIsNotVerifiable) {
  EXPECT_EQ(check(proof_, log_.signing_key().text()).verdict, ProofVerdict::verified);
  const InventedLog other(1, 1);
  EXPECT_EQ(check(proof_, other.signing_key().text()).verdict, ProofVerdict::not_verifiable);
}

TEST_F(GoodProof, SignedByAnotherKeyUnderTheSameNameIsAltered) {
  const InventedLog other(1, 1);
  std::string changed = proof_;
  changed.replace(changed.find(log_.signing_key().text()), log_.signing_key().text().size(), other.signing_key().text());
  EXPECT_EQ(check(changed).verdict, ProofVerdict::altered);
}

TEST(Proof, WhatIsNoProofIsNotVerifiable) {
  for (const char* text : {"", "\n", "muniment/proof@v1", "muniment/proof@v2\n", "muniment/proof@v1\r\n", " muniment/proof@v1\n", "hello"}) {
    EXPECT_EQ(check(text).verdict, ProofVerdict::not_verifiable) << text;
  }
}

TEST(Proof, ThatEndsAfterItsFirstLineIsAltered) { EXPECT_EQ(check("muniment/proof@v1\n").verdict, ProofVerdict::altered); }

TEST(Proof, WithSignaturesOfWitnessesHolds) {
  InventedLog log(3, 2);
  log.sign("ckpt/3.note", 3, "\xe2\x80\x94 witness.example/w1 " + to_base64(Bytes(76, 9)) + "\n");
  const auto proof = proof_of(log, {{{1, {0}}}, false, {}});
  ASSERT_TRUE(proof.has_value());
  EXPECT_VERIFIED(*proof);
}

TEST(Proof, TakesTheOldestKeptCheckpointThatCoversAllOfIt) {
  InventedLog log(9, 2);
  for (const uint64_t size : {4U, 9U, 6U}) log.sign("ckpt/" + std::to_string(size) + ".note", size);
  log.sign("HEAD", 5);
  const auto size_of = [&](uint64_t entry, std::optional<uint64_t> asked = {}) -> uint64_t {
    const auto proof = proof_of(log, {{{0, {0}}, {entry, {1}}}, false, asked});
    return proof ? check(*proof).facts.checkpoint.size : 0;
  };
  EXPECT_EQ(size_of(3), 4U);
  EXPECT_EQ(size_of(4), 6U);  // not HEAD, which moves on
  EXPECT_EQ(size_of(5), 6U);
  EXPECT_EQ(size_of(8), 9U);
  EXPECT_EQ(size_of(4, 9), 9U);
  EXPECT_EQ(size_of(4, 5), 5U);
  EXPECT_EQ(size_of(4, 4), 0U);
  EXPECT_EQ(size_of(4, 7), 0U);
}

TEST(Proof, PassesOverACheckpointOfAnotherHistory) {
  InventedLog log(5, 1);
  log.sign_root("ckpt/4.note", 4, crypto::sha256(as_bytes("another history")));
  log.sign("HEAD", 5);
  const auto proof = proof_of(log, {{{1, {0}}}, false, {}});
  ASSERT_TRUE(proof.has_value());
  EXPECT_EQ(check(*proof).facts.checkpoint.size, 5U);
}

TEST(Proof, OfWhatNoCheckpointCoversIsRefusedWithTheNextStep) {
  InventedLog log(5, 1);
  log.sign("HEAD", 4);
  const auto proof = proof_of(log, {{{4, {0}}}, false, {}});
  ASSERT_FALSE(proof.has_value());
  EXPECT_EQ(proof.error().id, kNotYetCovered);
  EXPECT_EQ(proof.error().message, "not yet covered by a signed checkpoint");
  EXPECT_FALSE(proof.error().hint.empty());
}

TEST(Proof, OfAnErasedFrameSaysThatItWasErased) {
  InventedLog log(5, 1);
  log.sign("HEAD", 5);
  log.erase(2);
  const auto proof = proof_of(log, {{{2, {0}}}, false, {}});
  ASSERT_FALSE(proof.has_value());
  EXPECT_EQ(proof.error().code, ErrorCode::not_found);
  EXPECT_NE(proof.error().message.find("has been erased"), std::string::npos);
}

TEST(Proof, WithContentWithheldShowsNothingOfIt) {
  InventedLog log(3, 5);
  log.sign("HEAD", 3);
  const auto proof = proof_of(log, {{{1, {0, 4}}}, true, {}});
  ASSERT_TRUE(proof.has_value());
  EXPECT_EQ(proof->find("record"), std::string::npos);
  EXPECT_EQ(proof->find(to_base64(InventedLog::record_of(1, 4))), std::string::npos);
  const ProofCheck checked = check(*proof);
  EXPECT_EQ(checked.verdict, ProofVerdict::verified);
  EXPECT_EQ(checked.facts.withheld, 2U);
}

// 10^7 messages as 50,000 frames of 200; twice as many entries cost one line more.
TEST(Proof, OfOneMessageAmongTenMillionIsSmallerThanTwoKilobytes) {
  for (const uint64_t entries : {50'000U, 100'000U}) {
    InventedLog log(entries, 200);
    log.sign("HEAD", entries);
    const auto proof = proof_of(log, {{{31'007, {77}}}, false, {}});
    ASSERT_TRUE(proof.has_value());
    EXPECT_VERIFIED(*proof);
    const size_t without_record = proof->size() - to_base64(InventedLog::record_of(31'007, 77)).size();
    RecordProperty("bytes_at_" + std::to_string(entries), static_cast<int>(without_record));
    EXPECT_LT(without_record, 2'000U);
  }
}

// --- an archive --------------------------------------------------------------------------------------------------------

class ArchiveProof : public ArchiveTest {
 protected:
  void SetUp() override {
    create();
    open();
    say({"one", "two", "three"});
    add("four");
    add(TestMessage{"five", ClassId{3}});
    add(TestMessage{"an event", kEventClass, kMarch, EntryKind::event});
    commit();
    close();
  }
  static uint64_t entry_of(const Reader& log, const std::string& text) {
    for (const LogEntry& entry : log.entries()) {
      const auto content = log.read(entry.index);
      if (content && text_of(content->records.front()) == text) return entry.index;
    }
    ADD_FAILURE() << "no record says " << text;
    return 0;
  }
};

TEST_F(ArchiveProof, OfEachRecordOfAnArchiveHolds) {
  const auto log = reader();
  for (const LogEntry& entry : log->entries()) {
    const auto proof = proof_of(log->proofs(), {{{entry.index, {0}}}, false, {}});
    ASSERT_TRUE(proof.has_value()) << proof.error().message;
    const auto in = io::input_from_bytes(to_bytes(*proof));
    const auto checked = check_proof(*in, log->proofs().signing_key().text(), [&](const ProvenRecord& shown) {
      EXPECT_TRUE(equal(*shown.record, log->read(entry.index)->records.front()));
      EXPECT_EQ(shown.message().has_value(), entry.kind == EntryKind::messages);
      EXPECT_EQ(shown.message().value_or(entry.first_message), entry.first_message);
      EXPECT_EQ(shown.entry.time_ms, entry.committed_ms);
    });
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->verdict, ProofVerdict::verified) << checked->reason;
  }
}

TEST_F(ArchiveProof, IsTheSameFromTheWriterAndFromAReader) {
  open();
  const uint64_t entry = entry_of(writer_->reader(), "two");
  const auto first = proof_of(writer_->reader().proofs(), {{{entry, {0}}}, false, {}});
  const auto second = proof_of(reader()->proofs(), {{{entry, {0}}}, false, {}});
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(*first, *second);
}

TEST_F(ArchiveProof, UsesAKeptCheckpointAlthoughTheLogHasGrown) {
  const uint64_t size = reader()->end().log_size;
  open();
  add("six");
  close();
  const auto log = reader();
  const auto old = proof_of(log->proofs(), {{{entry_of(*log, "two"), {0}}}, false, {}});
  const auto young = proof_of(log->proofs(), {{{entry_of(*log, "six"), {0}}}, false, {}});
  ASSERT_TRUE(old.has_value() && young.has_value());
  EXPECT_EQ(check(*old).facts.checkpoint.size, size);
  EXPECT_EQ(check(*young).facts.checkpoint.size, log->end().log_size);
  EXPECT_VERIFIED(*old);
  EXPECT_VERIFIED(*young);
}

TEST_F(ArchiveProof, OfWhatWasCommittedBehindTheLastCheckpointIsRefused) {
  const Bytes head = content_of(path() / "HEAD");
  open();
  add("six");
  close();
  set_content(path() / "HEAD", head);  // as it is until the writer has signed again
  std::filesystem::remove(Layout{path()}.checkpoint(reader()->end().log_size));
  const auto log = reader();
  const auto proof = proof_of(log->proofs(), {{{entry_of(*log, "six"), {0}}}, false, {}});
  ASSERT_FALSE(proof.has_value());
  EXPECT_EQ(proof.error().id, kNotYetCovered);
}

TEST_F(ArchiveProof, OfAFrameWhoseKeyWasDestroyedSaysThatItWasErased) {
  const uint64_t entry = entry_of(*reader(), "two");
  auto ring = read_newest_ring(io::posix(), Layout{path()}, test_identities());
  ASSERT_TRUE(ring.has_value());
  for (RingUnit& unit : ring->ring.units) {
    if (unit.cls == kBusinessClass) unit.keys.puncture(0, 1024);
  }
  ++ring->ring.epoch;  // as an erasure would leave it before its key record is committed
  ASSERT_TRUE(write_ring(io::posix(), Layout{path()}, ring->ring).has_value());
  const auto proof = proof_of(reader()->proofs(), {{{entry, {0}}}, false, {}});
  ASSERT_FALSE(proof.has_value());
  EXPECT_NE(proof.error().message.find("has been erased"), std::string::npos) << proof.error().message;
}

TEST_F(ArchiveProof, OfADamagedFrameIsRefused) {
  const uint64_t entry = entry_of(*reader(), "two");
  const LogEntry place = reader()->entries()[entry];
  flip_byte(segment(place.segment.value), place.offset + kFrameHeader + 3);
  const auto proof = proof_of(reader()->proofs(), {{{entry, {0}}}, false, {}});
  ASSERT_FALSE(proof.has_value());
  EXPECT_EQ(proof.error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace muniment::archive
