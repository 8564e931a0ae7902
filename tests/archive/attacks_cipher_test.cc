// SPDX-License-Identifier: GPL-3.0-or-later
// What ciphertexts give away to somebody without the keys: two versions of one place, a ciphertext with two keys, and
// guesses at short messages. Each test shows first that the attack works where the defence is taken away.
#include <algorithm>

#include "archive/merkle.h"
#include "core/crypto/aead.h"
#include "core/crypto/checksum.h"
#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"
#include "core/crypto/random.h"
#include "tests/archive/archive_fixture.h"
#include "tests/archive/two_key_ciphertext.h"

namespace muniment::archive {
namespace {

void constant_salt(MutableByteView salt) { std::ranges::fill(salt, Byte{7}); }

class Keystream : public ArchiveTest {
 protected:
  static constexpr std::string_view kFirst = "please pay 1234 to account 5678";
  static constexpr std::string_view kSecond = "please pay 4321 to account 8765";

  // The archive as it was is put back, and goes on with another message at the same frame number and unit index.
  void write_both(SaltSource salts) {
    create();
    copy_tree(path(), dir_ / "snapshot");
    first_ = frame_with(kFirst, salts);
    remove_tree(path());
    copy_tree(dir_ / "snapshot", path());
    second_ = frame_with(kSecond, salts);
  }
  Bytes frame_with(std::string_view text, SaltSource salts) {
    open();
    if (salts != nullptr) writer_->sealer().use_salts_of(salts);
    FrameDraft draft = draft_of({std::string(text)});
    EXPECT_TRUE(writer_->add(draft));
    commit();
    close();
    const auto opened = reader();
    const auto entry = opened->find(MessageNumber{0});
    EXPECT_TRUE(entry);
    const Bytes bytes = content_of(segment(entry->segment.value));
    const ByteView frame = ByteView(bytes).subspan(entry->offset, kFrameHeader + opened->log().payload_len(entry->index));
    return to_bytes(frame);
  }

  // In GCM the keystream is ciphertext XOR plaintext: it is the same twice if the XOR of the ciphertexts is that of the
  // plaintexts. Both plaintexts begin with the same bytes of zstd, so both ciphertexts then begin with the same.
  [[nodiscard]] size_t equal_first_bytes() const {
    const ByteView a = ByteView(first_).subspan(kFrameHeader), b = ByteView(second_).subspan(kFrameHeader);
    return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  }

  Bytes first_, second_;
};

TEST_F(Keystream, IsNotUsedTwiceAfterASnapshotWasPutBack) {
  write_both(nullptr);
  const auto one = decode_frame_header(first_), two = decode_frame_header(second_);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->frame, two->frame);
  EXPECT_EQ(one->unit, two->unit);
  EXPECT_EQ(one->unit_index, two->unit_index);
  EXPECT_NE(one->salt, two->salt);
  EXPECT_NE(one->proof, two->proof) << "the same frame key twice";
  EXPECT_LT(equal_first_bytes(), 4U);
}

TEST_F(Keystream, WouldBeUsedTwiceWithAConstantSalt) {
  write_both(constant_salt);
  const auto one = decode_frame_header(first_), two = decode_frame_header(second_);
  ASSERT_TRUE(one && two);
  ASSERT_EQ(one->payload_len, two->payload_len);  // the header up to the salt is what the key is derived from
  EXPECT_EQ(one->proof, two->proof);
  EXPECT_GE(equal_first_bytes(), 4U) << "the test above could not see a keystream that is used twice";
}

// The XOR of two ciphertexts of our own, of which we know both plaintexts.
TEST_F(Keystream, XorOfTheCiphertextsIsThatOfThePlaintextsOnlyWithAConstantSalt) {
  const ArchiveId archive = crypto::random_value<ArchiveId>();
  const SecretBytes key = crypto::random_secret(32);
  const auto sealed = [&](std::string_view text, SaltSource salts) {
    FrameSealer sealer(archive);
    if (salts != nullptr) sealer.use_salts_of(salts);
    Bytes out;
    const std::vector<Bytes> records{to_bytes(text)};
    EXPECT_TRUE(sealer.seal(FrameHeader{}, key.view(), records, {}, out));
    return out;
  };
  const auto plain = [&](ByteView frame) {
    Bytes info = to_bytes(kFrameLabel);
    append(info, archive.view());
    append(info, frame.first(frame_at::kCommitment));
    const SecretBytes keys = crypto::hkdf_expand_sha512(key.view(), info, 76);
    return *crypto::aead_open(crypto::Aead::aes_256_gcm, keys.view().first(32), keys.view().subspan(32, 12),
                              frame.first(frame_at::kCrc), frame.subspan(kFrameHeader));
  };
  const auto reused = [&](SaltSource salts) {
    const Bytes a = sealed(kFirst, salts), b = sealed(kSecond, salts);
    const Bytes plain_a = plain(a), plain_b = plain(b);
    bool same = plain_a.size() == plain_b.size();
    for (size_t i = 0; same && i < plain_a.size(); ++i) {
      same = (a[kFrameHeader + i] ^ b[kFrameHeader + i]) == (plain_a[i] ^ plain_b[i]);
    }
    return same;
  };
  EXPECT_TRUE(reused(constant_salt));
  EXPECT_FALSE(reused(nullptr));
}

// A ciphertext that opens, with a right tag, under two keys: GCM does not stop it, the commitment does.
class TwoKeys : public ::testing::Test {
 protected:
  struct Keys {
    SecretBytes all;
    [[nodiscard]] ByteView key() const { return all.view().first(32); }
    [[nodiscard]] ByteView nonce() const { return all.view().subspan(32, 12); }
    [[nodiscard]] ByteView commitment() const { return all.view().last(32); }
  };
  Keys keys_of(ByteView leaf, ByteView header) const {
    Bytes info = to_bytes(kFrameLabel);
    append(info, archive_.view());
    append(info, header.first(frame_at::kCommitment));
    return Keys{crypto::hkdf_expand_sha512(leaf, info, 76)};
  }

