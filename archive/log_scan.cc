// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/log_scan.h"

#include <algorithm>
#include <tuple>

namespace muniment::archive {
namespace {

constexpr uint64_t kTrustNothing = 0;

Error damage_at(const SegmentWalker& walker, SegmentNo number, uint64_t offset, std::string what) {
  return make_error(ErrorCode::corrupt, "segment " + twelve_digits(number) + " is damaged inside what was acknowledged")
      .because(std::move(what))
      .advise("do not write to this archive; run verify, and restore the file from a copy")
      .at(walker.path().string(), offset);
}

}  // namespace

LogScan::LogScan(io::FileSystem& fs, Layout layout, const ArchiveId& archive, SecretBytes commit_key)
    : fs_(fs), layout_(std::move(layout)), archive_(archive), commit_key_(std::move(commit_key)) {}

Result<void> LogScan::advance(Log& log, const ScanDepth& depth) {
  gap_.reset();
  poison_ = depth.poison;
  MUNIMENT_TRY_VOID(find_segments());
  set_limits(depth);
  for (Segment& segment : segments_) segment.torn = false;
  for (bool more = true; more;) {
    for (Segment& segment : segments_) {
      if (segment.waiting.empty()) MUNIMENT_TRY_VOID(fill(depth, segment));
    }
    MUNIMENT_TRY(more, take_next(log, depth));
  }
  MUNIMENT_TRY_VOID(sync_what_was_taken());
  MUNIMENT_TRY_VOID(set_aside_overtaken(log, depth));
  look_for_gap(log);
  return {};
}

// Nobody has been shown anything yet: one sync is as good as one for each commit.
Result<void> LogScan::sync_what_was_taken() {
  for (Segment& segment : segments_) {
    if (segment.is_to_be_synced) MUNIMENT_TRY_VOID(segment.walker->sync());
    segment.is_to_be_synced = false;
  }
  return {};
}

Result<void> LogScan::find_segments() {
  MUNIMENT_TRY(const auto classes, fs_.list(layout_.segments()));
  for (const io::DirectoryEntry& entry : classes) {
    if (const auto cls = class_of_name(entry.name)) MUNIMENT_TRY_VOID(find_in_class(*cls));
  }
  std::sort(segments_.begin(), segments_.end(),
            [](const Segment& a, const Segment& b) { return std::tie(a.cls, a.number) < std::tie(b.cls, b.number); });
  return {};
}

Result<void> LogScan::find_in_class(ClassId cls) {
  MUNIMENT_TRY(const auto files, fs_.list(layout_.class_directory(cls)));
  for (const io::DirectoryEntry& file : files) {
    const auto number = segment_of_name(file.name);
    if (!number) continue;
    const auto known = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& s) { return s.number == *number && s.cls == cls; });
    if (known != segments_.end() && !known->burnt) continue;
    if (known != segments_.end()) segments_.erase(known);  // perhaps it was being made when we looked before
    MUNIMENT_TRY_VOID(open_segment(cls, *number));
  }
  return {};
}

Result<void> LogScan::open_segment(ClassId cls, SegmentNo number) {
  Segment segment;
  segment.cls = cls;
  segment.number = number;
  MUNIMENT_TRY(segment.walker, SegmentWalker::open(fs_, layout_.segment(cls, number), archive_, cls, number, commit_key_.clone()));
  if (!segment.walker->header()) {
    segment.burnt = segment.walker->file_size() <= kPage;
    if (!segment.burnt) damage_.push_back(damage_at(*segment.walker, number, 0, segment.walker->header_trouble()));
  }
  segments_.push_back(std::move(segment));
  return {};
}

Result<void> LogScan::adopt(ClassId cls, SegmentNo number) {
  MUNIMENT_TRY_VOID(open_segment(cls, number));
  std::sort(segments_.begin(), segments_.end(),
            [](const Segment& a, const Segment& b) { return std::tie(a.cls, a.number) < std::tie(b.cls, b.number); });
  return {};
}

