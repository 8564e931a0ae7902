// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/proof_plan.h"

#include <algorithm>
#include <functional>

#include "core/model/codec.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchBatch = 3111, kNoSuchExport = 3402, kExportListsNothing = 3403;

// Told of each record of an event entry; `true` ends the walk.
using Visit = std::function<Result<bool>(uint64_t entry, uint32_t i, ByteView record)>;

Result<bool> visit_events(const archive::Reader& log, uint64_t entry, const Visit& visit) {
  if (log.entries()[entry].kind != archive::EntryKind::event) return false;
  MUNIMENT_TRY(const archive::FrameContent content, log.read(entry));
  for (uint32_t i = 0; i < content.records.size(); ++i) {
    MUNIMENT_TRY(const bool done, visit(entry, i, content.records[i]));
    if (done) return true;
  }
  return false;
}

// The record, if it is of that kind; decoding is for those only.
Result<std::optional<Record>> record_of_kind(ByteView bytes, RecordKind kind) {
  MUNIMENT_TRY(const RecordKind found, peek_kind(bytes));
  if (found != kind) return std::optional<Record>();
  MUNIMENT_TRY(Record record, decode_record(bytes));
  return std::optional(std::move(record));
}

Result<bool> is_begin_of(BatchNumber batch, ByteView bytes) {
  MUNIMENT_TRY(const auto record, record_of_kind(bytes, RecordKind::batch_begin));
  if (!record) return false;
  MUNIMENT_TRY(const BatchBegin begin, batch_begin_from(*record));
  return begin.batch == batch.value;
}

Result<std::optional<ExportMade>> export_in(ByteView bytes) {
  MUNIMENT_TRY(const auto record, record_of_kind(bytes, RecordKind::export_made));
  if (!record) return std::optional<ExportMade>();
  MUNIMENT_TRY(ExportMade made, export_from(*record));
  return std::optional(std::move(made));
}

Error no_such_export(const std::string& which) {
  return make_error(ErrorCode::not_found, "the log has no event of " + which)
      .because("an export is recorded when the next command writes to the archive")
      .advise("muniment checkpoint create takes the waiting records into the log, and signs them")
      .numbered(kNoSuchExport);
}

}  // namespace

Result<void> ProofSelection::add_messages(MessageNumber first, MessageNumber last) {
  if (last < first) return make_error(ErrorCode::invalid_argument, to_string(first) + ".." + to_string(last) + " ends before it begins");
  for (uint64_t number = first.value; number <= last.value;) {
    MUNIMENT_TRY(const archive::LogEntry entry, log_.find(MessageNumber{number}));
    const uint64_t end = std::min(last.value, entry.first_message.value + entry.records - 1);
    std::vector<uint32_t>& records = items_[entry.index];
    for (; number <= end; ++number) records.push_back(static_cast<uint32_t>(number - entry.first_message.value));
  }
  return {};
}

Result<void> ProofSelection::add_numbers(std::span<const MessageNumber> numbers) {
  for (const auto& [first, last] : ranges_of({numbers.begin(), numbers.end()})) {
    MUNIMENT_TRY_VOID(add_messages(MessageNumber{first}, MessageNumber{last}));
  }
  return {};
}

