// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "archive/in_order.h"
#include "archive/verify_choice.h"
#include "archive/verify_coverage.h"
#include "archive/verify_detail.h"
#include "archive/verify_files.h"
#include "archive/verify_seal.h"

namespace muniment::archive {
namespace {

constexpr size_t kAhead = 128;  // frames that are read ahead of the one whose turn it is

unsigned threads_of(const VerifyScope& scope) {
  return scope.threads != 0 ? scope.threads : std::max(2U, std::thread::hardware_concurrency());
}

std::string place_of(SegmentNo segment, FrameNo frame) {
  return "segment " + twelve_digits(segment) + ", frame " + std::to_string(frame.value);
}

class Verifier {
 public:
  Verifier(io::FileSystem& fs, const Layout& layout, ReaderImpl& reader, std::vector<FoundFile> files,
           const VerifyScope& scope, const VerifyProgress& progress)
      : fs_(fs),
        layout_(layout),
        reader_(reader),
        files_(std::move(files)),
        scope_(scope),
        progress_(progress),
        choice_(scope, reader.log()),
        findings_(layout),
        scan_(fs, layout, reader.id(), reader.keyring().commit_key()),
        pool_(
            threads_of(scope), kAhead,
            [this](FrameTask& task) { return open_in_full(task, reader_.id(), reader_.keyring()); },
            [this](FrameTask& task, FrameOutcome& outcome) { return take_frame(task, outcome); }) {
    for (const FoundFile& file : files_) total_ += is_read(file) ? file.size : 0;
  }

  Result<VerifyDetail> run() {
    MUNIMENT_TRY(const Checkpoints checkpoints, read_checkpoints(fs_, layout_, reader_.note().log_key, KeptOnes::all));
    MUNIMENT_TRY_VOID(check_log(checkpoints));
    MUNIMENT_TRY_VOID(check_left_over());
    MUNIMENT_TRY_VOID(pool_.finish());
    MUNIMENT_TRY_VOID(check_segment_files());
    if (scope_.depth == Depth::full) MUNIMENT_TRY_VOID(check_seals());
    coverage_.report_holes(findings_);
    report_rollbacks();
    for (const Error& error : reader_.obstacles()) findings_.add(error, concern_of(layout_, error));
    const auto read = [this](uint64_t bytes) { advance_read(bytes); };
    const BlobCheck check{fs_, layout_, reader_.id(), scope_.depth == Depth::full, threads_of(scope_)};
    MUNIMENT_TRY_VOID(check_blobs(check, files_, blobs_, findings_, report_, read));
    MUNIMENT_TRY_VOID(check_small_files(fs_, layout_, reader_, files_, findings_, read));
    report_.end = log_.end();
    report_.commits = log_.end().commit_no;
    findings_.move_into(report_);
    return VerifyDetail{std::move(report_), std::move(blobs_)};
  }

 private:
  [[nodiscard]] bool is_read(const FoundFile& file) const {
    return file.role != FileRole::derived && file.role != FileRole::set_aside &&
           (file.role != FileRole::blob || scope_.depth == Depth::full);
  }
  // `done` of the total; `read` of them really, where that is less.
  void advance(uint64_t done, uint64_t read) {
    done_ += done;
    report_.bytes_read += read;
    if (progress_) progress_(done_, std::max(done_, total_));
  }

  void advance_read(uint64_t bytes) { advance(bytes, bytes); }

  // --- the log -----------------------------------------------------------------------------------------------------
  Result<void> check_log(const Checkpoints& checkpoints) {
    for (const KeptCheckpoint& kept : checkpoints.all) log_.watch(kept.checkpoint.size);
    ScanDepth depth;
    trusted_ = choice_.trusted(reader_.head_size().value_or(0));
    depth.trusted_log_size = reader_.head_size().value_or(0);
    depth.hash_above = trusted_;
    depth.hash_everything = scope_.depth == Depth::full;
    depth.poison = reader_.poison();
    depth.on_take = [this](const Group& group) {
      return check_group(group, log_.end().log_size - group.body.entries.size());
    };
    MUNIMENT_TRY_VOID(scan_.advance(log_, depth));
    MUNIMENT_TRY_VOID(pool_.finish());  // so that what is said about frames stands before what is said about the rest
    for (const Error& error : scan_.damage()) findings_.add(error, Concern::segment);
    return {};
  }

