// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/seal_records.h"

#include <algorithm>

#include "core/crypto/hash.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

// The next segment of the class that was finished; nothing for the last one.
const LogScan::Segment* successor(const std::vector<LogScan::Segment>& segments, size_t i) {
  for (size_t next = i + 1; next < segments.size() && segments[next].cls == segments[i].cls; ++next) {
    if (!segments[next].burnt) return &segments[next];
  }
  return nullptr;
}

bool is_abandoned(const LogScan::Segment* next) {
  return next != nullptr && next->walker->header() && next->walker->header()->abandoned_prev_offset != kNotAbandoned;
}

// Where the record of the segment can stand: from behind its last group to the first group of its successor.
std::pair<uint64_t, uint64_t> reach(const Log& log, const SegmentSpan& span, const LogScan::Segment* next) {
  const auto of_next = next != nullptr ? log.span_of(next->number) : std::nullopt;
  return {span.log_after_last, of_next ? of_next->log_after_first : log.end().log_size};
}

Error disagrees(const LogScan::Segment& segment, uint64_t offset, std::string why) {
  return make_error(ErrorCode::corrupt, "segment " + twelve_digits(segment.number) + " is not as it was sealed")
      .because(std::move(why))
      .advise("do not write to this archive; run verify, and restore the file from a copy")
      .at(segment.walker->path().string(), offset);
}

}  // namespace

Result<SealHashes> hash_sealed(const io::File& file, const FoundSeal& seal, const io::Path& path) {
  crypto::Sha256Stream hash;
  MUNIMENT_TRY_VOID(hash_range_into(hash, file, 0, seal.offset, path));
  SealHashes hashes;
  hashes.content = hash.digest();
  MUNIMENT_TRY_VOID(hash_range_into(hash, file, seal.offset, seal.end, path));
  hashes.file = hash.digest();
  return hashes;
}

void SealRecords::update(const LogScan& scan, const Log& log, const ReadEntry& read) {
  const auto& segments = scan.segments();
  for (size_t i = 0; i < segments.size(); ++i) {
    const LogScan::Segment* const next = successor(segments, i);
    const auto span = log.span_of(segments[i].number);
    if (segments[i].burnt || !span || is_abandoned(next)) continue;
    const auto [from, to] = reach(log, *span, next);
    for (uint64_t entry = from; entry < to && !records_.contains(segments[i].number); ++entry) {
      const LogEntry& row = log.entries()[entry];
      if (row.kind != EntryKind::event || row.cls != kEventClass || !opened_.insert(entry).second) continue;
      if (const auto frame = read(entry)) take(*frame);
    }
  }
}

void SealRecords::take(const FrameContent& frame) {
  for (const ByteView bytes : frame.records) {
    const auto kind = peek_kind(bytes);
    if (!kind || *kind != RecordKind::segment_sealed) continue;
    const auto record = decode_record(bytes);
    const auto sealed = record ? segment_sealed_from(*record) : Result<SegmentSealed>(record.error());
    if (sealed) records_.emplace(sealed->segment, *sealed);
  }
}

std::vector<Error> SealRecords::damage(const LogScan& scan) const {
  std::vector<Error> all;
  for (const LogScan::Segment& segment : scan.segments()) {
    const auto record = records_.find(segment.number);
    if (record == records_.end() || segment.burnt) continue;
    const SegmentWalker& walker = *segment.walker;
    const std::string sealed = "the log says that it was sealed with " + std::to_string(record->second.size) + " bytes, and ";
    if (!walker.seal()) {
      all.push_back(disagrees(segment, walker.position().offset, sealed + "its SEAL is not there or is not whole"));
    } else if (walker.seal()->end != record->second.size) {
      all.push_back(disagrees(segment, walker.seal()->offset, sealed + "its SEAL ends at byte " + std::to_string(walker.seal()->end)));
    }
  }
  return all;
}

std::vector<const LogScan::Segment*> SealRecords::missing(const LogScan& scan) const {
  std::vector<const LogScan::Segment*> found;
  for (const LogScan::Segment& segment : scan.segments()) {
    if (!segment.burnt && segment.walker->seal() && !records_.contains(segment.number)) found.push_back(&segment);
  }
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->number < b->number; });
  return found;
}

}  // namespace muniment::archive
