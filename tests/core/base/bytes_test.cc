// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"

#include <gtest/gtest.h>

#include "core/base/digest.h"

namespace muniment {
namespace {

TEST(Bytes, NumbersAreLittleEndian) {
  Bytes bytes;
  append_le(bytes, uint16_t{0x0201});
  append_le(bytes, uint32_t{0x06050403});
  append_le(bytes, uint64_t{0x0e0d0c0b0a090807});
  for (size_t i = 0; i < bytes.size(); ++i) EXPECT_EQ(bytes[i], i + 1);
  EXPECT_EQ(get_le<uint32_t>(bytes, 2), 0x06050403U);
  EXPECT_EQ(get_le<int64_t>(bytes, 6), 0x0e0d0c0b0a090807);
}

TEST(Bytes, ANumberIsPutWhereItIsTold) {
  Bytes bytes(8, Byte{0xff});
  put_le(bytes, 2, uint32_t{1});
  EXPECT_EQ(bytes, (Bytes{0xff, 0xff, 1, 0, 0, 0, 0xff, 0xff}));
}

TEST(BytesDeathTest, ReadingOrWritingBeyondTheBufferIsABug) {
  Bytes bytes(8);
  EXPECT_DEATH(get_le<uint32_t>(bytes, 5), "inside its buffer");
  EXPECT_DEATH(get_le<uint32_t>(bytes, SIZE_MAX), "inside its buffer");
  EXPECT_DEATH(put_le(bytes, 8, Byte{1}), "inside its buffer");
}

TEST(Bytes, EqualComparesLengthAndContent) {
  EXPECT_TRUE(equal({}, {}));
  EXPECT_TRUE(equal(as_bytes("ab"), as_bytes("ab")));
  EXPECT_FALSE(equal(as_bytes("ab"), as_bytes("ac")));
  EXPECT_FALSE(equal(as_bytes("ab"), as_bytes("abc")));
}

TEST(Digest, ValuesOfDifferentMeaningHaveTheirOwnTypesAndOrder) {
  const auto low = UnitTag::from(Bytes(16, Byte{1}));
  const auto high = UnitTag::from(Bytes(16, Byte{2}));
  EXPECT_LT(low, high);
  EXPECT_TRUE(UnitTag{}.is_zero());
  EXPECT_FALSE(low.is_zero());
  static_assert(!std::is_convertible_v<UnitTag, ArchiveId>);
}

TEST(DigestDeathTest, AValueIsMadeFromExactlyItsSize) { EXPECT_DEATH(Sha256::from(Bytes(31)), "exactly its size"); }

}  // namespace
}  // namespace muniment