  // Groups behind a lost COMMIT: each is checked by itself, since its place in the log cannot be.
  Result<void> check_left_over() {
    if (scan_.damage().empty()) return {};
    uint64_t commits = 0;
    for (;; ++commits) {
      MUNIMENT_TRY(const auto group, scan_.next_left_over());
      if (!group) break;
      if (group->damage) {
        findings_.add(make_error(ErrorCode::corrupt, "segment " + twelve_digits(group->segment) + " is damaged")
                          .because(group->damage->what)
                          .at(scan_.path_of(group->segment).string(), group->damage->offset),
                      Concern::segment);
      }
      MUNIMENT_TRY_VOID(check_group(*group, group->body.log_size - group->body.entries.size()));
    }
    if (commits > 0) {
      findings_.note(std::to_string(commits) +
                     " commits behind the damage were checked one by one, not against the log's root");
    }
    return {};
  }

  Result<void> check_group(const Group& group, uint64_t first_entry) {
    commits_seen_.insert(group.commit_hash);
    coverage_.take(group);
    const bool is_hashed = group.body.log_size > trusted_;
    uint64_t read = is_hashed ? group.end - group.start : group.end - group.commit_offset;
    for (size_t i = 0; i < group.body.entries.size(); ++i) {
      const Entry& entry = group.body.entries[i];
      ++report_.frames;
      report_.records += entry.records;
      if (entry.kind == EntryKind::messages) report_.messages += entry.records;
      // A frame without a header in its place is damage of the structure, whatever is to be opened.
      const bool wanted = choice_.wants(first_entry + i, entry.time_ms) || group.frames[i].offset == 0;
      if (!is_hashed) read += kFrameHeader + (wanted ? group.frames[i].header.payload_len : kChainTail);
      if (wanted) {
        MUNIMENT_TRY_VOID(pool_.add(FrameTask{entry, group.frames[i], first_entry + i, scan_.file_of(entry.segment),
                                              scan_.path_of(entry.segment)}));
      }
    }
    advance(group.end - group.start, read);
    return {};
  }

  Result<void> take_frame(const FrameTask& task, FrameOutcome& outcome) {
    if (outcome.trouble && outcome.trouble->code == ErrorCode::io) return *outcome.trouble;
    if (task.frame.offset != 0) {
      ++report_.frames_opened;
      report_.records_opened += task.entry.records;
      if (task.entry.kind == EntryKind::messages) report_.messages_opened += task.entry.records;
    }
    if (outcome.trouble) report_frame(task, *outcome.trouble);
    expect_blobs(task, outcome, blobs_);
    return {};
  }

  void report_frame(const FrameTask& task, const Error& error) {
    const Entry& entry = task.entry;
    Finding finding;
    finding.kind = error.code == ErrorCode::not_found ? Finding::Kind::not_verifiable : Finding::Kind::altered;
    finding.what = place_of(entry.segment, entry.frame) + ": " + said(error);
    finding.path = layout_.shown(scan_.path_of(entry.segment));
    if (task.frame.offset != 0) finding.offset = task.frame.offset;
    finding.entry = task.index;
    if (entry.kind == EntryKind::messages) {
      finding.messages = std::pair(entry.first_message.value, entry.first_message.value + entry.records - 1);
    }
    finding.concern = Concern::frame;
    finding.frames = 1;
    findings_.add(std::move(finding));
  }

  // A log that seems too short because commits in the middle are missing has had its findings: its end is there. How many
  // messages a lost end had, nobody can say any more.
  void report_rollbacks() {
    const uint64_t end = coverage_.end();
    std::vector<Conflict> conflicts = reader_.conflicts();
    std::erase_if(conflicts, [end](const Conflict& conflict) { return conflict.log_is_shorter && conflict.kept.checkpoint.size <= end; });
    uint64_t lost = std::max(size_that_was_signed(conflicts), end) - end;
    for (const Error& error : rollbacks_in(conflicts, end)) findings_.add(error, Concern::rollback, std::exchange(lost, 0));
  }

  // --- the rest of the segment files -------------------------------------------------------------------------------
  Result<void> check_segment_files() {
    std::set<SegmentNo> there;
    const LogScan::Segment* previous = nullptr;
    for (const LogScan::Segment& segment : scan_.segments()) {
      there.insert(segment.number);
      ++report_.segments;
      advance_read(std::min<uint64_t>(kPage, segment.walker->file_size()));
      if (segment.burnt) {
        findings_.note("segment " + twelve_digits(segment.number) +
                       " was never finished: its header page is invalid and nothing follows it");
        continue;
      }
      MUNIMENT_TRY_VOID(check_header(segment, previous));
      previous = &segment;
    }
    for (const Tail& tail : scan_.tails()) {
      findings_.note("segment " + twelve_digits(tail.segment) + " ends in a torn tail of " + std::to_string(tail.size) +
                     " bytes at byte " + std::to_string(tail.offset) + " (" + tail.why +
                     "), which the next writer will record");
      advance(tail.size, 0);
    }
    for (uint64_t number = 1; number <= scan_.highest_number().value; ++number) {
      if (there.contains(SegmentNo{number})) continue;
      report_missing(SegmentNo{number});
    }
    return {};
  }

