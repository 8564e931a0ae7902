// SPDX-License-Identifier: GPL-3.0-or-later
// Closing segments for good: SEAL, its record in the log, and the attributes of the files (docs/durability.md, "A seal").
#include "archive/seal_records.h"
#include "archive/writer_impl.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

// Where the file would end if one more frame were added at `at` and the segment sealed behind it.
uint64_t end_with_frame(const WalkPosition& at, uint64_t frame_bytes, size_t entries) {
  const uint64_t commit_end = round_up_to_page(at.offset + frame_bytes + kFrameHeader + commit_payload_size(entries + 1));
  return end_of_seal(commit_end, seal_payload_size(uint64_t{at.frame} + 1));
}

}  // namespace

// An empty segment takes whatever comes; so does one that holds nothing yet but records of seals.
bool WriterImpl::group_takes(uint64_t frame_bytes) const {
  if (group_.entries.size() >= kMaxGroupFrames) return false;
  if (group_.segment->is_empty() && group_.seal_records == group_.entries.size()) return true;
  return end_with_frame(group_.position, frame_bytes, group_.entries.size()) <= options_.seal.size;
}

bool WriterImpl::is_old(const SegmentWriter& segment) const {
  return clock_.now_ms() - segment.created_ms() >= options_.seal.after_ms;
}

Result<void> WriterImpl::seal_when_due(ClassId cls, uint64_t frame_bytes) {
  const auto open = segments_.find(cls);
  if (open == segments_.end() || open->second->is_empty()) return {};
  const SegmentWriter& segment = *open->second;
  if (!is_old(segment) && end_with_frame(segment.position(), frame_bytes, 0) <= options_.seal.size) return {};
  return seal_segment(cls);
}

// When the writer closes. The segment of events waits for its next frame: else the record of a seal, which is an event,
// would be a reason to seal again, day after day.
Result<void> WriterImpl::seal_old_segments() {
  std::vector<ClassId> due;
  for (const auto& [cls, segment] : segments_) {
    if (cls != kEventClass && !segment->is_empty() && is_old(*segment)) due.push_back(cls);
  }
  for (const ClassId cls : due) MUNIMENT_TRY_VOID(seal_segment(cls));
  return unrecorded_.empty() ? Result<void>{} : record_seals();
}

SealBody WriterImpl::seal_body(SegmentNo number) const {
  const auto span = reader_->log().span_of(number);
  MUNIMENT_CHECK(span.has_value(), "a segment that is sealed has a group");
  SealBody body;
  body.next_message = span->next_message;
  body.first_commit = span->first_commit;
  body.last_commit = span->last_commit;
  for (uint64_t i = span->log_begin; i < span->log_after_last; ++i) {
    const LogEntry& entry = reader_->log().entries()[i];
    if (entry.segment == number) body.places.push_back(FramePlace{entry.offset, reader_->log().payload_len(i)});
  }
  return body;
}

// No group is open. After a failed sync the segment ends where it did before: POISON says so.
Result<void> WriterImpl::seal_segment(ClassId cls) {
  MUNIMENT_CHECK(group_.segment == nullptr, "a segment is sealed between two groups");
  SegmentWriter& segment = *segments_.at(cls);
  bool sync_failed = false;
  auto sealed = segment.seal(seal_body(segment.number()), sync_failed);
  if (!sealed && sync_failed) {
    write_poison(fs_, reader_->layout(), Poison{cls, segment.number(), segment.size()}, commit_key_.view());
  }
  if (!sealed) return fail<void>(with_context(std::move(sealed.error()), "sealing segment " + twelve_digits(segment.number())));
  protect(reader_->layout().segment(cls, segment.number()), {false, true});
  unrecorded_.push_back(SegmentSealed{cls, segment.number(), sealed->size, sealed->sha256});
  segments_.erase(cls);
  auto kept = keep();
  if (!kept && kept.error().code != ErrorCode::no_space) return fail<void>(std::move(kept.error()));
  return {};
}

// Into the open group of the event class, under a key that exists: keys are not changed between a seal and its record.
Result<void> WriterImpl::record_seals() {
  const std::vector<SegmentSealed> seals = std::exchange(unrecorded_, {});
  for (const SegmentSealed& seal : seals) {
    const std::vector<Bytes> records{encode(to_record(seal, clock_.now_ms()))};
    MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::event, kEventClass, records, {}}, *newest_unit(ring_, kEventClass)));
    ++group_.seal_records;
  }
  return {};
}

// A crash came between a SEAL and its record. The SEAL has no key: nothing is recorded that was not compared.
Result<void> WriterImpl::find_unrecorded_seals() {
  for (const LogScan::Segment* const segment : reader_->seal_records().missing(reader_->scan())) {
    const SegmentWalker& walker = *segment->walker;
    MUNIMENT_TRY(const SealHashes hashes, hash_sealed(*walker.file(), *walker.seal(), walker.path()));
    if (hashes.content != walker.seal()->body.content) {
      return make_error(ErrorCode::corrupt, "segment " + twelve_digits(segment->number) + " is not as it was sealed")
          .because("its SHA-256 is not the one in its SEAL").advise("do not write to this archive; run verify").at(walker.path().string());
    }
    unrecorded_.push_back(SegmentSealed{segment->cls, segment->number, walker.seal()->end, hashes.file});
  }
  return {};
}

void WriterImpl::protect(const io::Path& file, io::Attributes attributes) {
  if (options_.attributes) static_cast<void>(fs_.set_attributes(file, attributes));  // where the system lets us; status tells
}

// Also what a crash, or a writer without the right, left undone.
void WriterImpl::protect_all() {
  if (!options_.attributes) return;
  protect(reader_->layout().note(), {false, true});
  for (const LogScan::Segment& segment : reader_->scan().segments()) {
    const auto open = segments_.find(segment.cls);
    const bool is_open = open != segments_.end() && open->second->number() == segment.number;
    protect(segment.walker->path(), {is_open, !is_open});
  }
}

}  // namespace muniment::archive
