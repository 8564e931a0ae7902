// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_seal.h"

namespace muniment::archive {
namespace {

Error wrong(const LogScan::Segment& segment, std::string why) {
  return make_error(ErrorCode::corrupt, "segment " + twelve_digits(segment.number) + " is not as it was sealed")
      .because(std::move(why)).at(segment.walker->path().string());
}

// A writer that was interrupted between a SEAL and its record left no successor with a group in it.
bool has_filled_successor(const LogScan& scan, const Log& log, const LogScan::Segment& segment) {
  for (const LogScan::Segment& other : scan.segments()) {
    if (other.cls == segment.cls && other.number > segment.number && log.span_of(other.number)) return true;
  }
  return false;
}

Result<std::optional<Error>> check(const LogScan& scan, const Log& log, const SealRecords& records, const LogScan::Segment& segment) {
  const FoundSeal& seal = *segment.walker->seal();
  const auto record = records.all().find(segment.number);
  const bool is_recorded = record != records.all().end();
  const auto hashes = hash_sealed(*segment.walker->file(), seal, segment.walker->path());
  if (!hashes && hashes.error().code == ErrorCode::truncated) return std::optional(wrong(segment, "the file ends early"));
  if (!hashes) return hashes.error();
  if (hashes->content != seal.body.content) return std::optional(wrong(segment, "its SHA-256 is not the one in its SEAL"));
  if (is_recorded && hashes->file != record->second.sha256) return std::optional(wrong(segment, "its SHA-256 is not the one in the log"));
  if (!is_recorded && has_filled_successor(scan, log, segment)) return std::optional(wrong(segment, "the log has no record of its SEAL"));
  return std::optional<Error>{};
}

}  // namespace

Result<std::vector<Error>> verify_seals(const LogScan& scan, const Log& log, ReaderImpl& reader) {
  if (log.end().log_size > reader.end().log_size) MUNIMENT_TRY_VOID(reader.refresh());  // somebody is writing
  SealRecords records;
  records.update(scan, log, [&reader](uint64_t entry) { return reader.read(entry); });
  std::vector<Error> found = records.damage(scan);
  for (const LogScan::Segment& segment : scan.segments()) {
    if (segment.burnt || !segment.walker->seal()) continue;
    MUNIMENT_TRY(auto trouble, check(scan, log, records, segment));
    if (trouble) found.push_back(std::move(*trouble));
  }
  return found;
}

}  // namespace muniment::archive
