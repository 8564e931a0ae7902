// SPDX-License-Identifier: GPL-3.0-or-later
// What the log says about sessions: how far each was captured, what is missing, what state it is in by evidence, and
// where followed files go on. A part of the catalogue, small enough to be kept in memory: no row per message.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/capture.h"
#include "core/model/record.h"

namespace muniment::index {

class MemoryDatabase;

struct SessionState {
  FactType event = FactType::session_created;  // the newest thing that it said about itself
  std::string text;
  int64_t at_ms = 0;
};

struct Session {
  std::string name;
  std::optional<SessionState> state;
  std::optional<int64_t> first_ms, last_ms;  // of what came by it, by the recorder's clock, else by ours
  std::optional<int64_t> last_message_ms, last_word_ms;  // the newest message, and the newest event about itself
  std::string account, device;               // whose it is and what it was paired with, as its events say
  uint64_t records = 0, messages = 0;        // that were first captured by it
};

// By days of UTC, counted from 1970.
struct SessionDay {
  int64_t day = 0;
  uint64_t records = 0, messages = 0;
};

struct Gap {
  CaptureGap gap;
  int64_t found_ms = 0;
  std::optional<int64_t> filled_ms;
};

// Of a batch that has no end: how far it had got, and when.
struct OpenBatch {
  IngestCounts counts;
  int64_t at_ms = 0;
};

// Not thread-safe.
class CaptureFold {
 public:
  // A record that has its number came by a session; events are the capture's own. Others are passed over.
  Result<void> apply(const Record& record);

  [[nodiscard]] const std::map<std::string, Session>& sessions() const { return sessions_; }
  [[nodiscard]] std::vector<SessionDay> days(const std::string& session) const;  // ascending
  [[nodiscard]] const std::map<RunOfSession, SequenceSpans>& spans() const { return spans_; }
  [[nodiscard]] const std::vector<RecorderMark>& marks() const { return marks_; }
  [[nodiscard]] const std::vector<Gap>& gaps() const { return gaps_; }  // in the order in which they were found
  [[nodiscard]] const std::vector<FollowCursor>& cursors() const { return cursors_; }  // of each path the newest last
  [[nodiscard]] const std::map<uint64_t, OpenBatch>& open_batches() const { return open_batches_; }

  Result<void> load(MemoryDatabase& database);
  Result<void> save(MemoryDatabase& database) const;  // within the caller's transaction

 private:
  void add_activity(const Record& record);
  void add_progress(const CaptureProgress& progress, int64_t at_ms);
  static void add_word(Session& session, const Record& record, int64_t at_ms);
  void add_gap(const CaptureGap& gap, int64_t at_ms);
  void add_cursor(const FollowCursor& cursor);

  std::map<std::string, Session> sessions_;
  std::map<std::pair<std::string, int64_t>, SessionDay> days_;
  std::map<RunOfSession, SequenceSpans> spans_;
  std::vector<RecorderMark> marks_;
  std::vector<Gap> gaps_;
  std::vector<FollowCursor> cursors_;
  std::map<uint64_t, OpenBatch> open_batches_;
};

}  // namespace muniment::index
