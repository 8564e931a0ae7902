// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/kdf.h"

#include <gtest/gtest.h>

#include "core/crypto/hash.h"
#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::bytes_of;
using test::counting;

std::string hex(const SecretBytes& secret) { return to_hex(secret.view()); }

TEST(Hkdf, AgreesWithTheVectorsOfRfc5869) {
  EXPECT_EQ(hex(hkdf_sha256(Bytes(22, Byte{0x0b}), counting(13), bytes_of("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  Bytes secret = counting(80);
  Bytes salt = counting(80);
  Bytes info = counting(80);
  for (size_t i = 0; i < 80; ++i) {
    salt[i] = static_cast<Byte>(i + 0x60);
    info[i] = static_cast<Byte>(i + 0xb0);
  }
  EXPECT_EQ(hex(hkdf_sha256(secret, salt, info, 82)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c"
            "2f09b8367793a9aca3db71cc30"
            "c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(hex(hkdf_sha256(Bytes(22, Byte{0x0b}), {}, {}, 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

// Computed with Python's hmac module by the definition in RFC 5869 section 2.3.
TEST(Hkdf, ExpandsWithSha512AsTheDefinitionSays) {
  EXPECT_EQ(hex(hkdf_expand_sha512(counting(32), as_bytes("muniment test"), 76)),
            "b86a31d9061ab6ba479e309faee92f0f12f510bd8bbda0912ef1e25b8649f05637cac17a7d0b67d6f44ce6d00b93521df532772001"
            "921db0e448bd66647bde4c3bdb"
            "eac51bf1abb8fa760dc6");
  EXPECT_EQ(hex(hkdf_expand_sha512(counting(32), {}, 1)), "a5");
  const SecretBytes more_info = hkdf_expand_sha512(counting(32), Bytes(300, Byte{'x'}), 200);
  EXPECT_EQ(to_hex(sha256(more_info.view()).view()),
            "8101f5a5a12de907e41f5aeaaad6d61d53c8b34aa33b32683dc125a09a618599");
  const SecretBytes longest = hkdf_expand_sha512(counting(32), as_bytes("i"), size_t{255} * 64);
  EXPECT_EQ(to_hex(sha256(longest.view()).view()), "53f4c95d0af75df26162934c850247cbb24de3025e1c9ea464b8f8e929310e0f");
}

TEST(HkdfDeathTest, MoreThanTheRfcAllowsIsABug) {
  EXPECT_DEATH(hkdf_expand_sha512(counting(32), {}, 255 * 64 + 1), "16 320 bytes");
}

TEST(Scrypt, AgreesWithTheVectorOfRfc7914) {
  EXPECT_EQ(hex(scrypt(as_bytes("pleaseletmein"), as_bytes("SodiumChloride"), 14, 64).value()),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d"
            "651e40dfcf017b45575887");
}

TEST(Scrypt, AnEmptyPassphraseAndSaltAreAllowed) {  // computed with Python's hashlib.scrypt
  EXPECT_EQ(hex(scrypt({}, {}, 4, 64).value()),
            "e2b1883717d879f495cb7d86aa1eb8697e724978e8fc819881b007fbba2cf86bfb90a4f560643a55df2464cfc75ddd4fa6e88c3a66"
            "9a3bfd1078e647adfb56ae");
}

TEST(Scrypt, AWorkFactorOutside1To22IsRefused) {
  for (const unsigned log_n : {0U, 23U, 64U}) {
    EXPECT_EQ(scrypt({}, {}, log_n, 32).error().code, ErrorCode::invalid_argument);
  }
  EXPECT_TRUE(scrypt({}, {}, 1, 32));
}

}  // namespace
}  // namespace muniment::crypto