  ArchiveId archive_ = crypto::random_value<ArchiveId>();
  SecretBytes mine_ = crypto::random_secret(32), yours_ = crypto::random_secret(32);
};

TEST_F(TwoKeys, APlantedCiphertextIsRefusedBeforeItIsDecrypted) {
  FrameHeader header;
  header.flags = kFlagZstd;
  header.records = 1;
  header.payload_len = 16 + 64;
  crypto::fill_random(header.salt);
  const HeaderBytes without = encode_frame_header(header);
  const Keys mine = keys_of(mine_.view(), without), yours = keys_of(yours_.view(), without);
  header.proof = Sha256::from(mine.commitment());  // it can commit to one of them only
  const HeaderBytes bytes = encode_frame_header(header);
  const ByteView aad = ByteView(bytes).first(frame_at::kCrc);
  const Bytes payload = test::two_key_ciphertext(mine.key(), mine.nonce(), yours.key(), yours.nonce(), aad, 64);

  const auto opens = [&](const Keys& keys) {
    return crypto::aead_open(crypto::Aead::aes_256_gcm, keys.key(), keys.nonce(), aad, payload).has_value();
  };
  ASSERT_TRUE(opens(mine) && opens(yours)) << "the ciphertext has one key only, and shows nothing";

  Bytes frame = to_bytes(ByteView(bytes));
  append(frame, payload);
  const auto with_yours = open_frame(frame, archive_, yours_.view());
  ASSERT_FALSE(with_yours);
  EXPECT_EQ(with_yours.error().why, "its key commitment is wrong");
  const auto with_mine = open_frame(frame, archive_, mine_.view());  // gets as far as the content, which is noise
  ASSERT_FALSE(with_mine);
  EXPECT_NE(with_mine.error().why, "its key commitment is wrong");
  EXPECT_NE(with_mine.error().why, "authentication failed");
}

// Somebody with the directory, without the keys, knows chat, sender and minute of a message and tries what it may say.
class Guesses : public ArchiveTest {
 protected:
  static constexpr std::array<std::string_view, 10> kPhrases = {
      "yes", "no", "ok", "thanks", "call me", "on my way", "the invoice is paid", "delete this", "not by mail", "see you"};
  static Bytes record_with(std::string_view text) { return message_record(text); }

  // What would stand somewhere in the clear if the leaves of the tree were not salted, or plaintext were: each hash as
  // 32 bytes or any half of it, and the text.
  static std::vector<Bytes> traces_of(std::string_view text) {
    const Bytes record = record_with(text);
    const Sha256 leaf = merkle_leaf(record);
    const std::vector<Sha256> hashes{leaf, crypto::sha256(record), crypto::sha256(as_bytes(text)),
                                     merkle_root({leaf}), merkle_leaf(as_bytes(text))};
    std::vector<Bytes> traces{record};
    for (const Sha256& hash : hashes) {
      traces.push_back(to_bytes(hash.view().first(16)));
      traces.push_back(to_bytes(hash.view().last(16)));
    }
    return traces;
  }
  // How many of the phrases can be shown to be in these bytes.
  static size_t hits_in(ByteView bytes) {
    const std::string_view all = as_text(bytes);
    size_t hits = 0;
    for (const std::string_view phrase : kPhrases) {
      const auto traces = traces_of(phrase);
      hits += std::ranges::any_of(traces, [&](const Bytes& t) { return all.find(as_text(t)) != std::string_view::npos; });
    }
    return hits;
  }
  Bytes all_files() {
    Bytes all;
    for (const std::string& file : files_under(path())) append(all, content_of(path() / file));
    return all;
  }
  void write_phrases() {
    create();
    open();
    for (const std::string_view phrase : kPhrases) {  // one message in a frame: its root is its leaf
      add(std::string(phrase));
      commit();
    }
    close();
  }
};

TEST_F(Guesses, AtShortMessagesFindNothingInTheWholeArchive) {
  write_phrases();
  const Bytes all = all_files();
  ASSERT_GT(all.size(), 40'000U);
  EXPECT_EQ(hits_in(all), 0U);
}

// The same archive with entries whose root is over leaves without salt, as RFC 9162 alone would have it.
TEST_F(Guesses, WouldAllBeRightIfLeavesHadNoSalt) {
  write_phrases();
  Bytes all = all_files();
  const auto opened = reader();
  for (const LogEntry& entry : opened->entries()) {
    if (entry.kind != EntryKind::messages) continue;
    const auto content = opened->read(entry.index);
    ASSERT_TRUE(content);
    const Sha256 salted = opened->log().inner_root(entry.index);
    const Sha256 plain = merkle_leaf(content->records.front());
    const auto at = as_text(all).find(as_text(salted.view()));
    ASSERT_NE(at, std::string_view::npos) << "the root is in the clear";
    std::ranges::copy(plain.bytes, all.begin() + static_cast<std::ptrdiff_t>(at));
  }
  EXPECT_EQ(hits_in(all), kPhrases.size());
}

}  // namespace
}  // namespace muniment::archive
