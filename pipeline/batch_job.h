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
  std::optional<int64_t> ended_ms;  // nothing, and no end: it is being followed or read now, or was interrupted
  std::optional<BatchEnd> end;
  std::optional<IngestCounts> so_far;  // of a batch without end, where it said how far it was,
  std::optional<int64_t> so_far_ms;    // and when
  uint64_t exceptions = 0;             // that the log holds
  uint64_t taken_later = 0;            // of these, by a retry
};

// The recorded facts of one batch; not_found if there is none of that number. Names conversations, and so writes an
// access record first.
Result<BatchFacts> batch(Store& store, BatchNumber number, const Actor& actor);

struct ExceptionListing {
  uint64_t number = 0;                     // within the batch, from 1, in the order of the log
  ExceptionNote note;                      // `raw` is content
  std::optional<BatchNumber> taken_by;     // the retry that took it in
};

// The same, and each of its exceptions, behind the access record. Their bytes are not shown: `note.raw` is empty.
Result<BatchFacts> batch_with_exceptions(Store& store, BatchNumber number, const Actor& actor,
                                         const std::function<void(const ExceptionListing&)>& listed);

// One of them with its bytes, behind an access record that names it; not_found if there are not so many.
Result<ExceptionListing> batch_exception(Store& store, BatchNumber number, uint64_t exception, const Actor& actor);

// For jobs, without an access record: the facts, and each exception of the batch with its bytes as the log stood at the call.
Result<BatchFacts> batch_facts(Store& store, BatchNumber number);
Result<void> each_exception(Store& store, BatchNumber number, const std::function<Result<void>(ExceptionListing&)>& take);

}  // namespace muniment::pipeline