// One writer at a time: what stands between the begin of a batch and its end, or the next begin, is the batch's.
Result<void> ProofSelection::add_batch(BatchNumber batch) {
  const uint64_t size = log_.entries().size();
  std::optional<uint64_t> begin;
  uint32_t begin_record = 0;
  for (uint64_t entry = size; entry-- > 0 && !begin;) {
    MUNIMENT_TRY_VOID(visit_events(log_, entry, [&](uint64_t at, uint32_t i, ByteView bytes) -> Result<bool> {
      MUNIMENT_TRY(const bool found, is_begin_of(batch, bytes));
      if (found) items_[at].push_back(i), begin = at, begin_record = i;
      return found;
    }));
  }
  if (!begin) {
    return make_error(ErrorCode::not_found, "there is no batch " + to_string(batch)).advise("muniment batches lists them").numbered(kNoSuchBatch);
  }
  const auto ends = [&](uint64_t at, uint32_t i, ByteView bytes) -> Result<bool> {
    if (at == *begin && i <= begin_record) return false;
    MUNIMENT_TRY(const RecordKind kind, peek_kind(bytes));
    if (kind == RecordKind::batch_end) items_[at].push_back(i);
    return kind == RecordKind::batch_end || kind == RecordKind::batch_begin;
  };
  for (uint64_t entry = *begin; entry < size; ++entry) {
    const archive::LogEntry& row = log_.entries()[entry];
    if (row.kind == archive::EntryKind::messages) {
      for (uint32_t i = 0; i < row.records; ++i) items_[entry].push_back(i);
    }
    MUNIMENT_TRY(const bool done, visit_events(log_, entry, ends));
    if (done) break;
  }
  return {};
}

Result<void> ProofSelection::add_export_event(const std::optional<Found>& found, Error if_not) {
  if (!found) return if_not;
  if (found->event.ranges.empty() && found->event.messages > 0) {
    return make_error(ErrorCode::not_found, "the export event does not list its messages")
        .because("it was made by an older muniment, or there are too many of them for one record")
        .advise("the bundle's own proof/messages.proof proves the messages")
        .numbered(kExportListsNothing);
  }
  items_[found->entry].push_back(found->record);
  for (const auto& [first, last] : found->event.ranges) {
    MUNIMENT_TRY_VOID(add_messages(MessageNumber{first}, MessageNumber{last}));
  }
  return {};
}

Result<void> ProofSelection::add_export(ExportNumber number) {
  std::optional<Found> found;
  uint64_t seen = 0;
  for (uint64_t entry = 0; entry < log_.entries().size() && !found; ++entry) {
    MUNIMENT_TRY_VOID(visit_events(log_, entry, [&](uint64_t at, uint32_t i, ByteView bytes) -> Result<bool> {
      MUNIMENT_TRY(auto made, export_in(bytes));
      if (!made || ++seen != number.value) return false;
      found = Found{at, i, std::move(*made)};
      return true;
    }));
  }
  return add_export_event(found, no_such_export("export " + to_string(number)));
}

Result<void> ProofSelection::add_export_of_manifest(const std::string& sha256) {
  std::optional<Found> found;
  for (uint64_t entry = log_.entries().size(); entry-- > 0 && !found;) {
    MUNIMENT_TRY_VOID(visit_events(log_, entry, [&](uint64_t at, uint32_t i, ByteView bytes) -> Result<bool> {
      MUNIMENT_TRY(auto made, export_in(bytes));
      if (!made || made->manifest_sha256 != sha256) return false;
      found = Found{at, i, std::move(*made)};
      return true;
    }));
  }
  return add_export_event(found, no_such_export("the export whose manifest has SHA-256 " + sha256));
}

uint64_t ProofSelection::records() const {
  uint64_t count = 0;
  for (const archive::ProofItem& item : plan().items) count += item.records.size();
  return count;
}

archive::ProofPlan ProofSelection::plan() const {
  archive::ProofPlan plan;
  for (const auto& [entry, records] : items_) {
    archive::ProofItem item{entry, records};
    std::ranges::sort(item.records);
    item.records.erase(std::unique(item.records.begin(), item.records.end()), item.records.end());
    plan.items.push_back(std::move(item));
  }
  return plan;
}

std::vector<std::pair<uint64_t, uint64_t>> ranges_of(std::vector<MessageNumber> numbers) {
  std::ranges::sort(numbers);
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  for (const MessageNumber number : numbers) {
    if (!ranges.empty() && number.value <= ranges.back().second + 1) ranges.back().second = number.value;
    else ranges.emplace_back(number.value, number.value);
  }
  return ranges;
}

}  // namespace muniment::pipeline
