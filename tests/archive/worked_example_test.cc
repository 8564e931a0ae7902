// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes in docs/archive-format.md section 4 are what the program reads and, where nothing is random, writes.
#include <map>
#include <sstream>

#include "archive/blob.h"
#include "archive/merkle.h"
#include "archive/note.h"
#include "core/base/hex.h"
#include "core/crypto/chunked.h"
#include "core/crypto/ggm.h"
#include "core/crypto/hash.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

class WorkedExample : public ::testing::Test {
 protected:
  void SetUp() override {
    const Bytes page = content_of(io::Path(MUNIMENT_SOURCE_DIR) / "docs/archive-format.md");
    const std::string text(as_text(page));
    const size_t from = text.find("```example\n");
    ASSERT_NE(from, std::string::npos);
    std::istringstream lines(text.substr(from + 11, text.find("\n```\n", from) + 1 - from - 11));
    std::string name;
    for (std::string line; std::getline(lines, line);) {
      if (name == "checkpoint") {
        checkpoint_ += line + "\n";
      } else if (line.starts_with("  ")) {
        values_[name] += line.substr(2);
      } else {
        name = line;
      }
    }
  }
  Bytes bytes(const std::string& name) {
    const auto value = from_hex(values_[name]);
    EXPECT_TRUE(value && !value->empty()) << name;
    return value.value_or(Bytes{});
  }
  Sha256 hash(const std::string& name) { return Sha256::from(bytes(name)); }
  ArchiveId archive() { return ArchiveId::from(bytes("archive_id")); }

  std::map<std::string, std::string> values_;
  std::string checkpoint_;
};

TEST_F(WorkedExample, TheFrameKeyIsTheFifthLeafOfTheUnit) {
  std::vector<crypto::GgmNode> root;
  root.push_back({0, 0, SecretBytes(ByteView(bytes("unit_root")))});
  auto tree = crypto::GgmTree::from_nodes(std::move(root));
  ASSERT_TRUE(tree);
  EXPECT_TRUE(equal(tree->leaf(5)->view(), bytes("frame_key")));
}

TEST_F(WorkedExample, TheFrameOpensToItsRecordsAndTheirRoot) {
  const Bytes frame = bytes("data_frame");
  const Bytes key = bytes("frame_key");
  const auto opened = open_frame(frame, archive(), key);
  ASSERT_TRUE(opened) << opened.error().why;
  ASSERT_EQ(opened->records.size(), 2U);
  EXPECT_TRUE(equal(opened->records[0], bytes("record_0")));
  EXPECT_TRUE(equal(opened->records[1], bytes("record_1")));
  EXPECT_EQ(text_of(opened->records[1]), "the invoice is paid");
  EXPECT_EQ(inner_root(key, opened->records), hash("inner_root"));
}

TEST_F(WorkedExample, TheHeaderPageBeginsTheChain) {
  SegmentHeader header;
  header.archive = archive();
  header.segment.value = 1;
  header.created_ms = 1'775'000'000'000;
  header.cls = kBusinessClass;
  const HeaderPage page = encode_segment_header(header);
  EXPECT_TRUE(equal(ByteView(page).first(160), bytes("segment_header_0_160")));
  EXPECT_TRUE(equal(ByteView(page).subspan(segment_at::kPageHash), bytes("segment_header_hash")));
  EXPECT_EQ(crypto::sha256(page), hash("segment_header_page_sha256"));
  EXPECT_EQ(decode_frame_header(bytes("data_frame"))->chain, first_chain(crypto::sha256(page)));
}

TEST_F(WorkedExample, TheCommitClosesTheGroup) {
  const Bytes commit = bytes("commit_frame");
  const Bytes data = bytes("data_frame");
  const auto header = decode_frame_header(commit);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->chain, next_chain(ByteView(data).first(kFrameHeader), ByteView(data).last(kChainTail)));
  const auto body = decode_commit(ByteView(commit).subspan(kFrameHeader), ByteView(commit).first(kFrameHeader), bytes("commit_key"));
  ASSERT_TRUE(body) << body.error().why;
  EXPECT_EQ(body->group_hash, crypto::sha256(data));
  EXPECT_TRUE(equal(encode_entry(body->entries.at(0)), bytes("log_entry")));
  EXPECT_EQ(body->log_root, merkle_leaf(bytes("log_entry")));
  EXPECT_EQ(body->log_root, hash("log_root"));
  EXPECT_EQ(commit_hash(commit), hash("commit_hash"));
  EXPECT_EQ(build_commit_frame(SegmentNo{1}, FrameNo{1}, header->chain, *body, bytes("commit_key")), commit);
}

TEST_F(WorkedExample, TheCheckpointIsSignedByTheLogKey) {
  const auto key = NoteKey::parse(values_["log_key"]);
  ASSERT_TRUE(key);
  const auto body = open_note(checkpoint_, *key, false);
  ASSERT_TRUE(body) << body.error().why << checkpoint_;
  EXPECT_EQ(Checkpoint::parse(*body)->root, hash("log_root"));
}

TEST_F(WorkedExample, TheAttachmentOpens) {
  const auto content = crypto::chunked_open(bytes("blob_key"), blob_context(archive()), bytes("blob_file"));
  ASSERT_TRUE(content);
  EXPECT_EQ(*content, bytes("blob_content"));
}

}  // namespace
}  // namespace muniment::archive
