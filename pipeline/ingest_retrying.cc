// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of IngestRun that only a retry needs: what was kept of exceptions is read again.
#include <utility>

#include "ingest/follow/part_input.h"
#include "pipeline/ingest_run.h"

namespace muniment::pipeline {

// The mark stands in the same group as what was taken: after a crash both are there, or neither.
Result<void> IngestRun::take_kept(const Source& source, const std::shared_ptr<const Bytes>& kept, ExceptionTaken mark) {
  mark.by_batch = summary_.batch.value;
  MUNIMENT_TRY_VOID(add_event(to_record(mark, parts_.clock->now_ms())));
  return take_part(source, ingest::input_of_bytes(kept, source.path), std::nullopt);
}

// It is kept already, and is not kept again.
void IngestRun::count_exception() {
  ++summary_.counts.in_source;
  ++summary_.counts.exceptions;
}

Result<IngestSummary> IngestRun::end_retrying() {
  MUNIMENT_TRY_VOID(write_sightings(following_));
  for (auto& [path, report] : followed_) summary_.sources.push_back(std::move(report));
  MUNIMENT_TRY_VOID(end_batch("complete"));
  return sum_up();
}

}  // namespace muniment::pipeline
