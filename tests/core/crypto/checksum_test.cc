// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/checksum.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

TEST(Crc32c, AgreesWithTheExamplesOfIscsi) {  // RFC 3720 appendix B.4
  Bytes descending = test::counting(32);
  std::ranges::reverse(descending);
  const Bytes read_command = test::bytes_of(
      "01c0000000000000000000000000000014000000000004000000001400000018280000000000000002000000"
      "00000000");
  const struct {
    Bytes bytes;
    uint32_t expected;
  } rows[] = {
      {Bytes(32), 0x8a9136aa},
      {Bytes(32, Byte{0xff}), 0x62a8ab43},
      {test::counting(32), 0x46dd794e},
      {descending, 0x113fdb5c},
      {read_command, 0xd9963a56},
      {to_bytes("123456789"), 0xe3069283},
      {{}, 0},
  };
  for (const auto& [bytes, expected] : rows) {
    EXPECT_EQ(crc32c(bytes), expected);
    EXPECT_EQ(crc32c_by_table(bytes), expected);
  }
}

TEST(Crc32c, TheInstructionAndTheTableAgreeAtAnyLengthAndAlignment) {
  const Bytes bytes = test::sample(300);
  for (size_t begin = 0; begin < 9; ++begin) {
    for (size_t length = 0; begin + length <= bytes.size(); ++length) {
      const ByteView view = ByteView(bytes).subspan(begin, length);
      ASSERT_EQ(crc32c(view), crc32c_by_table(view)) << begin << " " << length;
    }
  }
}

}  // namespace
}  // namespace muniment::crypto
