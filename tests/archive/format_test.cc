// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces of the format by themselves: known answers, limits, and the rule that what is accepted is written again
// bit for bit.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "archive/merkle.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

// RFC 9162 2.1.1, written down as it stands there: split at the largest power of two below n.
Sha256 slow_root(const std::vector<Sha256>& leaves, size_t from, size_t to) {
  if (to == from) return crypto::sha256({});
  if (to - from == 1) return leaves[from];
  size_t k = 1;
  while (k * 2 < to - from) k *= 2;
  return merkle_node(slow_root(leaves, from, from + k), slow_root(leaves, from + k, to));
}

TEST(Merkle, TheRootIsThatOfRfc9162ForEverySize) {
  std::vector<Sha256> leaves;
  MerkleFrontier frontier;
  for (size_t n = 0; n <= 70; ++n) {
    EXPECT_EQ(merkle_root(leaves), slow_root(leaves, 0, n));
    EXPECT_EQ(frontier.root(), slow_root(leaves, 0, n));
    EXPECT_EQ(frontier.size(), n);
    leaves.push_back(crypto::random_value<Sha256>());
    frontier.append(leaves.back());
  }
}

TEST(Merkle, LeavesAndNodesArePrefixed) {
  EXPECT_EQ(to_hex(merkle_leaf({}).view()), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(to_hex(MerkleFrontier{}.root().view()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

class SignedNote : public ::testing::Test {
 protected:
  crypto::Ed25519KeyPair pair_ = crypto::new_ed25519_key();
  NoteKey key_{"muniment/test/00", pair_.public_key};
  std::string note_ = sign_note(Checkpoint{key_.name, 7, crypto::sha256(as_bytes("x"))}.text(), key_, pair_);
};

TEST_F(SignedNote, OpensWithItsKeyAndComesBackAsWritten) {
  const auto body = open_note(note_, key_, false);
  ASSERT_TRUE(body);
  const auto checkpoint = Checkpoint::parse(*body);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->size, 7U);
  EXPECT_EQ(checkpoint->text(), *body);
  EXPECT_EQ(NoteKey::parse(key_.text())->text(), key_.text());
}

TEST_F(SignedNote, NoFlippedBitIsAccepted) {
  for (size_t at = 0; at < note_.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = note_;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      EXPECT_FALSE(open_note(changed, key_, false)) << at;
    }
  }
}

TEST_F(SignedNote, CosignaturesOfOthersArePassedOverOnlyWhereTheyMayBe) {
  const crypto::Ed25519KeyPair other = crypto::new_ed25519_key();
  const std::string both = note_ + sign_note("x\n", NoteKey{"witness", other.public_key}, other).substr(3);
  EXPECT_TRUE(open_note(both, key_, true)) << both;
  EXPECT_FALSE(open_note(both, key_, false));
}

SegmentHeader some_header() {
  SegmentHeader header;
  header.archive = crypto::random_value<ArchiveId>();
  header.segment.value = 7;
  header.first_message.value = 1000;
  header.created_ms = kNow;
  header.cls = kBusinessClass;
  header.prev_commit = crypto::random_value<Sha256>();
  header.abandoned_prev_offset = 8192;
  header.abandoned_hash = crypto::random_value<Sha256>();
  return header;
}

TEST(SegmentHeader, ComesBackAsWritten) {
  const SegmentHeader header = some_header();
  const HeaderPage page = encode_segment_header(header);
  EXPECT_EQ(*decode_segment_header(page), header);
}

TEST(SegmentHeader, NoFlippedBitIsAccepted) {
  HeaderPage page = encode_segment_header(some_header());
  for (size_t at = 0; at < page.size(); ++at) {
    page[at] ^= 0x04;
    EXPECT_FALSE(decode_segment_header(page)) << at;
    page[at] ^= 0x04;
  }
}

TEST(SegmentHeader, AReservedFieldThatIsNotZeroIsRefusedEvenWithARightHash) {
  HeaderPage page = encode_segment_header(some_header());
  page[200] = 1;
  const Sha256 hash = crypto::sha256(ByteView(page).first(segment_at::kPageHash));
  std::copy(hash.bytes.begin(), hash.bytes.end(), page.begin() + segment_at::kPageHash);
  EXPECT_EQ(decode_segment_header(page).error().code, ErrorCode::corrupt);
}

TEST(SegmentHeader, ANewerMajorVersionIsUnsupportedAndNotCorrupt) {
  HeaderPage page = encode_segment_header(some_header());
  put_le<uint16_t>(page, segment_at::kMajor, 2);
  const Sha256 hash = crypto::sha256(ByteView(page).first(segment_at::kPageHash));
  std::copy(hash.bytes.begin(), hash.bytes.end(), page.begin() + segment_at::kPageHash);
  EXPECT_EQ(decode_segment_header(page).error().code, ErrorCode::unsupported);
}

class FrameTest : public ::testing::Test {
 protected:
  Bytes seal(const std::vector<Bytes>& records) {
    FrameHeader header;
    header.segment.value = 3;
    header.frame.value = 17;
    header.unit = crypto::random_value<UnitTag>();
    Bytes out;
    EXPECT_TRUE(FrameSealer(archive_).seal(header, key_.view(), records, {}, out));
    return out;
  }
  ArchiveId archive_ = crypto::random_value<ArchiveId>();
  SecretBytes key_ = crypto::random_secret(32);
};

TEST_F(FrameTest, OpensToTheRecordsThatWereSealed) {
  const std::vector<Bytes> records{to_bytes("one"), Bytes{}, Bytes(100'000, 7)};
  const Bytes frame = seal(records);
  const auto opened = open_frame(frame, archive_, key_.view());
  ASSERT_TRUE(opened) << opened.error().why;
  ASSERT_EQ(opened->records.size(), records.size());
  for (size_t i = 0; i < records.size(); ++i) EXPECT_TRUE(equal(opened->records[i], records[i]));
}

TEST_F(FrameTest, NoFlippedByteIsAccepted) {
  Bytes frame = seal({to_bytes("one")});
  for (Byte& byte : frame) {
    byte ^= 0x10;
    EXPECT_FALSE(open_frame(frame, archive_, key_.view()));
    byte ^= 0x10;
  }
}

// The crc is no protection: with a right one, the key and the tag still belong to the old header.
TEST_F(FrameTest, ARewrittenHeaderIsRefusedEvenWithARightCrc) {
  Bytes frame = seal({to_bytes("one")});
  for (const size_t at : {frame_at::kSegmentNo, frame_at::kFrameNo, frame_at::kFirstMessage, frame_at::kUnitTag, frame_at::kUnitIndex,
                          frame_at::kSalt, frame_at::kCommitment, frame_at::kChain}) {
    Bytes changed = frame;
    changed[at] ^= 1;
    auto header = decode_frame_header(frame);
    Bytes fixed = changed;
    FrameHeader rewritten = *header;
    // Re-encode with a right crc: read the changed bytes field by field through a header whose crc is recomputed.
    rewritten.segment.value = get_le<uint64_t>(changed, frame_at::kSegmentNo);
    rewritten.frame.value = get_le<uint32_t>(changed, frame_at::kFrameNo);
    rewritten.first_message.value = get_le<uint64_t>(changed, frame_at::kFirstMessage);
    rewritten.unit = UnitTag::from(ByteView(changed).subspan(frame_at::kUnitTag, 16));
    rewritten.unit_index = get_le<uint32_t>(changed, frame_at::kUnitIndex);
    std::copy_n(changed.begin() + frame_at::kSalt, kSaltSize, rewritten.salt.begin());
    rewritten.proof = Sha256::from(ByteView(changed).subspan(frame_at::kCommitment, 32));
    std::copy_n(changed.begin() + frame_at::kChain, kChainSize, rewritten.chain.begin());
    const HeaderBytes bytes = encode_frame_header(rewritten);
    std::copy(bytes.begin(), bytes.end(), fixed.begin());
    ASSERT_TRUE(decode_frame_header(fixed));
    EXPECT_FALSE(open_frame(fixed, archive_, key_.view())) << at;
  }
}

TEST_F(FrameTest, AFrameOfAnotherArchiveIsRefused) {
  const Bytes frame = seal({to_bytes("one")});
  EXPECT_FALSE(open_frame(frame, crypto::random_value<ArchiveId>(), key_.view()));
}

TEST(RingBody, ComesBackBitForBit) {
  Ring ring;
  ring.archive = crypto::random_value<ArchiveId>();
  ring.epoch = 9;
  ring.log_key = "key";
  ring.recipients = {"age1a", "age1b"};
  for (SecretBytes* key : {&ring.catalogue, &ring.suppression, &ring.message_id, &ring.commit, &ring.spool}) *key = crypto::random_secret(32);
  add_year(ring, kBusinessClass, 2026);
  ring.units[3].keys.puncture(5, 1024);
  ring.units[4].holds = {"h3"};
  const SecretBytes body = encode_ring(ring);
  const auto decoded = decode_ring(body.view());
  ASSERT_TRUE(decoded) << decoded.error().why;
  EXPECT_TRUE(equal(encode_ring(*decoded).view(), body.view()));
  EXPECT_EQ(first_live_index(decoded->units[3], 0), 0U);
  EXPECT_EQ(first_live_index(decoded->units[3], 5), 1029U);
}

TEST(RingBody, AddingAYearKeepsTheKeysThatAreThere) {
  Ring ring;
  add_year(ring, kBusinessClass, 2026);
  const UnitTag tag = unit_for(ring, kBusinessClass, kMarch)->tag;
  add_year(ring, kBusinessClass, 2026);
  EXPECT_EQ(ring.units.size(), 12U);
  EXPECT_EQ(unit_for(ring, kBusinessClass, kMarch)->tag, tag);
}

TEST(AgeProgram, OpensTheRing) {
  if (std::system("command -v age >/dev/null 2>&1") != 0) GTEST_SKIP() << "the program age is not installed";
  const test::TempDir dir;
  const FixedClock clock(kNow);
  ASSERT_TRUE(create_test_archive(io::posix(), dir / "A", clock));
  const SecretBytes identity = test_identity().text();
  std::ofstream(dir / "id") << as_text(identity.view()) << "\n";
  const std::string command = "age -d -i '" + (dir / "id").string() + "' '" + (dir / "A/keys/ring.1.age").string() + "' > '" + (dir / "ring").string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const auto ring = decode_ring(content_of(dir / "ring"));
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->epoch, 1U);
}

}  // namespace
}  // namespace muniment::archive
