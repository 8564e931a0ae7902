// SPDX-License-Identifier: GPL-3.0-or-later
// The log as the COMMITs tell it: one row per frame, and what the next commit continues from. Filled by the scan when
// an archive is opened, and by the writer after each commit.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "archive/archive.h"
#include "archive/merkle.h"
#include "archive/segment_walk.h"

namespace muniment::archive {

// What the log says about one segment.
struct SegmentSpan {
  uint64_t first_commit = 0, last_commit = 0;
  uint64_t log_begin = 0;        // entries before its first commit
  uint64_t log_after_first = 0;  // entries after its first commit
  uint64_t log_after_last = 0;   // entries after its last commit
  MessageNumber next_message;    // behind its last group
};

class Log {
 public:
  // Why this group cannot be the next one; nothing if it follows.
  [[nodiscard]] std::optional<std::string> refuses(const Group& group) const;
  void take(const Group& group);  // one that follows

  [[nodiscard]] const std::vector<LogEntry>& entries() const { return entries_; }
  [[nodiscard]] uint32_t payload_len(uint64_t entry) const { return payload_len_[entry]; }
  // The root over the records of an entry, as its COMMIT gave it.
  [[nodiscard]] const Sha256& inner_root(uint64_t entry) const { return inner_roots_[entry]; }
  [[nodiscard]] const LogEnd& end() const { return end_; }
  [[nodiscard]] const Sha256& last_commit() const { return last_commit_; }
  // The hash of the commit with that number, if it is one of the last few thousand.
  [[nodiscard]] std::optional<Sha256> commit_hash(uint64_t number) const;
  [[nodiscard]] int64_t last_time_ms() const { return last_time_ms_; }
  [[nodiscard]] const MerkleFrontier& frontier() const { return frontier_; }
  // The first index of the unit that no frame of the log used. Only where every header was read: a key is never used twice.
  [[nodiscard]] uint32_t next_unit_index(const UnitTag& unit) const;
  [[nodiscard]] std::optional<uint64_t> last_key_entry() const { return last_key_entry_; }
  // Nothing for a segment without a commit.
  [[nodiscard]] std::optional<SegmentSpan> span_of(SegmentNo segment) const;
  // The entry that holds the message.
  [[nodiscard]] Result<LogEntry> find(MessageNumber message) const;

  // The root at this size, for sizes announced before the log grew past them, and those of the last commits.
  void watch(uint64_t size) { watched_.insert(size); }
  [[nodiscard]] std::optional<Sha256> root_at(uint64_t size) const;

 private:
  void note_root();
  void note_span(const Group& group);

  std::vector<LogEntry> entries_;
  std::vector<uint32_t> payload_len_;
  std::vector<Sha256> inner_roots_;
  LogEnd end_{0, 0, MessageNumber{}, MerkleFrontier{}.root()};
  MerkleFrontier frontier_;
  Sha256 last_commit_;
  int64_t last_time_ms_ = 0;
  std::unordered_map<UnitTag, uint32_t> next_index_;
  bool has_key_indices_ = true;  // no group was taken by the table of a SEAL
  std::unordered_map<uint64_t, SegmentSpan> spans_;  // by segment number
  std::optional<uint64_t> last_key_entry_;
  std::unordered_set<uint64_t> watched_;
  std::unordered_map<uint64_t, Sha256> watched_roots_;
  std::deque<std::pair<uint64_t, Sha256>> recent_roots_;
  std::deque<Sha256> recent_commits_;  // the last of them is that of end_.commit_no
};

}  // namespace muniment::archive
