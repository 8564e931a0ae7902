// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: what came by each session, and what of it is missing. A recorder numbers the events of a session
// without a hole; a number that does not come is evidence that something was lost.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/model/capture.h"
#include "index/capture_fold.h"
#include "ingest/source_record.h"

namespace muniment::pipeline {

// Not thread-safe.
class SessionTracker {
 public:
  // A number may come this late, in numbers or in time, before its absence is a gap.
  static constexpr uint64_t kLateNumbers = 1'000;
  static constexpr int64_t kLateMs = 30'000;

  explicit SessionTracker(const index::CaptureFold& known);

  enum class Seen { first_time, again, unknown };
  // A record (or exception) that was delivered. Those without a session or number are passed over. `facts` are looked at
  // for the recorder's own marks.
  void observe(const ingest::Delivered& delivered, Seen seen, const std::vector<Fact>& facts);

  [[nodiscard]] bool has_news() const { return !news_.empty(); }
  // Moves into `progress` what was seen since the last call.
  void take_news(CaptureProgress& progress);
  // Gaps that are certain by now and gaps that were filled, each once. `at_end`: nothing that is late will come.
  std::vector<CaptureGap> settle(int64_t now_ms, bool at_end);

 private:
  struct Run {
    SequenceSpans seen;
    int64_t begun_ms = 0;
    std::vector<RecorderMark> starts;      // whose run before is not known to have ended in order
    std::vector<uint64_t> stops;
    std::vector<CaptureGap> open;          // gaps that were reported and are not filled
    std::map<uint64_t, int64_t> noticed;   // a hole, by the number behind it: when it was noticed
    bool is_touched = false;
  };
  struct Session {
    std::vector<Run> runs;
  };

  uint64_t run_of(Session& session, const ingest::Delivered& delivered, Seen seen, bool starts);
  void settle_holes(const RunOfSession& of, Run& run, int64_t now_ms, bool at_end, std::vector<CaptureGap>& out);
  void settle_starts(const RunOfSession& of, Session& session, bool at_end, std::vector<CaptureGap>& out);
  static void settle_filled(Run& run, std::vector<CaptureGap>& out);

  std::unordered_map<std::string, Session> sessions_;
  std::map<RunOfSession, SequenceSpans> news_;
  std::vector<RecorderMark> new_marks_;
  const std::string* last_name_ = nullptr;   // most records come in runs of one session
  Session* last_ = nullptr;
};

}  // namespace muniment::pipeline
