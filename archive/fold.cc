// SPDX-License-Identifier: GPL-3.0-or-later
// Folding the access spool into the log: the records of processes that have ended, each once.
#include <algorithm>

#include "archive/recovery_record.h"
#include "archive/writer_impl.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

constexpr size_t kRawFrame = 64U << 10;

struct Folded {
  int64_t at_ms = 0;  // no earlier than what the same process wrote before
  Bytes record;
};

Result<Folded> with_place(const Bytes& encoded, const SpoolId& id, uint64_t seq, int64_t not_before_ms) {
  MUNIMENT_TRY(Record record, decode_record(encoded));
  record.collected = CollectorSequence{id, seq};
  return Folded{std::max(not_before_ms, record.captured_ms.value_or(0)), encode(record)};
}

// The files have no order of their own, and the last word on something counts: what was said later comes later.
std::vector<Bytes> in_order_of_time(std::vector<Folded> folded) {
  std::ranges::stable_sort(folded, {}, &Folded::at_ms);
  std::vector<Bytes> records;
  for (Folded& each : folded) records.push_back(std::move(each.record));
  return records;
}

}  // namespace

// A file whose lock is taken belongs to a process that still reads; a later writer gets it. A damaged one stays for
// verify to tell.
Result<void> WriterImpl::fold_spools() {
  MUNIMENT_TRY(const std::vector<FreeSpool> free, free_spools());
  if (free.empty()) return {};
  MUNIMENT_TRY(const FoldedPlaces done, already_folded(free));
  std::vector<Folded> folded;
  std::vector<Bytes> torn;
  for (const FreeSpool& spool : free) {
    int64_t before_ms = 0;
    for (uint64_t seq = 0; seq < spool.content.records.size(); ++seq) {
      if (done.contains({spool.content.id, seq})) continue;
      MUNIMENT_TRY(Folded one, with_place(spool.content.records[seq], spool.content.id, seq, before_ms));
      before_ms = one.at_ms;
      folded.push_back(std::move(one));
    }
    const uint64_t next = spool.content.records.size();
    if (spool.content.torn && !done.contains({spool.content.id, next})) {
      torn.push_back(torn_access_record(spool.content.id, next, *spool.content.torn, clock_.now_ms()));
    }
  }
  MUNIMENT_TRY_VOID(add_event_records(EntryKind::event, in_order_of_time(std::move(folded))));
  MUNIMENT_TRY_VOID(add_event_records(EntryKind::recovery, torn));
  MUNIMENT_TRY_VOID(commit_group());
  for (const FreeSpool& spool : free) MUNIMENT_TRY_VOID(fs_.remove(spool.path));
  return fs_.sync_directory(reader_->layout().spool());
}

Result<std::vector<WriterImpl::FreeSpool>> WriterImpl::free_spools() {
  const io::Path directory = reader_->layout().spool();
  MUNIMENT_TRY(const auto entries, fs_.list(directory));
  std::vector<FreeSpool> free;
  for (const io::DirectoryEntry& entry : entries) {
    if (!is_spool_name(entry.name) && !is_spool_temporary(entry.name)) continue;
    FreeSpool spool;
    spool.path = directory / entry.name;
    MUNIMENT_TRY(spool.lock, fs_.open_or_create(spool.path));
    MUNIMENT_TRY(const bool is_free, spool.lock->try_lock_exclusive());
    if (!is_free) continue;
    if (is_spool_name(entry.name)) {
      auto content = read_spool(*spool.lock, spool.path, reader_->id(), reader_->spool_keys());
      if (!content && content.error().code != ErrorCode::corrupt) return content.error();
      if (!content || content->damaged) continue;
      spool.content = std::move(*content);
    } else {
      spool.content.log_size = reader_->end().log_size;  // it never held a record
    }
    free.push_back(std::move(spool));
  }
  return free;
}

// An earlier spool key goes when no file is left that was made under it. A process that makes one looks for a newer ring
// afterwards (ReaderImpl::open_spool), so what is not listed now will not come either.
Result<void> WriterImpl::drop_earlier_spool_keys() {
  if (ring_.earlier_spool.empty()) return {};
  const io::Path directory = reader_->layout().spool();
  MUNIMENT_TRY(const auto entries, fs_.list(directory));
  std::optional<uint32_t> oldest;
  for (const io::DirectoryEntry& entry : entries) {
    if (!is_spool_name(entry.name) && !is_spool_temporary(entry.name)) continue;
    MUNIMENT_TRY(const auto file, fs_.open_read(directory / entry.name));
    const auto content = read_spool(*file, directory / entry.name, reader_->id(), reader_->spool_keys());
    if (content) oldest = std::min(oldest.value_or(content->ring_epoch), content->ring_epoch);
  }
  Ring next = ring_.clone();
  std::erase_if(next.earlier_spool, [&](const EarlierSpoolKey& key) { return !oldest || key.last_epoch < *oldest; });
  if (next.earlier_spool.size() == ring_.earlier_spool.size()) return {};
  return change_ring(std::move(next));
}

// A crash between the commit of a fold and the removal of the files must not fold them twice.
Result<WriterImpl::FoldedPlaces> WriterImpl::already_folded(const std::vector<FreeSpool>& spools) {
  FoldedPlaces found;
  uint64_t from = reader_->end().log_size;
  for (const FreeSpool& spool : spools) from = std::min(from, spool.content.log_size);
  for (uint64_t i = from; i < reader_->end().log_size; ++i) {
    const LogEntry& entry = reader_->log().entries()[i];
    const bool may_name_one = entry.kind == EntryKind::event || entry.kind == EntryKind::recovery;
    if (!may_name_one || entry.cls != kEventClass) continue;
    MUNIMENT_TRY(const FrameContent frame, reader_->read(i));
    for (const ByteView bytes : frame.records) {
      MUNIMENT_TRY(const RecordKind kind, peek_kind(bytes));
      if (!may_be_spooled(kind) && kind != RecordKind::recovery) continue;
      MUNIMENT_TRY(const Record record, decode_record(bytes));
      if (record.collected) found.emplace(record.collected->collector, record.collected->sequence);
    }
  }
  return found;
}

Result<void> WriterImpl::add_event_records(EntryKind kind, const std::vector<Bytes>& records) {
  for (size_t from = 0; from < records.size();) {
    size_t to = from;
    for (size_t raw = 0; to < records.size() && (to == from || raw + records[to].size() <= kRawFrame); ++to) raw += records[to].size();
    FrameDraft draft;
    draft.kind = kind;
    draft.cls = kEventClass;
    MUNIMENT_TRY(const RingUnit* unit, unit_of_draft(draft));
    MUNIMENT_TRY_VOID(add_frame(FrameParts{kind, kEventClass, std::span(records).subspan(from, to - from), {}}, *unit));
    from = to;
  }
  return {};
}

}  // namespace muniment::archive