  void report_missing(SegmentNo number) {
    Finding finding;
    finding.kind = Finding::Kind::missing;
    finding.what = "segment " + twelve_digits(number) + " is missing";
    finding.path = "seg";
    findings_.add(std::move(finding));
  }

  Result<void> check_header(const LogScan::Segment& segment, const LogScan::Segment* previous) {
    const auto& header = segment.walker->header();
    if (!header) return {};  // reported by the scan
    const auto wrong = [&](std::string why) {
      findings_.add(make_error(ErrorCode::corrupt,
                               "segment " + twelve_digits(segment.number) + ": the header page does not fit the log")
                        .because(std::move(why))
                        .at(segment.walker->path().string(), 0),
                    Concern::segment);
    };
    if (!header->prev_commit.is_zero() && !commits_seen_.contains(header->prev_commit)) {
      wrong("it names a commit that is not there");
    }
    if (header->prev_commit.is_zero() && segment.number.value != 1) wrong("it names no commit");
    if (header->abandoned_prev_offset == kNotAbandoned) return {};
    if (previous == nullptr || previous->cls != segment.cls) {
      wrong("it names the torn tail of a segment that is not there");
      return {};
    }
    return check_tail(*previous, *header);
  }

  Result<void> check_seals() {
    for (const LogScan::Segment& segment : scan_.segments()) {
      if (segment.walker->seal()) advance_read(segment.walker->seal()->end - segment.walker->seal()->offset);
    }
    MUNIMENT_TRY(const auto trouble, verify_seals(scan_, log_, reader_));
    for (const Error& error : trouble) findings_.add(error, Concern::segment);
    return {};
  }

  // A torn tail stays where it is, and its hash stands in the segment that follows.
  Result<void> check_tail(const LogScan::Segment& segment, const SegmentHeader& next) {
    const uint64_t from = next.abandoned_prev_offset;
    const uint64_t to = segment.walker->file_size();
    if (to < from) return {};  // too short: reported by the scan
    MUNIMENT_TRY(const Sha256 hash, hash_range(*segment.walker->file(), from, to, segment.walker->path()));
    advance_read(to - from);
    if (hash == next.abandoned_hash) {
      findings_.note("segment " + twelve_digits(segment.number) + " has a torn tail of " + std::to_string(to - from) +
                     " bytes at byte " + std::to_string(from) + ", as recorded");
    } else {
      findings_.add(make_error(ErrorCode::corrupt, "segment " + twelve_digits(segment.number) +
                                                       ": the torn tail is not the one that was recorded")
                        .at(segment.walker->path().string(), from),
                    Concern::segment);
    }
    return {};
  }

  io::FileSystem& fs_;
  const Layout& layout_;
  ReaderImpl& reader_;
  std::vector<FoundFile> files_;
  const VerifyScope& scope_;
  const VerifyProgress& progress_;
  FrameChoice choice_;
  VerifyFindings findings_;
  LogScan scan_;
  Log log_;
  LogCoverage coverage_;
  uint64_t trusted_ = 0;
  uint64_t done_ = 0, total_ = 0;
  std::set<Sha256> commits_seen_;
  ExpectedBlobs blobs_;
  VerifyReport report_;
  InOrder<FrameTask, FrameOutcome> pool_;  // last: its threads use what stands above
};

}  // namespace

Result<VerifyDetail> verify_in_detail(io::FileSystem& fs, const Layout& layout, Identities identities,
                                      const VerifyScope& scope, const VerifyProgress& progress) {
  MUNIMENT_TRY(auto files, take_inventory(fs, layout));
  MUNIMENT_TRY(const auto reader, ReaderImpl::open(fs, layout, std::move(identities), OpenFor::verifying, scope.outside));
  return Verifier(fs, layout, *reader, std::move(files), scope, progress).run();
}

Result<VerifyReport> verify_with(io::FileSystem& fs, const Layout& layout, Identities identities,
                                 const VerifyScope& scope, const VerifyProgress& progress) {
  MUNIMENT_TRY(VerifyDetail detail, verify_in_detail(fs, layout, std::move(identities), scope, progress));
  return std::move(detail.report);
}

Result<VerifyReport> verify(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const VerifyScope& scope,
                            const VerifyProgress& progress) {
  const Layout layout{path};
  MUNIMENT_TRY(const bool there, fs.exists(layout.note()));
  if (!there) {
    return make_error(ErrorCode::not_found, "there is no archive here").because("archive.note is not there").at(path);
  }
  MUNIMENT_TRY(Identities identities, open_identities(fs, layout, unlock));
  return verify_with(fs, layout, std::move(identities), scope, progress);
}

}  // namespace muniment::archive
