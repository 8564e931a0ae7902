// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the kept bytes of a batch's exceptions with the present parser, and takes in what it can read now.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct RetrySummary {
  std::optional<BatchNumber> batch;              // that holds what was taken; nothing: no exception could be read
  IngestCounts counts;                           // of this run: exceptions are those that are still ones; adds up
  uint64_t tried = 0, taken = 0;                 // exceptions, and those of them that were read whole
  uint64_t taken_before = 0;                     // by an earlier retry; they are not tried again
  std::map<std::string, uint64_t> not_retried;   // why, and how many: they are among the exceptions of `counts`
};

// unsupported if none of the batch's formats can be read in pieces: an export is read as a whole. An exception is taken
// only if all of it can be read; what is taken is marked in the log together with its records. Durable on return.
Result<RetrySummary> retry_exceptions(Store& store, BatchNumber number, const Actor& actor, const std::atomic<bool>* stop = nullptr);

}  // namespace muniment::pipeline
