// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/x25519.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::bytes_of;

X25519Point point_of(std::string_view hex) {
  X25519Point point{};
  std::ranges::copy(bytes_of(hex), point.begin());
  return point;
}

TEST(X25519, AgreesWithTheVectorsOfRfc7748) {  // section 5.2
  const struct {
    std::string_view scalar, u, out;
  } rows[] = {
      {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
       "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
       "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
      {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
       "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
       "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
  };
  for (const auto& row : rows) EXPECT_EQ(to_hex(x25519_shared(bytes_of(row.scalar), point_of(row.u))->view()), row.out);
}

TEST(X25519, AgreesWithRfc7748AfterAThousandRounds) {  // section 5.2
  Bytes k = bytes_of("0900000000000000000000000000000000000000000000000000000000000000");
  Bytes u = k;
  for (int round = 1; round <= 1000; ++round) {
    const Bytes next = to_bytes(x25519_shared(k, point_of(to_hex(u)))->view());
    u = k;
    k = next;
    if (round == 1) {
      EXPECT_EQ(to_hex(k), "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
  }
  EXPECT_EQ(to_hex(k), "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

TEST(X25519, AgreesWithTheKeyAgreementOfRfc7748) {  // section 6.1
  const Bytes a = bytes_of("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const Bytes b = bytes_of("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  EXPECT_EQ(to_hex(x25519_public(a)), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(to_hex(x25519_public(b)), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  EXPECT_EQ(to_hex(x25519_shared(a, x25519_public(b))->view()),
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

TEST(X25519, BothSidesReachTheSameSecret) {
  const Bytes one = test::sample(32);
  const Bytes two = test::counting(32);
  EXPECT_TRUE(equal(x25519_shared(one, x25519_public(two))->view(), x25519_shared(two, x25519_public(one))->view()));
}

TEST(X25519, APointOfLowOrderIsRefused) {
  for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    EXPECT_EQ(x25519_shared(test::sample(32), point_of(hex)), std::nullopt) << hex;
  }
}

}  // namespace
}  // namespace muniment::crypto
