// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compress/compress.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace muniment {
namespace {

TEST(Compress, GivesBackWhatItTook) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{1000}, size_t{300'000}}) {
    Bytes plain(size);
    for (size_t i = 0; i < size; ++i) plain[i] = static_cast<Byte>(i * i / 7);
    for (const int level : {1, 3, 9}) EXPECT_EQ(decompress(compress(plain, level), size).value(), plain);
  }
}

TEST(Compress, RoomIsUsedAgainAndNeverGivesMoreThanTheFrame) {
  Bytes room;
  for (const size_t size : {size_t{1000}, size_t{10}, size_t{0}, size_t{5000}, size_t{999}}) {
    const Bytes plain(size, static_cast<Byte>(size));
    const auto view = decompress_into(room, compress(plain, 3), size);
    ASSERT_TRUE(view.has_value()) << size;
    EXPECT_TRUE(std::ranges::equal(*view, plain)) << size;
  }
  EXPECT_EQ(room.size(), 5000U);
  EXPECT_FALSE(decompress_into(room, compress(Bytes(100), 3), 99).has_value());
}

TEST(Compress, RefusesMoreThanTheLimitBeforeAllocating) {
  const Bytes frame = compress(Bytes(1 << 20), 3);
  EXPECT_TRUE(decompress(frame, 1 << 20).has_value());
  EXPECT_EQ(decompress(frame, (1 << 20) - 1).error().code, ErrorCode::corrupt);
}

TEST(Compress, RefusesEverythingThatIsNotExactlyOneFrame) {
  const Bytes frame = compress(to_bytes("the quick brown fox"), 3);
  for (size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(decompress(ByteView(frame).first(size), 1000).has_value()) << size;
  }
  Bytes longer = frame;
  longer.push_back(0);
  EXPECT_FALSE(decompress(longer, 1000).has_value());
  EXPECT_FALSE(decompress(to_bytes("no frame at all"), 1000).has_value());
}

}  // namespace
}  // namespace muniment
