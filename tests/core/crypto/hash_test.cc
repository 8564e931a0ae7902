// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/hash.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::bytes_of;
using test::sample;

std::string hex(const Sha256& digest) { return to_hex(digest.view()); }

TEST(Sha256, AgreesWithThePublishedVectors) {
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(Bytes(1'000'000, Byte{'a'}))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Stream, IsTheSameInPiecesOfAnySize) {
  const Bytes bytes = sample(1000);
  for (const size_t step : {1U, 63U, 64U, 65U, 1000U}) {
    Sha256Stream stream;
    for (size_t at = 0; at < bytes.size(); at += step) {
      stream.update(ByteView(bytes).subspan(at, std::min(step, bytes.size() - at)));
    }
    EXPECT_EQ(stream.digest(), sha256(bytes)) << step;
  }
}

TEST(Sha256Stream, GoesOnAfterADigest) {
  Sha256Stream stream;
  EXPECT_EQ(stream.digest(), sha256({}));
  stream.update(as_bytes("a"));
  EXPECT_EQ(stream.digest(), sha256(as_bytes("a")));
  EXPECT_EQ(stream.digest(), sha256(as_bytes("a")));
  stream.update(as_bytes("bc"));
  Sha256Stream moved = std::move(stream);
  EXPECT_EQ(moved.digest(), sha256(as_bytes("abc")));
}

struct Row {
  Bytes key, message;
  std::string_view mac;
};
std::vector<Row> rfc4231() {
  const Bytes long_key(131, Byte{0xaa});
  return {
      {Bytes(20, Byte{0x0b}), to_bytes("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {to_bytes("Jefe"), to_bytes("what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {Bytes(20, Byte{0xaa}), Bytes(50, Byte{0xdd}),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {bytes_of("0102030405060708090a0b0c0d0e0f10111213141516171819"), Bytes(50, Byte{0xcd}),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {long_key, to_bytes("Test Using Larger Than Block-Size Key - Hash Key First"),
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {long_key,
       to_bytes("This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
                "be hashed before "
                "being used by the HMAC algorithm."),
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
}

TEST(Hmac, AgreesWithTheVectorsOfRfc4231) {
  for (const Row& row : rfc4231()) {
    EXPECT_EQ(hex(hmac_sha256(row.key, row.message)), row.mac);
    EXPECT_EQ(hex(HmacKey(row.key).mac(row.message)), row.mac);
  }
}

// Test cases 1, 2 and 6 of RFC 4231, the 512 bits.
TEST(Hmac, WithSha512AgreesWithVectorsToo) {
  EXPECT_EQ(to_hex(hmac_sha512(Bytes(20, Byte{0x0b}), as_bytes("Hi There"))),
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
  EXPECT_EQ(to_hex(hmac_sha512(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
  EXPECT_EQ(to_hex(hmac_sha512(Bytes(131, Byte{0xaa}), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
}

TEST(Hmac, TwoPartsAreOneMessage) {
  const Bytes message = sample(150);
  for (size_t cut = 0; cut <= message.size(); ++cut) {
    const ByteView view = message;
    ASSERT_EQ(hmac_sha256(sample(32), view.first(cut), view.subspan(cut)), hmac_sha256(sample(32), view));
  }
}

TEST(Hmac, KeysAroundABlockAreTreatedAlikeByBothForms) {
  for (const size_t length : {0U, 1U, 63U, 64U, 65U, 128U, 1000U}) {
    HmacKey key(sample(length));
    EXPECT_EQ(key.mac(sample(99)), hmac_sha256(sample(length), sample(99))) << length;
  }
}

TEST(Hmac, AKeyIsUsedAgainAndAgain) {
  HmacKey key(as_bytes("Jefe"));
  const Sha256 first = key.mac(as_bytes("what do ya want for nothing?"));
  EXPECT_NE(key.mac({}), first);
  HmacKey moved = std::move(key);
  EXPECT_EQ(moved.mac(as_bytes("what do ya want for nothing?")), first);
}

TEST(Hmac, ManyThreadsMayAskAtOnce) {
  const Sha256 expected = hmac_sha256(sample(32), sample(77));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 2000; ++round) EXPECT_EQ(hmac_sha256(sample(32), sample(77)), expected);
    });
  }
}

TEST(EqualConstantTime, ComparesLengthAndContent) {
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_TRUE(equal_constant_time(sample(32), sample(32)));
  EXPECT_FALSE(equal_constant_time(sample(32), sample(31)));
  Bytes changed = sample(32);
  changed.back() ^= 1;
  EXPECT_FALSE(equal_constant_time(sample(32), changed));
}

}  // namespace
}  // namespace muniment::crypto
