// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch_job.h"

#include <map>
#include <tuple>
#include <utility>

#include "core/model/codec.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchBatch = 3111, kNoSuchException = 3112;

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

// Several exceptions can have one place: the problems of one delivery.
using Place = std::tuple<std::string, uint64_t, uint64_t>;

// A batch and where it stands in the log: its events lie from `first_entry` on.
struct Located {
  BatchFacts facts;
  std::optional<uint64_t> first_entry;
  std::map<Place, std::vector<BatchNumber>> taken;  // each mark stands for one exception of its place
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
  } else if (record.kind == RecordKind::exception_taken) {
    MUNIMENT_TRY(const ExceptionTaken taken, exception_taken_from(record));
    if (taken.of_batch != wanted) return {};
    ++located.facts.taken_later;
    located.taken[{taken.path, taken.line, taken.offset}].push_back(BatchNumber{taken.by_batch});
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

// Those of one place are marked in their order.
Result<void> visit_exceptions(const archive::Reader& log, Located& located, const std::function<Result<void>(ExceptionListing&)>& take) {
  std::map<Place, size_t> marks_used;
  const uint64_t all = located.facts.exceptions, end = log.entries().size();
  uint64_t number = 0;
  for (uint64_t entry = *located.first_entry; entry < end && number < all; ++entry) {
    MUNIMENT_TRY_VOID(visit_entry(log, entry, [&](const Record& record) -> Result<void> {
      if (record.kind != RecordKind::exception) return {};
      ExceptionListing listing;
      MUNIMENT_TRY(listing.note, exception_from(record));
      if (listing.note.batch != located.facts.number.value) return {};
      listing.number = ++number;
      const Place place{listing.note.path, listing.note.line, listing.note.offset};
      const auto marks = located.taken.find(place);
      size_t& used = marks_used[place];
      if (marks != located.taken.end() && used < marks->second.size()) listing.taken_by = marks->second[marks->second.size() - ++used];
      return take(listing);
    }));
  }
  return {};
}

}  // namespace

Result<std::vector<index::BatchRow>> batches(Store& store) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(store.parts()));
  return catalogue->batches();
}

Result<BatchFacts> batch(Store& store, BatchNumber number, const Actor& actor) {
  MUNIMENT_TRY(Located located, locate_for(store, number, actor, "batches show"));
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(store.parts()));
  const auto& open = catalogue->capture().open_batches();
  if (const auto so_far = open.find(number.value); !located.facts.end && so_far != open.end()) {
    located.facts.so_far = so_far->second.counts;
    located.facts.so_far_ms = so_far->second.at_ms;
  }
  return std::move(located.facts);
}

Result<BatchFacts> batch_with_exceptions(Store& store, BatchNumber number, const Actor& actor,
                                         const std::function<void(const ExceptionListing&)>& listed) {
  MUNIMENT_TRY(Located located, locate_for(store, number, actor, "batches exceptions"));
  MUNIMENT_TRY_VOID(visit_exceptions(store.parts().log(), located, [&](ExceptionListing& listing) -> Result<void> {
    listing.note.raw.clear();
    listed(listing);
    return {};
  }));
  return std::move(located.facts);
}

Result<ExceptionListing> batch_exception(Store& store, BatchNumber number, uint64_t exception, const Actor& actor) {
  MUNIMENT_TRY(Located located, locate(store.parts().log(), number));
  std::optional<ExceptionListing> found;
  MUNIMENT_TRY_VOID(visit_exceptions(store.parts().log(), located, [&](ExceptionListing& listing) -> Result<void> {
    if (listing.number == exception) found = std::move(listing);
    return {};
  }));
  if (!found) {
    return make_error(ErrorCode::not_found, "batch " + to_string(number) + " has no exception " + std::to_string(exception))
        .because("it has " + std::to_string(located.facts.exceptions))
        .advise("muniment batches exceptions " + to_string(number) + " lists them")
        .numbered(kNoSuchException);
  }
  MUNIMENT_TRY_VOID(record_access(store.parts(), actor, "batches exceptions --raw",
                                  to_string(number) + " exception " + std::to_string(exception), 1));
  return std::move(*found);
}

Result<BatchFacts> batch_facts(Store& store, BatchNumber number) {
  MUNIMENT_TRY(Located located, locate(store.parts().log(), number));
  return std::move(located.facts);
}

Result<void> each_exception(Store& store, BatchNumber number, const std::function<Result<void>(ExceptionListing&)>& take) {
  MUNIMENT_TRY(Located located, locate(store.parts().log(), number));
  return visit_exceptions(store.parts().log(), located, take);
}

}  // namespace muniment::pipeline
