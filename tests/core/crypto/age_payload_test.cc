// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/age_payload.h"

#include <gtest/gtest.h>

#include "core/crypto/aead.h"
#include "core/crypto/kdf.h"
#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::sample;

constexpr size_t kChunk = 65'536;

class AgePayloadTest : public ::testing::Test {
 protected:
  Bytes seal(ByteView plain) {
    Bytes payload;
    append_age_payload(payload, file_key_, plain);
    return payload;
  }
  Result<SecretBytes> open(ByteView payload) { return open_age_payload(payload, file_key_, 1000); }
  void expect_refused(ByteView payload, std::string_view why) {
    const auto opened = open(payload);
    ASSERT_FALSE(opened) << why;
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_NE(opened.error().why.find(why), std::string::npos) << opened.error().why;
    EXPECT_GE(opened.error().offset, 1000U);
    EXPECT_LE(opened.error().offset, 1000 + payload.size());
  }
  // A chunk sealed by the definition: 11 bytes of counter, then 1 for the last chunk.
  Bytes chunk(Byte number, bool last, ByteView plain) {
    Bytes nonce(12);
    nonce[10] = number;
    nonce[11] = last ? 1 : 0;
    const SecretBytes key = hkdf_sha256(file_key_, payload_nonce_, as_bytes("payload"), 32);
    return aead_seal(Aead::chacha20_poly1305, key.view(), nonce, {}, plain);
  }
  Bytes payload_of(const std::vector<Bytes>& chunks) {
    Bytes payload = payload_nonce_;
    for (const Bytes& one : chunks) append(payload, one);
    return payload;
  }

  Bytes file_key_ = sample(16);
  Bytes payload_nonce_ = test::counting(16);
};

TEST_F(AgePayloadTest, EveryLengthAroundAChunkOpens) {
  for (const size_t length : {0U, 1U, 100U, 65'535U, 65'536U, 65'537U, 131'071U, 131'072U, 131'073U, 400'000U}) {
    const Bytes payload = seal(sample(length));
    const size_t chunks = length == 0 ? 1 : (length + kChunk - 1) / kChunk;
    EXPECT_EQ(payload.size(), 16 + length + chunks * 16);
    EXPECT_TRUE(equal(open(payload).value().view(), sample(length))) << length;
  }
}

TEST_F(AgePayloadTest, IsTheStreamOfTheDefinition) {
  const Bytes plain = sample(kChunk + 7);
  const ByteView view = plain;
  const Bytes payload = payload_of({chunk(0, false, view.first(kChunk)), chunk(1, true, view.subspan(kChunk))});
  EXPECT_TRUE(equal(open(payload).value().view(), plain));
  EXPECT_TRUE(open(payload_of({chunk(0, true, {})})).value().empty());
  EXPECT_TRUE(equal(open(payload_of({chunk(0, true, view.first(kChunk))})).value().view(), view.first(kChunk)));
}

TEST_F(AgePayloadTest, EachWayToEndWronglyHasItsOwnSentence) {
  const Bytes full = chunk(0, false, sample(kChunk));
  const Bytes full_last = chunk(0, true, sample(kChunk));
  const Bytes second = chunk(1, true, sample(9));
  Bytes torn_tag = payload_of({full, second});
  torn_tag.resize(16 + full.size() + 15);
  Bytes torn_chunk = payload_of({full, second});
  torn_chunk.pop_back();
  expect_refused({}, "inside the nonce");
  expect_refused(ByteView(payload_nonce_).first(15), "inside the nonce");
  expect_refused(payload_nonce_, "even an empty one has a chunk");
  expect_refused(torn_tag, "inside the authentication tag");
  expect_refused(torn_chunk, "chunk 1 is not the bytes");
  expect_refused(payload_of({full}), "chunk 0, which is not the last one: its end is missing");
  expect_refused(payload_of({full_last, second}), "bytes follow after chunk 0, which is the last one");
  expect_refused(payload_of({full, chunk(1, true, {})}), "the last chunk is empty");
  expect_refused(payload_of({chunk(0, false, sample(9))}), "its end is missing");
  expect_refused(payload_of({chunk(0, false, sample(100)), second}),
                 "chunk 0 is not the bytes");  // a short chunk inside
  expect_refused(payload_of({chunk(1, true, sample(9))}), "chunk 0 is not the bytes");
}

TEST_F(AgePayloadTest, TruncatedAnywhereItIsRefused) {
  const Bytes payload = seal(sample(100));
  for (size_t length = 0; length < payload.size(); ++length) {
    EXPECT_FALSE(open(ByteView(payload).first(length))) << length;
  }
  const Bytes large = seal(sample(2 * kChunk));
  for (size_t length = 16 + kChunk; length < 16 + kChunk + 40; ++length) {
    EXPECT_FALSE(open(ByteView(large).first(length))) << length;
  }
}

TEST_F(AgePayloadTest, AnyChangedByteIsRefused) {
  const Bytes payload = seal(sample(100));
  for (size_t i = 0; i < payload.size(); ++i) {
    Bytes changed = payload;
    changed[i] ^= 1;
    EXPECT_FALSE(open(changed)) << i;
  }
}

TEST_F(AgePayloadTest, ChunksInAnotherOrderAreRefused) {
  const Bytes zero = chunk(0, false, sample(kChunk));
  const Bytes one = chunk(1, false, sample(kChunk));
  const Bytes last = chunk(2, true, sample(9));
  EXPECT_TRUE(open(payload_of({zero, one, last})));
  expect_refused(payload_of({one, zero, last}), "chunk 0");
  expect_refused(payload_of({zero, zero, last}), "chunk 1");
  expect_refused(payload_of({zero, last}), "chunk 1");
}

}  // namespace
}  // namespace muniment::crypto
