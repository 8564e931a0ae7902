// SPDX-License-Identifier: GPL-3.0-or-later
// What is recorded about each ingest: who took what in, how it was read and why so, and what was not taken.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "index/catalogue.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// Newest first. Shows of each batch what status shows of the latest, and like it writes no access record.
Result<std::vector<index::BatchRow>> batches(Store& store);

struct BatchFacts {
  BatchNumber number;
  int64_t begun_ms = 0;
  BatchBegin begin;
  std::optional<int64_t> ended_ms;  // nothing, and no end: interrupted, or still running
  std::optional<BatchEnd> end;
  uint64_t exceptions = 0;  // that the log holds
};

// The recorded facts of one batch; not_found if there is none of that number. Names conversations, and so writes an
// access record first.
Result<BatchFacts> batch(Store& store, BatchNumber number, const Actor& actor);

// The same, and each of its exceptions in the order of the log, behind the access record. Their bytes are content:
// `raw` is theirs, and nobody should print it.
Result<BatchFacts> batch_with_exceptions(Store& store, BatchNumber number, const Actor& actor,
                                         const std::function<void(const ExceptionNote&)>& listed);

}  // namespace muniment::pipeline
