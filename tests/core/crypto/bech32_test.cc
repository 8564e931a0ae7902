// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/bech32.h"

#include <gtest/gtest.h>

#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

TEST(Bech32, ReadsTheValidExamplesOfBip173) {
  // Those whose data are whole bytes; the others are of no use to age.
  for (const char* text : {"A12UEL5L", "a12uel5l", "?1ezyfcl", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                           "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"}) {
    EXPECT_TRUE(bech32_decode(text)) << text;
  }
}

TEST(Bech32, RefusesTheInvalidExamplesOfBip173) {
  for (const char* text : {"\x20"
                           "1nwldj5",
                           "\x7F"
                           "1axkwrx",
                           "\x80"
                           "1eym55h",
                           "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xFF", "A1G7SGD8",
                           "10a06t8", "1qzzfhee", "A12UEL5l", "", "1", "a1"}) {
    EXPECT_FALSE(bech32_decode(text)) << text;
  }
}

TEST(Bech32, AnyLengthIsWrittenAndReadBack) {
  for (size_t length = 0; length < 100; ++length) {
    const SecretBytes text = bech32_encode("age", test::sample(length));
    const auto decoded = bech32_decode(as_text(text.view()));
    ASSERT_TRUE(decoded) << length;
    EXPECT_EQ(decoded->prefix, "age");
    EXPECT_TRUE(equal(decoded->data.view(), test::sample(length)));
  }
}

TEST(Bech32, AChangedCharacterAnywhereIsNoticed) {
  const SecretBytes text = bech32_encode("age", test::sample(32));
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'q', 'p', 'z', '1', 'b', 'A', ' '}) {
      std::string changed(as_text(text.view()));
      if (changed[i] == c) continue;
      changed[i] = c;
      EXPECT_FALSE(bech32_decode(changed)) << changed;
    }
  }
}

// With right checksums, so that only the rule can refuse them: computed in Python.
TEST(Bech32, OneTextPerValue) {
  EXPECT_EQ(as_text(bech32_encode("age", test::sample(32)).view()),
            "age1qqypy83v838xy7ys4trwgppxffcf3shwr3x8avhgypdfd4q526dq474sag");
  EXPECT_FALSE(bech32_decode("age1qqypy83v838xy7ys4trwgppxffcf3shwr3x8avhgypdfd4q526dpggp9q6")) << "a spare bit is set";
  EXPECT_TRUE(bech32_decode("age1qqpexly5")) << "one byte in two groups";
  EXPECT_FALSE(bech32_decode("age1qqqyst3gn")) << "a group that carries nothing";
}

}  // namespace
}  // namespace muniment::crypto