// A segment ends where its successor says that it was abandoned, or where POISON says.
void LogScan::set_limits(const ScanDepth& depth) {
  Segment* previous = nullptr;
  for (Segment& segment : segments_) {
    if (depth.poison && depth.poison->segment == segment.number) segment.walker->limit(depth.poison->offset);
    if (segment.burnt || !segment.walker->header()) continue;
    const uint64_t abandoned = segment.walker->header()->abandoned_prev_offset;
    if (previous != nullptr && previous->cls == segment.cls && abandoned != kNotAbandoned) previous->walker->limit(abandoned);
    previous = &segment;
  }
}

Result<void> LogScan::fill(const ScanDepth& depth, Segment& segment) {
  if (segment.burnt || segment.torn) return {};
  if (depth.sealed_by_table) MUNIMENT_TRY_VOID(segment.walker->walk_by_table());
  const bool in_full = depth.hash_everything || (depth.hash_last_segments && is_last(segment));
  MUNIMENT_TRY(auto group, segment.walker->next(in_full ? kTrustNothing : std::min(depth.trusted_log_size, depth.hash_above)));
  if (group) segment.waiting.push_back(std::move(*group));
  return {};
}

// The segment in which the commit of this number waits. Two have it where a torn group's COMMIT came through whole and a
// recovery gave its own commit the same number: then every byte of both is looked at, and the one that is whole is it.
Result<LogScan::Segment*> LogScan::segment_with(uint64_t number) {
  std::vector<Segment*> found;
  for (Segment& segment : segments_) {
    if (!segment.waiting.empty() && segment.waiting.front().body.number == number) found.push_back(&segment);
  }
  if (found.size() < 2) return found.empty() ? nullptr : found.front();
  for (Segment* const segment : found) {
    segment->walker->seek(segment->waiting.front().before);
    segment->waiting.clear();
    MUNIMENT_TRY(auto group, segment->walker->next(kTrustNothing));
    if (group) segment->waiting.push_back(std::move(*group));
  }
  const auto whole = std::find_if(found.begin(), found.end(), [](const Segment* s) { return !s->waiting.empty() && !s->waiting.front().damage; });
  return whole == found.end() ? found.front() : *whole;
}

// True if a commit was taken and another may follow.
Result<bool> LogScan::take_next(Log& log, const ScanDepth& depth) {
  MUNIMENT_TRY(Segment* const next, segment_with(log.end().commit_no + 1));
  if (next == nullptr) return false;
  if (next->waiting.front().damage) {
    MUNIMENT_TRY_VOID(fill(depth, *next));  // is there anything behind it?
    if (set_aside_torn(*next, depth)) return false;
  }
  const Group group = std::move(next->waiting.front());
  next->waiting.pop_front();
  if (const auto reason = log.refuses(group)) {
    report(*next, group.commit_offset, "commit " + std::to_string(group.body.number) + ": " + *reason);
    return false;
  }
  if (group.damage) report(*next, group.damage->offset, group.damage->what);
  next->is_to_be_synced |= depth.sync_past_trusted && group.body.log_size > depth.trusted_log_size;
  log.take(group);
  if (depth.on_take) MUNIMENT_TRY_VOID(depth.on_take(group));
  return true;
}

// The last COMMIT of all, in a group that is not as written, past what was published: the write was torn.
bool LogScan::set_aside_torn(Segment& segment, const ScanDepth& depth) {
  const Group& group = segment.waiting.front();
  if (group.body.log_size <= depth.trusted_log_size || segment.waiting.size() > 1 || !is_last(segment)) return false;
  if (segment.walker->seal()) return false;
  for (const Segment& other : segments_) {
    if (&other != &segment && !other.waiting.empty()) return false;
  }
  segment.walker->seek(group.before);
  segment.waiting.clear();
  segment.torn = true;
  return true;
}

// A torn group whose COMMIT is whole, and whose number a recovery has given to its own commit before it was stopped itself:
// the log has another commit of that number, so this one was never acknowledged. A copy of a commit of the log is not that.
Result<void> LogScan::set_aside_overtaken(const Log& log, const ScanDepth& depth) {
  for (Segment& segment : segments_) {
    if (segment.waiting.empty() || !is_last(segment) || segment.walker->seal()) continue;
    MUNIMENT_TRY_VOID(fill(depth, segment));  // is there anything behind it?
    const Group& group = segment.waiting.front();
    const auto taken = log.commit_hash(group.body.number);
    if (segment.waiting.size() > 1 || !group.damage || !taken || *taken == group.commit_hash) continue;
    segment.walker->seek(group.before);
    segment.waiting.clear();
    segment.torn = true;
  }
  return {};
}

