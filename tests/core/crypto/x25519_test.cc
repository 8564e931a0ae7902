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

TEST(X25519, AgreesWithTheFirstVectorOfRfc7748) {
  const Bytes scalar = bytes_of("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  const X25519Point u = point_of("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
  EXPECT_EQ(to_hex(x25519_shared(scalar, u)->view()),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
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
