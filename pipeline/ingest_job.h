// SPDX-License-Identifier: GPL-3.0-or-later
// Takes sources in: reads, recognises what is held, seals, commits, indexes. The sum always holds:
// in source = new + already held + excluded + exceptions.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/model/event.h"
#include "ingest/source_format.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct IngestRequest {
  std::vector<std::string> paths;          // files, folders, zips, or "-"
  std::string format;                      // by name; empty: recognised for each path
  TimeZone zone = TimeZone::utc();         // for wall-clock times
  ingest::DateOrder date_order = ingest::DateOrder::automatic;
  std::string custodian;
  std::string conversation;                // overrides the recognised one, for text exports
  std::shared_ptr<const std::vector<SecretBytes>> app_secrets;  // as SourceOptions has them
  int64_t gather_ms = 0;                   // of a run that follows: between two commits
  Actor actor;
  const std::atomic<bool>* stop = nullptr; // set by a signal: what was read so far is committed, then cancelled
};

// Called from the job's own thread.
struct IngestObserver {
  // After each durable group: of all records of the sources so far, this many are dealt with for ever.
  std::function<void(uint64_t in_source, uint64_t log_size)> committed;
  std::function<void(const std::string& path, uint64_t in_source)> reading;  // now and then
};

struct ExceptionListed {
  std::string path;
  uint64_t line = 0;
  std::string what, why;
};

struct IngestSummary {
  BatchNumber batch;
  IngestCounts counts;                     // of the whole run; adds up
  std::vector<BatchSource> sources;        // one for each path, in order
  std::vector<std::string> formats;        // the format of each source
  std::map<std::string, uint64_t> excluded; // how many for which reason
  std::vector<ExceptionListed> exceptions; // the first 100; all of them are in the log
  uint64_t messages_held = 0, searchable = 0, log_size = 0;
};

// Refuses, before anything is written, what cannot be read as a whole (unknown format, ambiguous dates). Everything in
// the summary is durable and searchable on return. On an error (disk full, stopped) what was acknowledged stays.
Result<IngestSummary> ingest(Store& store, const IngestRequest& request, const IngestObserver& observer);

}  // namespace muniment::pipeline
