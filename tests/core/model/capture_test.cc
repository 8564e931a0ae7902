// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/capture.h"

#include <gtest/gtest.h>

#include "core/model/codec.h"

namespace muniment {
namespace {

TEST(Capture, ProgressComesBackFromTheLog) {
  CaptureProgress progress;
  progress.batch = 7;
  progress.counts = {10, 6, 2, 1, 1};
  progress.spans = {{{"sales-1", 0}, {1, 5, 1'000, -2'000}}, {{"sales-2", 3}, {9, 9, 4, 4}}};
  progress.marks = {{{"sales-2", 3}, 9, 4, false, 3}, {{"sales-1", 0}, 5, -2'000, true, 0}};
  progress.cursors = {{"in/a.ndjson", 1, 2, 300, 4, 5, {}}};
  progress.cursors.front().tail.bytes.fill(0xab);
  const auto record = decode_record(encode(to_record(progress, 99)));
  ASSERT_TRUE(record);
  const auto back = capture_progress_from(*record);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->batch, 7);
  EXPECT_EQ(back->counts, progress.counts);
  ASSERT_EQ(back->spans.size(), 2);
  EXPECT_EQ(back->spans[0].of, progress.spans[0].of);
  EXPECT_EQ(back->spans[0].span, progress.spans[0].span);
  EXPECT_EQ(back->spans[1].span, progress.spans[1].span);
  ASSERT_EQ(back->marks.size(), 2);
  EXPECT_EQ(back->marks[0].of, progress.marks[0].of);
  EXPECT_FALSE(back->marks[0].is_stop);
  EXPECT_EQ(back->marks[0].before_ms, 3);
  EXPECT_TRUE(back->marks[1].is_stop);
  EXPECT_EQ(back->marks[1].at_ms, -2'000);
  ASSERT_EQ(back->cursors.size(), 1);
  const FollowCursor& cursor = back->cursors.front();
  EXPECT_EQ(cursor.path, "in/a.ndjson");
  EXPECT_EQ((std::vector<uint64_t>{cursor.device, cursor.inode, cursor.offset, cursor.lines, cursor.tail_size}), (std::vector<uint64_t>{1, 2, 300, 4, 5}));
  EXPECT_EQ(cursor.tail, progress.cursors.front().tail);
}

TEST(Capture, AGapComesBackFromTheLog) {
  for (const bool filled : {false, true}) {
    const CaptureGap gap{{"sales-1", 2}, CaptureGap::Reason::sequence, 4, 10, 1'000, 2'000, filled};
    const auto record = decode_record(encode(to_record(gap, 99)));
    ASSERT_TRUE(record);
    EXPECT_EQ(record->kind, RecordKind::gap);
    const auto back = capture_gap_from(*record);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->of, gap.of);
    EXPECT_EQ(back->reason, gap.reason);
    EXPECT_EQ(back->missing(), 5);
    EXPECT_EQ((std::pair{back->after_ms, back->before_ms}), (std::pair<int64_t, int64_t>{1'000, 2'000}));
    EXPECT_EQ(back->filled, filled);
  }
}

TEST(Capture, AnotherRecordIsRefused) {
  EXPECT_FALSE(capture_gap_from(to_record(CaptureProgress{}, 1)));
  EXPECT_FALSE(capture_progress_from(to_record(CaptureGap{}, 1)));
}

}  // namespace
}  // namespace muniment
