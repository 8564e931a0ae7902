// SPDX-License-Identifier: GPL-3.0-or-later
// Folding the access spool into the log: the records of processes that have ended, each once.
#include <algorithm>

#include "archive/writer_impl.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

constexpr size_t kRawFrame = 64U << 10;

Result<Bytes> with_place(const Bytes& encoded, const SpoolId& id, uint64_t seq) {
  MUNIMENT_TRY(Record record, decode_record(encoded));
  record.collected = CollectorSequence{id, seq};
  return encode(record);
}

}  // namespace

// A file whose lock is taken belongs to a process that still reads; a later writer gets it.
Result<void> WriterImpl::fold_spools() {
  const io::Path directory = reader_->layout().spool();
  MUNIMENT_TRY(const auto entries, fs_.list(directory));
  std::vector<io::Path> folded;
  std::vector<std::unique_ptr<io::File>> locks;
  for (const io::DirectoryEntry& entry : entries) {
    if (!is_spool_name(entry.name) && !is_spool_temporary(entry.name)) continue;
    const io::Path path = directory / entry.name;
    MUNIMENT_TRY(auto file, fs_.open_or_create(path));
    MUNIMENT_TRY(const bool free, file->try_lock_exclusive());
    if (!free) continue;
    if (is_spool_name(entry.name)) {
      auto done = fold_one(*file, path);
      if (!done && done.error().code == ErrorCode::corrupt) continue;  // stays for verify to tell
      if (!done) return done.error();
    }
    folded.push_back(path);
    locks.push_back(std::move(file));
  }
  if (folded.empty()) return {};
  MUNIMENT_TRY_VOID(commit_group());
  for (const io::Path& path : folded) MUNIMENT_TRY_VOID(fs_.remove(path));
  return fs_.sync_directory(directory);
}

Result<uint64_t> WriterImpl::fold_one(const io::File& file, const io::Path& path) {
  MUNIMENT_TRY(const SpoolContent content, read_spool(file, path, SpoolKey{reader_->id(), reader_->keyring().spool_key()}));
  if (content.damaged) return make_error(ErrorCode::corrupt, "an access record is not what was written").at(path, *content.damaged);
  MUNIMENT_TRY(const std::vector<uint64_t> done, already_folded(content));
  std::vector<Bytes> records;
  for (uint64_t seq = 0; seq < content.records.size(); ++seq) {
    if (std::find(done.begin(), done.end(), seq) != done.end()) continue;
    MUNIMENT_TRY(Bytes record, with_place(content.records[seq], content.id, seq));
    records.push_back(std::move(record));
  }
  MUNIMENT_TRY_VOID(add_event_records(records));
  return records.size();
}

// A crash between the commit of a fold and the removal of the file must not fold it twice.
Result<std::vector<uint64_t>> WriterImpl::already_folded(const SpoolContent& content) {
  std::vector<uint64_t> found;
  for (uint64_t i = content.log_size; i < reader_->end().log_size; ++i) {
    const LogEntry& entry = reader_->log().entries()[i];
    if (entry.kind != EntryKind::event || entry.cls != kEventClass) continue;
    MUNIMENT_TRY(const FrameContent frame, reader_->read(i));
    for (const ByteView bytes : frame.records) {
      MUNIMENT_TRY(const RecordKind kind, peek_kind(bytes));
      if (kind != RecordKind::access) continue;
      MUNIMENT_TRY(const Record record, decode_record(bytes));
      if (record.collected && record.collected->collector == content.id) found.push_back(record.collected->sequence);
    }
  }
  return found;
}

Result<void> WriterImpl::add_event_records(const std::vector<Bytes>& records) {
  for (size_t from = 0; from < records.size();) {
    size_t to = from;
    for (size_t raw = 0; to < records.size() && (to == from || raw + records[to].size() <= kRawFrame); ++to) raw += records[to].size();
    FrameDraft draft;
    draft.kind = EntryKind::event;
    draft.cls = kEventClass;
    MUNIMENT_TRY(const RingUnit* unit, unit_of_draft(draft));
    MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::event, kEventClass, std::span(records).subspan(from, to - from), {}}, *unit));
    from = to;
  }
  return {};
}

}  // namespace muniment::archive