void LogScan::report(const Segment& segment, uint64_t offset, std::string what) {
  damage_.push_back(damage_at(*segment.walker, segment.number, offset, std::move(what)));
}

// Commits that are there without the one before them, and bytes that no COMMIT closes in a segment that has a successor or
// a SEAL.
void LogScan::look_for_gap(const Log& log) {
  seal_damage_.clear();
  for (const Segment& segment : segments_) {
    if (segment.burnt) continue;
    const SegmentWalker& walker = *segment.walker;
    if (const auto& trouble = walker.seal_trouble()) seal_damage_.push_back(damage_at(walker, segment.number, trouble->offset, trouble->what));
    const bool is_closed = !is_last(segment) || walker.seal();
    const uint64_t end = walker.seal() ? walker.seal()->end : walker.size();
    if (!segment.waiting.empty()) {
      const uint64_t found = segment.waiting.front().body.number;
      gap_ = damage_at(walker, segment.number, segment.waiting.front().start,
                       "commit " + std::to_string(found) + " is there, but commit " +
                           std::to_string(log.end().commit_no + 1) + " is missing");
    } else if (walker.is_short() || (is_closed && walker.position().offset != end)) {
      gap_ = damage_at(walker, segment.number, walker.position().offset,
                       walker.stop() ? walker.stop()->what : "the segment is shorter than it was");
    }
  }
}

Result<std::optional<Group>> LogScan::next_left_over() {
  ScanDepth in_full;
  in_full.hash_everything = true;
  for (Segment& segment : segments_) {
    if (segment.burnt || segment.torn) continue;
    if (segment.waiting.empty()) MUNIMENT_TRY_VOID(fill(in_full, segment));
    if (segment.waiting.empty()) continue;
    std::optional<Group> group(std::move(segment.waiting.front()));
    segment.waiting.pop_front();
    return group;
  }
  return std::optional<Group>{};
}

bool LogScan::is_last(const Segment& segment) const { return last_of(segment.cls) == &segment; }

const LogScan::Segment* LogScan::last_of(ClassId cls) const {
  const Segment* last = nullptr;
  for (const Segment& segment : segments_) {
    if (segment.cls == cls && !segment.burnt) last = &segment;
  }
  return last;
}

std::vector<Error> LogScan::damage() const {
  std::vector<Error> all = damage_;
  if (gap_) all.push_back(*gap_);
  all.insert(all.end(), seal_damage_.begin(), seal_damage_.end());
  return all;
}

std::vector<Tail> LogScan::tails() const {
  std::vector<Tail> tails;
  for (const Segment& segment : segments_) {
    if (segment.burnt || !is_last(segment) || segment.walker->seal()) continue;
    const SegmentWalker& walker = *segment.walker;
    const bool poisoned = poison_ && poison_->segment == segment.number;
    const uint64_t end = walker.position().offset;
    if (!poisoned && walker.file_size() <= end) continue;
    std::string why = walker.stop() ? walker.stop()->what : "the last group was not written completely";
    if (poisoned) why = "the system could not make it durable";
    tails.push_back(Tail{segment.cls, segment.number, end, walker.file_size() - std::min(end, walker.file_size()), std::move(why)});
  }
  return tails;
}

SegmentNo LogScan::highest_number() const {
  SegmentNo highest;
  for (const Segment& segment : segments_) highest = std::max(highest, segment.number);
  return highest;
}

std::shared_ptr<const io::File> LogScan::file_of(SegmentNo number) const {
  for (const Segment& segment : segments_) {
    if (segment.number == number) return segment.walker->file();
  }
  return nullptr;
}

io::Path LogScan::path_of(SegmentNo number) const {
  for (const Segment& segment : segments_) {
    if (segment.number == number) return segment.walker->path();
  }
  return {};
}

}  // namespace muniment::archive
