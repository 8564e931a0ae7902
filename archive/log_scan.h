// SPDX-License-Identifier: GPL-3.0-or-later
// R1 of docs/archive-format.md: all segments of all classes are walked, their COMMITs merged by number, and what is left
// over is told apart: a torn tail, which a crash explains, or damage inside what was acknowledged, which nothing explains.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "archive/layout.h"
#include "archive/log.h"
#include "archive/poison.h"
#include "archive/segment_walk.h"

namespace muniment::archive {

struct ScanDepth {
  uint64_t trusted_log_size = 0;     // up to here a signed checkpoint vouches for the bytes
  uint64_t hash_above = ~uint64_t{0};  // verify's scan of what is recent: groups above this size too, vouched for or not
  bool sealed_by_table = false;        // a reader's scan: of sealed segments only the COMMITs are read
  bool hash_last_segments = false;   // the writer's scan: the last segment of each class in full
  bool hash_everything = false;      // verify's scan
  bool sync_past_trusted = false;    // a reader makes commits durable before it believes them
  std::function<Result<void>(const Group&)> on_take;  // told of every group that is taken into the log
  std::optional<Poison> poison;
};

// Bytes behind the last group of the last segment of a class.
struct Tail {
  ClassId cls;
  SegmentNo segment;
  uint64_t offset = 0;
  uint64_t size = 0;  // 0 for a segment that POISON closes and that has nothing behind that place
  std::string why;
};

class LogScan {
 public:
  struct Segment {
    SegmentNo number;
    ClassId cls;
    std::unique_ptr<SegmentWalker> walker;
    std::deque<Group> waiting;   // walked, and not yet taken into the log
    bool torn = false;           // its last group is a torn tail
    bool is_to_be_synced = false;
    bool burnt = false;          // invalid header page and nothing behind it: skipped for ever
  };

  LogScan(io::FileSystem& fs, Layout layout, const ArchiveId& archive, SecretBytes commit_key);

  // Takes into `log` every commit that is there now. Errors: io, unsupported. Damage is no error: see damage().
  Result<void> advance(Log& log, const ScanDepth& depth);

  [[nodiscard]] std::vector<Error> damage() const;     // inside acknowledged data; empty when all is well
  [[nodiscard]] bool has_gap() const { return gap_.has_value(); }
  [[nodiscard]] std::vector<Tail> tails() const;
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }  // by class, then number
  [[nodiscard]] const Segment* last_of(ClassId cls) const;                          // that is not burnt
  [[nodiscard]] SegmentNo highest_number() const;
  [[nodiscard]] std::shared_ptr<const io::File> file_of(SegmentNo number) const;    // nothing if there is no such segment
  [[nodiscard]] io::Path path_of(SegmentNo number) const;
  // The next group that could not be taken into the log, since a commit before it is lost; nothing when there is none left.
  Result<std::optional<Group>> next_left_over();
  // A segment that the writer made: it walks no more, but is read from.
  Result<void> adopt(ClassId cls, SegmentNo number);

 private:
  Result<void> find_segments();
  Result<void> find_in_class(ClassId cls);
  Result<void> open_segment(ClassId cls, SegmentNo number);
  void set_limits(const ScanDepth& depth);
  Result<void> fill(const ScanDepth& depth, Segment& segment);
  Result<Segment*> segment_with(uint64_t number);
  Result<bool> take_next(Log& log, const ScanDepth& depth);
  bool set_aside_torn(Segment& segment, const ScanDepth& depth);
  Result<void> sync_what_was_taken();
  Result<void> set_aside_overtaken(const Log& log, const ScanDepth& depth);
  void report(const Segment& segment, uint64_t offset, std::string what);
  void look_for_gap(const Log& log);
  bool is_last(const Segment& segment) const;

  io::FileSystem& fs_;
  Layout layout_;
  ArchiveId archive_;
  SecretBytes commit_key_;
  std::vector<Segment> segments_;
  std::vector<Error> damage_;
  std::optional<Error> gap_;
  std::vector<Error> seal_damage_;
  std::optional<Poison> poison_;
};

}  // namespace muniment::archive
