// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody writes who knows the format and has some of the keys, or none.
#include <algorithm>
#include <functional>

#include "archive/merkle.h"
#include "core/crypto/aead.h"
#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"
#include "core/crypto/random.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

class Forgery : public ArchiveTest {
 protected:
  // "three" is committed behind HEAD, so that nothing but its own bytes speaks for it.
  void SetUp() override {
    create();
    open();
    say({"one", "two", "three"});
    crash();
    commit_key_ = reader()->keyring().commit_key();
  }

  // Writes the last COMMIT of the segment anew, with right hashes and chain, under a key of our choice.
  void rewrite_last_commit(const std::function<void(CommitBody&)>& change, ByteView key) {
    Bytes bytes = content_of(segment(2));
    const uint64_t at = last_commit_in(bytes);
    const ByteView old = ByteView(bytes).subspan(at);
    const auto header = decode_frame_header(old);
    ASSERT_TRUE(header);
    auto body = decode_commit(old.subspan(kFrameHeader, header->payload_len), old.first(kFrameHeader), commit_key_.view());
    ASSERT_TRUE(body);
    change(*body);
    const Bytes frame = build_commit_frame(header->segment, header->frame, header->chain, *body, key);
    std::copy(frame.begin(), frame.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    set_content(segment(2), bytes);
  }
  static uint64_t last_commit_in(const Bytes& bytes) {
    uint64_t found = 0;
    for (uint64_t at = kPage; at + kFrameHeader <= bytes.size(); ++at) {
      const auto header = decode_frame_header(ByteView(bytes).subspan(at));
      if (header && header->type == FrameType::commit) found = at;
    }
    return found;
  }

  std::vector<Sha256> leaves_but_the_last() {
    std::vector<Sha256> leaves;
    LogScan scan(io::posix(), Layout{path()}, reader()->id(), commit_key_.clone());
    ScanDepth depth;
    depth.on_take = [&](const Group& group) -> Result<void> {
      for (const Entry& entry : group.body.entries) leaves.push_back(merkle_leaf(encode_entry(entry)));
      return {};
    };
    Log log;
    EXPECT_TRUE(scan.advance(log, depth));
    leaves.pop_back();
    return leaves;
  }

  SecretBytes commit_key_;
};

TEST_F(Forgery, ACommitWithoutTheKeyIsNotBelieved) {
  rewrite_last_commit([](CommitBody& body) { body.clock_error_ms = 7; }, crypto::random_secret(32).view());
  expect_messages({"one", "two"});
}

TEST_F(Forgery, ACommitOfTheKeyHolderIsBelieved) {  // shows that the test above fails for the right reason
  rewrite_last_commit([](CommitBody&) {}, commit_key_.view());
  expect_messages({"one", "two", "three"});
}

TEST_F(Forgery, ACommitThatFollowsAnotherIsNotTaken) {
  rewrite_last_commit([](CommitBody& body) { body.prev_commit = crypto::random_value<Sha256>(); }, commit_key_.view());
  EXPECT_FALSE(reader()->alarms().empty());
  expect_messages({"one", "two"});
}

TEST_F(Forgery, ACommitWithAWrongRootIsNotTaken) {
  rewrite_last_commit([](CommitBody& body) { body.log_root = crypto::random_value<Sha256>(); }, commit_key_.view());
  EXPECT_FALSE(reader()->alarms().empty());
}

TEST_F(Forgery, RecordsThatAreNotThoseOfTheLogEntryAreFound) {
  const std::vector<Sha256> leaves = leaves_but_the_last();
  rewrite_last_commit(
      [&](CommitBody& body) {
        body.entries.back().inner_root = crypto::random_value<Sha256>();
        MerkleFrontier frontier;
        for (const Sha256& leaf : leaves) frontier.append(leaf);
        frontier.append(merkle_leaf(encode_entry(body.entries.back())));
        body.log_root = frontier.root();
      },
      commit_key_.view());
  EXPECT_TRUE(reader()->alarms().empty());
  const auto findings = verify().findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NE(findings[0].what.find("not those that the log entry was made of"), std::string::npos);
}

TEST_F(Forgery, ARewrittenHeaderPageBreaksTheChain) {
  Bytes bytes = content_of(segment(2));
  auto header = decode_segment_header(ByteView(bytes).first(kPage));
  ASSERT_TRUE(header);
  header->created_ms -= 86'400'000;  // "made a day earlier", with a right hash of the page
  const HeaderPage page = encode_segment_header(*header);
  std::copy(page.begin(), page.end(), bytes.begin());
  set_content(segment(2), bytes);
  EXPECT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(Forgery, ASegmentThatAbandonsWhatWasPublishedIsARollback) {
  open();
  close();  // HEAD covers "three"
  const auto opened = reader();
  SegmentHeader header;
  header.archive = opened->id();
  header.segment.value = 3;
  header.cls = kBusinessClass;
  header.prev_commit = opened->log().last_commit();
  header.abandoned_prev_offset = kPage;
  header.abandoned_hash = crypto::sha256(ByteView(content_of(segment(2))).subspan(kPage));
  const HeaderPage page = encode_segment_header(header);
  set_content(segment(3), page);
  EXPECT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

TEST_F(Forgery, ARingFileThatTheLogDoesNotNameIsRefused) {
  ASSERT_TRUE(write_ring(io::posix(), Layout{path()}, reader()->keyring().copy()));  // same keys, other file
  EXPECT_FALSE(reader()->alarms().empty());
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
}

// GCM alone does not bind its key: a ciphertext can be made that opens under two. The commitment stands in the way.
TEST(FrameForgery, AFrameThatIsNotCommittedToItsKeyIsRefusedAlthoughItsTagIsRight) {
  const ArchiveId archive = crypto::random_value<ArchiveId>();
  const SecretBytes key = crypto::random_secret(32);
  Bytes frame;
  FrameHeader header;
  header.chain = Chain{};
  const std::vector<Bytes> records{to_bytes("one")};
  ASSERT_TRUE(FrameSealer(archive).seal(header, key.view(), records, {}, frame));
  auto sealed = decode_frame_header(frame);
  Bytes info = to_bytes(kFrameLabel);
  append(info, archive.view());
  append(info, ByteView(frame).first(frame_at::kCommitment));
  const SecretBytes keys = crypto::hkdf_expand_sha512(key.view(), info, 76);
  const auto plain = crypto::aead_open(crypto::Aead::aes_256_gcm, keys.view().first(32), keys.view().subspan(32, 12),
                                       ByteView(frame).first(frame_at::kCrc), ByteView(frame).subspan(kFrameHeader));
  ASSERT_TRUE(plain);
  sealed->proof = crypto::random_value<Sha256>();
  Bytes forged = to_bytes(ByteView(encode_frame_header(*sealed)));
  append(forged, crypto::aead_seal(crypto::Aead::aes_256_gcm, keys.view().first(32), keys.view().subspan(32, 12),
                                   ByteView(forged).first(frame_at::kCrc), *plain));
  EXPECT_FALSE(open_frame(forged, archive, key.view()));
}

}  // namespace
}  // namespace muniment::archive
