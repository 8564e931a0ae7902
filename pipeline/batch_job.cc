// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch_job.h"

#include "core/model/codec.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchBatch = 3111;

using Visit = std::function<Result<void>(const Record&)>;

Result<void> visit_entry(const archive::Reader& log, uint64_t entry, const Visit& visit) {
  if (log.entries()[entry].kind != archive::EntryKind::event) return {};
  MUNIMENT_TRY(const archive::FrameContent content, log.read(entry));
  for (const ByteView bytes : content.records) {
    MUNIMENT_TRY(const Record record, decode_record(bytes));
    MUNIMENT_TRY_VOID(visit(record));
  }
  return {};
}

int64_t time_of(const Record& event) {
  return event.time ? event.time->utc_ms : event.captured_ms.value_or(0);
}

// A batch and where it stands in the log: its events lie from `first_entry` on.
struct Located {
  BatchFacts facts;
  std::optional<uint64_t> first_entry;
};

Result<void> look_for(Located& located, uint64_t entry, const Record& record) {
  const uint64_t wanted = located.facts.number.value;
  if (record.kind == RecordKind::batch_begin) {
    MUNIMENT_TRY(BatchBegin begin, batch_begin_from(record));
    if (begin.batch != wanted) return {};
    located.facts.begin = std::move(begin);
    located.facts.begun_ms = time_of(record);
    located.first_entry = entry;
  } else if (record.kind == RecordKind::batch_end) {
    MUNIMENT_TRY(BatchEnd end, batch_end_from(record));
    if (end.batch != wanted) return {};
    located.facts.end = std::move(end);
    located.facts.ended_ms = time_of(record);
  } else if (record.kind == RecordKind::exception) {
    MUNIMENT_TRY(const ExceptionNote note, exception_from(record));
    if (note.batch == wanted) ++located.facts.exceptions;
  }
  return {};
}

// Backwards, since the newest batches are those that are asked for.
Result<Located> locate(const archive::Reader& log, BatchNumber number) {
  Located located;
  located.facts.number = number;
  for (uint64_t entry = log.entries().size(); entry-- > 0 && !located.first_entry;) {
    MUNIMENT_TRY_VOID(visit_entry(log, entry, [&](const Record& record) { return look_for(located, entry, record); }));
  }
  if (located.first_entry) return located;
  return make_error(ErrorCode::not_found, "there is no batch " + to_string(number))
      .advise("muniment batches lists them")
      .numbered(kNoSuchBatch);
}

Result<Located> locate_for(Store& store, BatchNumber number, const Actor& actor, const char* command) {
  MUNIMENT_TRY(Located located, locate(store.parts().log(), number));
  const uint64_t shown = located.facts.end ? located.facts.end->sources.size() : located.facts.begin.sources.size();
  MUNIMENT_TRY_VOID(record_access(store.parts(), actor, command, to_string(number), shown));
  return located;
}

}  // namespace

Result<std::vector<index::BatchRow>> batches(Store& store) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(store.parts()));
  return catalogue->batches();
}

Result<BatchFacts> batch(Store& store, BatchNumber number, const Actor& actor) {
  MUNIMENT_TRY(Located located, locate_for(store, number, actor, "batches show"));
  return std::move(located.facts);
}

Result<BatchFacts> batch_with_exceptions(Store& store, BatchNumber number, const Actor& actor,
                                         const std::function<void(const ExceptionNote&)>& listed) {
  MUNIMENT_TRY(Located located, locate_for(store, number, actor, "batches show --exceptions"));
  const archive::Reader& log = store.parts().log();
  uint64_t left = located.facts.exceptions;
  for (uint64_t entry = *located.first_entry; entry < log.entries().size() && left > 0; ++entry) {
    MUNIMENT_TRY_VOID(visit_entry(log, entry, [&](const Record& record) -> Result<void> {
      if (record.kind != RecordKind::exception) return {};
      MUNIMENT_TRY(const ExceptionNote note, exception_from(record));
      if (note.batch != number.value) return {};
      listed(note);
      --left;
      return {};
    }));
  }
  return std::move(located.facts);
}

}  // namespace muniment::pipeline
