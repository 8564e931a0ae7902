// SPDX-License-Identifier: GPL-3.0-or-later
// Opening for writing: R0 to R5 of docs/archive-format.md. Nothing is truncated and nothing is rewritten; what a crash
// left behind stays where it is, is named in the log, and can no longer be decrypted.
#include <algorithm>
#include <chrono>
#include <thread>

#include "archive/recovery_record.h"
#include "archive/writer_impl.h"
#include "core/base/hex.h"

namespace muniment::archive {
namespace {

constexpr auto kLockPoll = std::chrono::milliseconds(20);
constexpr uint32_t kPunctured = 1024;  // one more than a group can hold

// R0: what a writer before us left in the page cache is made durable or thrown out, before it is believed.
Result<void> settle_segments(io::FileSystem& fs, const Layout& layout) {
  MUNIMENT_TRY(const auto classes, fs.list(layout.segments()));
  for (const io::DirectoryEntry& entry : classes) {
    const auto cls = class_of_name(entry.name);
    if (!cls) continue;
    MUNIMENT_TRY(const auto files, fs.list(layout.class_directory(*cls)));
    std::optional<SegmentNo> last;
    for (const io::DirectoryEntry& file : files) {
      if (const auto number = segment_of_name(file.name)) last = std::max(last.value_or(*number), *number);
    }
    if (last) {
      MUNIMENT_TRY(const auto file, fs.open_read(layout.segment(*cls, *last)));
      auto synced = file->sync();
      file->drop_cache();
      if (!synced) return synced;
    }
    MUNIMENT_TRY_VOID(fs.sync_directory(layout.class_directory(*cls)));
  }
  MUNIMENT_TRY_VOID(fs.sync_directory(layout.segments()));
  MUNIMENT_TRY_VOID(fs.sync_directory(layout.keys()));
  return fs.sync_directory(layout.root);
}

// Nothing: the writer may go on. A lost end may be given up, where nothing else is wrong.
std::optional<Error> what_forbids_writing(const ReaderImpl& reader, const WriterOptions& options) {
  if (!options.give_up && !reader.conflicts().empty()) return rollbacks_in(reader.conflicts(), reader.end().log_size).front();
  if (!reader.obstacles().empty()) return reader.obstacles().front();
  return std::nullopt;
}

bool is_ours_temporary(std::string_view name) { return name.ends_with(".tmp"); }

Result<void> sweep_directory(io::FileSystem& fs, const io::Path& directory) {
  MUNIMENT_TRY(const auto entries, fs.list(directory));
  for (const io::DirectoryEntry& entry : entries) {
    if (entry.kind == io::FileKind::regular && is_ours_temporary(entry.name)) MUNIMENT_TRY_VOID(fs.remove(directory / entry.name));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<io::File>> take_lock(io::FileSystem& fs, const Layout& layout, int64_t wait_ms) {
  MUNIMENT_TRY(auto lock, fs.open_or_create(layout.lock()));
  for (int64_t waited = 0;; waited += kLockPoll.count()) {
    MUNIMENT_TRY(const bool taken, lock->try_lock_exclusive());
    if (taken) return lock;
    if (waited >= wait_ms) break;
    std::this_thread::sleep_for(kLockPoll);
  }
  return make_error(ErrorCode::locked, "another process is writing to this archive")
      .advise("wait until it has finished").at(layout.lock());
}

Result<std::unique_ptr<WriterImpl>> open_writer(io::FileSystem& fs, const Layout& layout, Identities identities,
                                                const Clock& clock, const WriterOptions& options) {
  MUNIMENT_TRY(auto lock, take_lock(fs, layout, options.lock_wait_ms));
  MUNIMENT_TRY_VOID(settle_segments(fs, layout));
  MUNIMENT_TRY(auto reader, ReaderImpl::open(fs, layout, std::move(identities), OpenFor::writing, options.outside));
  if (const auto obstacle = what_forbids_writing(*reader, options)) {
    return with_context(*obstacle, "this archive must not be written to");
  }
  MUNIMENT_TRY(auto log_key, read_log_key(fs, layout, reader->identities(), reader->note().log_key));
  WriterOptions writing = options;
  if (options.seal_limits) {
    MUNIMENT_TRY(writing.seal, options.seal_limits(*reader));
  }
  auto writer = std::make_unique<WriterImpl>(fs, std::move(reader), std::move(log_key), clock, std::move(writing), std::move(lock));
  MUNIMENT_TRY_VOID(writer->set_aside_what_is_given_up());
  MUNIMENT_TRY_VOID(writer->recover());
  return writer;
}

Result<std::unique_ptr<Writer>> Writer::open(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                             const Clock& clock, const WriterOptions& options) {
  const Layout layout{path};
  MUNIMENT_TRY(const bool there, fs.exists(layout.note()));
  if (!there) {
    return make_error(ErrorCode::not_found, "there is no archive here").because("archive.note is not there").at(path);
  }
  MUNIMENT_TRY(Identities identities, open_identities(fs, layout, unlock));
  MUNIMENT_TRY(auto writer, open_writer(fs, layout, std::move(identities), clock, options));
  return std::unique_ptr<Writer>(std::move(writer));
}

// A lost end is given up in an order that leaves, after a crash anywhere, either the alarm or the record of it: the
// checkpoints that know of it are put into ckpt/ under names of their own; HEAD is signed anew over what is here, so
// that a torn tail is one again; then recovery; then the record (2.13).
Result<void> WriterImpl::set_aside_what_is_given_up() {
  for (const Conflict& conflict : reader_->conflicts()) {
    const auto same = [&](const Conflict& known) { return known.kept.checkpoint == conflict.kept.checkpoint; };
    if (std::none_of(given_up_.begin(), given_up_.end(), same)) given_up_.push_back(conflict);
  }
  if (given_up_.empty()) return {};
  for (const Conflict& conflict : given_up_) {
    const Checkpoint& checkpoint = conflict.kept.checkpoint;
    const std::string name = "given-up-" + std::to_string(checkpoint.size) + "-" + to_hex(checkpoint.root.view().first(4)) + ".note";
    MUNIMENT_TRY_VOID(keep_note_as(fs_, reader_->layout(), name, conflict.kept.note));
  }
  return publish();
}

std::vector<uint64_t> WriterImpl::given_up() const {
  std::vector<uint64_t> sizes;
  for (const Conflict& conflict : given_up_) sizes.push_back(conflict.kept.checkpoint.size);
  return sizes;
}

Result<void> WriterImpl::record_what_is_given_up() {
  if (given_up_.empty()) return {};
  std::vector<Bytes> records;
  for (const Conflict& conflict : given_up_) {
    const Checkpoint& checkpoint = conflict.kept.checkpoint;
    records.push_back(given_up_record({checkpoint.size, checkpoint.root}, options_.give_up->actor, options_.give_up->reason, clock_.now_ms()));
  }
  return commit_recovery_records(records);
}

// Two histories of one archive, each written on a machine of its own, each say so.
Result<void> WriterImpl::introduce_machine() {
  const bool is_known = reader_->is_remembered() || !reader_->memory().is_kept() || reader_->end().log_size == 0;
  if (is_known) return {};
  machine_was_unknown_ = true;
  return commit_recovery_records({unknown_machine_record(options_.outside.machine, clock_.now_ms())});
}

Result<void> WriterImpl::commit_recovery_records(const std::vector<Bytes>& records) {
  MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::recovery, kEventClass, records, {}}, *newest_unit(ring_, kEventClass)));
  MUNIMENT_TRY_VOID(commit_group());
  return {};
}

Result<void> WriterImpl::recover() {
  MUNIMENT_TRY_VOID(sweep_temporaries());
  MUNIMENT_TRY_VOID(find_unrecorded_seals());
  const std::vector<Tail> tails = reader_->scan().tails();
  MUNIMENT_TRY_VOID(reopen_segments(tails));
  if (!tails.empty() || recorded_in_header_only()) {
    MUNIMENT_TRY_VOID(abandon(tails));
  } else {
    MUNIMENT_TRY_VOID(finish_ring_change());
  }
  if (!unrecorded_.empty()) MUNIMENT_TRY_VOID(record_seals());
  MUNIMENT_TRY_VOID(commit_group());
  if (reader_->poison()) MUNIMENT_TRY_VOID(remove_poison(fs_, reader_->layout()));
  MUNIMENT_TRY_VOID(settle_replacement());
  MUNIMENT_TRY_VOID(record_what_is_given_up());
  MUNIMENT_TRY_VOID(introduce_machine());
  protect_all();
  MUNIMENT_TRY_VOID(fold_spools());
  return drop_earlier_spool_keys();
}

Result<void> WriterImpl::sweep_temporaries() {
  MUNIMENT_TRY_VOID(sweep_directory(fs_, reader_->layout().root));
  MUNIMENT_TRY_VOID(sweep_directory(fs_, reader_->layout().keys()));
  MUNIMENT_TRY(const bool has_checkpoints, fs_.exists(reader_->layout().checkpoints()));
  if (has_checkpoints) MUNIMENT_TRY_VOID(sweep_directory(fs_, reader_->layout().checkpoints()));
  return blobs_.sweep();
}

// The last segment of each class goes on, unless it is sealed or its end is a torn tail.
Result<void> WriterImpl::reopen_segments(const std::vector<Tail>& tails) {
  const auto has_tail = [&](ClassId cls) {
    return std::any_of(tails.begin(), tails.end(), [&](const Tail& tail) { return tail.cls == cls; });
  };
  for (const LogScan::Segment& segment : reader_->scan().segments()) {
    if (reader_->scan().last_of(segment.cls) != &segment || has_tail(segment.cls) || segment.walker->seal()) continue;
    MUNIMENT_TRY(segments_[segment.cls], SegmentWriter::reopen(fs_, *segment.walker));
  }
  return {};
}

// A crash came after the new event segment was made and before its first commit: the recovery record is still missing.
std::optional<Tail> WriterImpl::recorded_in_header_only() const {
  const LogScan::Segment* last = reader_->scan().last_of(kEventClass);
  if (last == nullptr || !last->walker->header() || last->walker->position().offset != kPage) return std::nullopt;
  const SegmentHeader& header = *last->walker->header();
  if (header.abandoned_prev_offset == kNotAbandoned) return std::nullopt;
  const LogScan::Segment* before = nullptr;
  for (const LogScan::Segment& segment : reader_->scan().segments()) {
    if (segment.cls == kEventClass && !segment.burnt && &segment != last) before = &segment;
  }
  if (before == nullptr) return std::nullopt;
  const uint64_t size = before->walker->file_size() - std::min(before->walker->file_size(), header.abandoned_prev_offset);
  return Tail{kEventClass, before->number, header.abandoned_prev_offset, size, "recorded by a recovery that was itself interrupted"};
}

// R2. First the keys of the tails go (a new ring), then the new event segment if that class has a tail, then one
// commit with the key record and the recovery records, then the old ring file, then the other new segments. A crash
// between any two of these leaves a state from which the same steps start again.
Result<void> WriterImpl::abandon(const std::vector<Tail>& tails) {
  std::vector<Tail> to_record = tails;
  if (const auto earlier = recorded_in_header_only()) to_record.push_back(*earlier);
  Ring next = ring_.clone();
  for (RingUnit& unit : next.units) {
    const bool concerned = std::any_of(to_record.begin(), to_record.end(), [&](const Tail& tail) { return tail.cls == unit.cls; });
    if (!concerned || unit.state == UnitState::destroyed) continue;
    const uint32_t first = first_live_index(unit, reader_->log().next_unit_index(unit.tag));
    if (first < crypto::kGgmLeaves) unit.keys.puncture(first, std::min(kPunctured, crypto::kGgmLeaves - first));
  }
  next.epoch = reader_->key_record()->epoch + 1;
  MUNIMENT_TRY(const Sha256 ring_hash, write_ring(fs_, reader_->layout(), next));
  // From here on the new ring is the only one: an index that is live in it is live in the old one too.
  ring_ = next.clone();
  reader_->keyring().replace(std::move(next));

  std::vector<Bytes> records;
  for (const Tail& tail : to_record) {
    MUNIMENT_TRY(const Sha256 hash, hash_range(*reader_->scan().file_of(tail.segment), tail.offset, tail.offset + tail.size,
                                               reader_->scan().path_of(tail.segment)));
    records.push_back(torn_tail_record(tail, hash, clock_.now_ms()));
    if (tail.cls == kEventClass && segments_.find(kEventClass) == segments_.end()) MUNIMENT_TRY_VOID(start_segment(kEventClass, tail));
  }
  MUNIMENT_TRY(identity_hash_, identity_hash_to_record(ring_));
  MUNIMENT_TRY_VOID(add_ring_change(KeyRecord{ring_.epoch, ring_hash, identity_hash_}));
  MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::recovery, kEventClass, records, {}}, *newest_unit(ring_, kEventClass)));
  MUNIMENT_TRY_VOID(commit_group());
  MUNIMENT_TRY_VOID(leave_earlier_rings());
  for (const Tail& tail : tails) {
    if (tail.cls != kEventClass) MUNIMENT_TRY_VOID(start_segment(tail.cls, tail));
  }
  return {};
}

// A ring that no key record names yet: its file is made durable once more (its first sync may have failed), then the
// change goes on. And a ring that the log has left behind is removed.
Result<void> WriterImpl::finish_ring_change() {
  if (ring_.epoch == reader_->key_record()->epoch) return leave_earlier_rings();
  MUNIMENT_TRY(const Sha256 hash, write_ring(fs_, reader_->layout(), ring_));
  MUNIMENT_TRY_VOID(commit_new_ring(ring_, hash, {}));
  return leave_earlier_rings();
}

}  // namespace muniment::archive
