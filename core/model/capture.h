// SPDX-License-Identifier: GPL-3.0-or-later
// What an archive knows about how its streams were captured: how far, without what, and where to go on. Values, and their
// form as records (fields from key 32; docs/archive-format.md, "Events").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "core/model/record.h"
#include "core/model/sequence_spans.h"

namespace muniment {

// A session's numbers begin anew when its recorder forgets where it was: a run is what one numbering covers, from 0.
struct RunOfSession {
  std::string session;
  uint64_t run = 0;
  friend auto operator<=>(const RunOfSession&, const RunOfSession&) = default;
};

struct SpanOfRun {
  RunOfSession of;
  SequenceSpan span;
};

// The recorder said that it starts, or that it stops in order.
struct RecorderMark {
  RunOfSession of;
  uint64_t sequence = 0;
  int64_t at_ms = 0;
  bool is_stop = false;
  int64_t before_ms = 0;  // the time of the number before, where that was there already; else 0
};

// How far a followed file was read: everything before `offset` is dealt with. `tail` is the SHA-256 of the last tail_size
// bytes before it, by which the file is known again.
struct FollowCursor {
  std::string path;
  uint64_t device = 0, inode = 0;
  uint64_t offset = 0, lines = 0;
  uint64_t tail_size = 0;
  Sha256 tail;
};

// Committed together with the records that it speaks of.
struct CaptureProgress {
  uint64_t batch = 0;
  IngestCounts counts;               // of the batch so far
  std::vector<SpanOfRun> spans;      // seen since the progress before
  std::vector<RecorderMark> marks;
  std::vector<FollowCursor> cursors; // of files that were read since
};

// Something of a session is missing, or is there after all.
struct CaptureGap {
  enum class Reason : uint64_t { sequence = 0, restart = 1 };
  RunOfSession of;
  Reason reason = Reason::sequence;  // restart: the recorder ended without saying so, and nobody counted what came then
  uint64_t after = 0, before = 0;    // the numbers on both sides; between them is what is missing
  int64_t after_ms = 0, before_ms = 0;  // their times, by the recorder's clock
  bool filled = false;               // all that was missing came later
  [[nodiscard]] uint64_t missing() const { return before > after ? before - after - 1 : 0; }
};

Record to_record(const CaptureProgress&, int64_t at_ms);
Record to_record(const CaptureGap&, int64_t at_ms);
Result<CaptureProgress> capture_progress_from(const Record&);
Result<CaptureGap> capture_gap_from(const Record&);

}  // namespace muniment
