// SPDX-License-Identifier: GPL-3.0-or-later
// The tiles of a log, read back as a client of C2SP tlog-tiles would, and compared with the tree that they are of.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "archive/merkle.h"
#include "archive/tiles.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

Bytes entry_number(uint64_t n) {
  Bytes entry(96, 7);
  put_le<uint64_t>(entry, 0, n);
  return entry;
}

// The hashes at level 0 of all tiles for a log of this size, as a client finds them.
std::vector<Sha256> leaves_from(const io::Path& directory, uint64_t size) {
  std::vector<Sha256> leaves;
  for (uint64_t tile = 0; tile * kTileWidth < size; ++tile) {
    const uint64_t width = std::min(kTileWidth, size - tile * kTileWidth);
    io::Path file = directory / "tile/0" / tile_number_path(tile);
    if (width < kTileWidth) file = file.string() + ".p/" + std::to_string(width);
    const Bytes bytes = content_of(file);
    EXPECT_EQ(bytes.size(), width * 32) << file;
    for (size_t i = 0; i + 32 <= bytes.size(); i += 32) leaves.push_back(Sha256::from(ByteView(bytes).subspan(i, 32)));
  }
  return leaves;
}

TEST(Tiles, NumbersAreWrittenInThreesWithAnXBeforeAllButTheLast) {
  EXPECT_EQ(tile_number_path(0), "000");
  EXPECT_EQ(tile_number_path(67), "067");
  EXPECT_EQ(tile_number_path(1234067), "x001/x234/067");
  EXPECT_EQ(tile_number_path(1000), "x001/000");
}

TEST(Tiles, AClientComputesTheRootOfTheLogFromThem) {
  test::TempDir dir;
  MerkleFrontier frontier;
  uint64_t written = 0;
  for (const uint64_t size : {1ULL, 255ULL, 256ULL, 257ULL, 700ULL, 70'000ULL}) {
    TileWriter tiles(io::posix(), dir / "log");
    for (uint64_t n = 0; n < size; ++n) ASSERT_TRUE(tiles.add(entry_number(n)));
    for (; written < size; ++written) frontier.append(merkle_leaf(entry_number(written)));
    ASSERT_TRUE(tiles.finish("note\n"));
    EXPECT_EQ(merkle_root(leaves_from(dir / "log", size)), frontier.root()) << size;
  }
}

TEST(Tiles, ATileOfALevelHoldsTheRootsOfTheTilesBelow) {
  test::TempDir dir;
  TileWriter tiles(io::posix(), dir / "log");
  for (uint64_t n = 0; n < 600; ++n) ASSERT_TRUE(tiles.add(entry_number(n)));
  ASSERT_TRUE(tiles.finish("note\n"));
  auto leaves = leaves_from(dir / "log", 600);
  const Bytes level1 = content_of(dir / "log/tile/1/000.p/2");
  ASSERT_EQ(level1.size(), 64U);
  EXPECT_EQ(Sha256::from(ByteView(level1).first(32)), merkle_root({leaves.begin(), leaves.begin() + 256}));
  EXPECT_EQ(Sha256::from(ByteView(level1).last(32)), merkle_root({leaves.begin() + 256, leaves.begin() + 512}));
}

TEST(Tiles, BundlesHoldTheEntriesBehindTheirLengths) {
  test::TempDir dir;
  TileWriter tiles(io::posix(), dir / "log");
  for (uint64_t n = 0; n < 257; ++n) ASSERT_TRUE(tiles.add(entry_number(n)));
  ASSERT_TRUE(tiles.finish("note\n"));
  const Bytes full = content_of(dir / "log/tile/entries/000");
  ASSERT_EQ(full.size(), 256U * 98);
  EXPECT_EQ(full[0], 0);
  EXPECT_EQ(full[1], 96);
  EXPECT_TRUE(equal(ByteView(full).subspan(98 * 255 + 2, 96), entry_number(255)));
  EXPECT_TRUE(equal(ByteView(content_of(dir / "log/tile/entries/001.p/1")).subspan(2), entry_number(256)));
}

TEST(Tiles, PublishingAgainWritesOnlyWhatIsNewAndMendsWhatIsWrong) {
  test::TempDir dir;
  const auto publish = [&](uint64_t size) {
    TileWriter tiles(io::posix(), dir / "log");
    for (uint64_t n = 0; n < size; ++n) EXPECT_TRUE(tiles.add(entry_number(n)));
    EXPECT_TRUE(tiles.finish("note\n"));
    return tiles.files_written();
  };
  EXPECT_EQ(publish(300), 5U);  // two bundles, two tiles of level 0, one of level 1
  EXPECT_EQ(publish(300), 0U);
  EXPECT_EQ(publish(301), 2U);
  flip_byte(dir / "log/tile/0/000", 5);
  EXPECT_EQ(publish(301), 1U);
  publish(512);
  EXPECT_FALSE(std::filesystem::exists(dir / "log/tile/0/001.p/44"));
}

}  // namespace
}  // namespace muniment::archive
