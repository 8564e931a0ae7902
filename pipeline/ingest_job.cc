// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_job.h"

#include "pipeline/ingest_run.h"
#include "pipeline/recognised_sources.h"

namespace muniment::pipeline {

Result<IngestSummary> ingest(Store& store, const IngestRequest& request, const IngestObserver& observer) {
  StoreParts& parts = store.parts();
  MUNIMENT_CHECK(parts.writer != nullptr, "ingest is given a store that was opened for writing");
  MUNIMENT_TRY(const std::vector<Source> sources, recognise_sources(*parts.fs, parts.clock->now_ms(), request));
  IngestRun run(parts, request, observer);
  return run.run(sources);
}

}  // namespace muniment::pipeline
