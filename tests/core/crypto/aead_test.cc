// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/aead.h"

#include <thread>

#include <gtest/gtest.h>

#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::bytes_of;
using test::sample;

struct Vector {
  const char* source;
  Aead algorithm;
  std::string_view key, nonce, aad, plain, sealed;
};
const Vector kVectors[] = {
    {"McGrew and Viega, test case 13", Aead::aes_256_gcm,
     "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
     "530f8afbc74536b9a963b4f1c4cb738b"},
    {"McGrew and Viega, test case 14", Aead::aes_256_gcm,
     "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
     "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"McGrew and Viega, test case 15", Aead::aes_256_gcm,
     "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657b"
     "a637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0ab"
     "cc9f662898015ad"
     "b094dac5d93471bdec1a502270e3cc6c"},
    {"McGrew and Viega, test case 16", Aead::aes_256_gcm,
     "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657b"
     "a637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0ab"
     "cc9f662"
     "76fc6ece0f4e1768cddf8853bb2d551b"},
    {"RFC 8439 section 2.8.2", Aead::chacha20_poly1305,
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", "070000004041424344454647",
     "50515253c0c1c2c3c4c5c6c7",
     "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64206f66666"
     "57220796f75206f6e"
     "6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f756c642062652069742e",
     "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b290"
     "5d6a5b67ecd3b3692"
     "ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116"
     "1ae10b594f09e26a7e902ecbd0600691"},
};

class AeadTest : public ::testing::TestWithParam<Aead> {
 protected:
  Bytes seal(ByteView plain) { return aead_seal(GetParam(), key_, nonce_, aad_, plain); }
  Result<Bytes> open(ByteView sealed) { return aead_open(GetParam(), key_, nonce_, aad_, sealed); }

  Bytes key_ = sample(32);
  Bytes nonce_ = sample(12);
  Bytes aad_ = to_bytes("where it stands");
};

TEST(Aead, AgreesWithThePublishedVectors) {
  for (const Vector& v : kVectors) {
    const Bytes sealed = aead_seal(v.algorithm, bytes_of(v.key), bytes_of(v.nonce), bytes_of(v.aad), bytes_of(v.plain));
    EXPECT_EQ(to_hex(sealed), v.sealed) << v.source;
    const auto opened = aead_open(v.algorithm, bytes_of(v.key), bytes_of(v.nonce), bytes_of(v.aad), bytes_of(v.sealed));
    EXPECT_EQ(to_hex(opened.value()), v.plain) << v.source;
  }
}

TEST_P(AeadTest, WhatWasSealedOpens) {
  for (const size_t length : {0U, 1U, 15U, 16U, 17U, 1000U, 65'536U, 1'000'003U}) {
    EXPECT_EQ(open(seal(sample(length))).value(), sample(length));
  }
}

TEST_P(AeadTest, AChangedBitAnywhereIsRefused) {
  const Bytes sealed = seal(sample(40));
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes changed = sealed;
    changed[bit / 8] = static_cast<Byte>(changed[bit / 8] ^ (1U << bit % 8));
    ASSERT_EQ(open(changed).error().code, ErrorCode::auth_failed) << bit;
  }
}

TEST_P(AeadTest, AnotherKeyNonceOrAdditionalDataIsRefused) {
  const Bytes sealed = seal(sample(40));
  for (Bytes* part : {&key_, &nonce_, &aad_}) {
    part->front() ^= 1;
    EXPECT_FALSE(open(sealed));
    part->front() ^= 1;
  }
  EXPECT_TRUE(open(sealed));
}

TEST_P(AeadTest, ATruncatedOneIsRefused) {
  const Bytes sealed = seal(sample(40));
  for (size_t length = 0; length < sealed.size(); ++length) {
    EXPECT_FALSE(open(ByteView(sealed).first(length))) << length;
  }
}

TEST_P(AeadTest, NothingOfTheRefusedPlaintextIsLeftBehind) {
  Bytes sealed = seal(Bytes(100'000, Byte{0x55}));
  sealed.back() ^= 1;
  Bytes place(100'000, Byte{0xaa});
  EXPECT_FALSE(aead_open_into(GetParam(), key_, nonce_, aad_, sealed, place));
  EXPECT_EQ(place, Bytes(100'000));
}

TEST_P(AeadTest, ManyThreadsMaySealAtOnce) {
  const Bytes expected = seal(sample(5000));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) EXPECT_EQ(seal(sample(5000)), expected);
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Both, AeadTest, ::testing::Values(Aead::aes_256_gcm, Aead::chacha20_poly1305),
                         [](const auto& row) { return row.param == Aead::aes_256_gcm ? "AesGcm" : "ChaCha"; });

}  // namespace
}  // namespace muniment::crypto
