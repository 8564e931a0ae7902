// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/capture_fold.h"

#include <gtest/gtest.h>

namespace muniment::index {
namespace {

Record read_so_far(const std::string& path, uint64_t inode, uint64_t offset) {
  CaptureProgress progress;
  progress.cursors = {{.path = path, .device = 1, .inode = inode, .offset = offset, .lines = 1, .tail_size = 0, .tail = {}}};
  return to_record(progress, 1);
}

// A file that was rotated away has the same path as its successors. If its place is forgotten, it is read again, to find that
// all of it is held; so many are remembered that nobody keeps as many, and not so many that they are ever a burden.
TEST(CaptureFold, KeepsTheNewestThousandPlacesOfAPath) {
  CaptureFold fold;
  ASSERT_TRUE(fold.apply(read_so_far("other.ndjson", 1, 7)).has_value());
  for (uint64_t inode = 1; inode <= 1'001; ++inode) ASSERT_TRUE(fold.apply(read_so_far("stream.ndjson", inode, inode)).has_value());
  ASSERT_EQ(fold.cursors().size(), 1'001U);
  EXPECT_EQ(fold.cursors()[0].path, "other.ndjson");
  EXPECT_EQ(fold.cursors()[1].inode, 2U);
  EXPECT_EQ(fold.cursors().back().inode, 1'001U);
}

TEST(CaptureFold, OfAFileTheNewestPlaceCounts) {
  CaptureFold fold;
  for (const uint64_t offset : {10U, 20U}) ASSERT_TRUE(fold.apply(read_so_far("stream.ndjson", 5, offset)).has_value());
  ASSERT_EQ(fold.cursors().size(), 1U);
  EXPECT_EQ(fold.cursors()[0].offset, 20U);
}

}  // namespace
}  // namespace muniment::index
