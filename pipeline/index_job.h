// SPDX-License-Identifier: GPL-3.0-or-later
// The search index by itself: how it stands, whether it holds what the log holds, building it anew, making it compact. It
// is derived from the log, so nothing here says anything in the log. No message is shown, and so no access record written.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "index/search.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

using MessagesDone = std::function<void(uint64_t done, uint64_t total)>;

// --- how it stands ---------------------------------------------------------------------------------------------------

struct UncoveredRange {
  index::LogRange range;
  uint64_t messages = 0;
};

struct IndexStatus {
  uint64_t messages = 0, searchable = 0;  // as in Numbers
  uint64_t log_size = 0;
  std::vector<index::PartitionInfo> partitions;  // by class, month, then place in the log
  uint64_t bytes = 0;                     // of their files
  std::vector<UncoveredRange> uncovered;  // those with messages in them
  std::vector<std::string> damaged;       // "1/000000000012.1.mxap: why"
  uint64_t unnamed_files = 0;             // left by a run that was interrupted, or written by one right now
  bool writer_active = false;             // another process holds the lock: it indexes what it has committed
  bool scratch_is_private = true;         // index builds use a mount namespace of their own
  // Something is damaged, or is not covered and nobody is at it.
  [[nodiscard]] bool needs_attention() const { return !damaged.empty() || (!uncovered.empty() && !writer_active); }
};

// Opens every file of the index and reads none of them.
Result<IndexStatus> index_status(Store& store);

// --- whether it holds what the log holds -----------------------------------------------------------------------------

struct IndexVerifyRequest {
  bool full = false;  // false: the messages of some frames, chosen at random, are indexed anew and compared
  uint64_t seed = 0;  // the same seed chooses the same frames of the same log
};

struct IndexFinding {
  std::string file;  // below idx/; empty where it is no single one
  std::string what;
};

struct IndexVerifyAnswer {
  uint64_t files = 0, bytes = 0;  // partitions, which are all read
  uint64_t messages = 0;          // of the log
  uint64_t covered = 0;           // of these, covered by partitions that are sound
  uint64_t compared = 0;          // of these, indexed anew from the log
  bool writer_active = false;     // it may be about to index what is not covered
  std::vector<IndexFinding> findings;
};

// Reads every byte of the index, sees that every message that it covers is in exactly one partition, and that what it keeps
// of those compared is what indexing them anew gives; in full, also that the lists of messages by word agree with that.
// Changes nothing. Takes 16 bytes of memory for each message of the log.
Result<IndexVerifyAnswer> verify_index(Store& store, const IndexVerifyRequest& request, const MessagesDone& progress);

// --- making it anew --------------------------------------------------------------------------------------------------

struct IndexSize {
  uint64_t partitions = 0, messages = 0, bytes = 0;
};

struct IndexChange {
  IndexSize before, after;
  double seconds = 0;
};

// Builds the index from the log and puts it in the place of the old one, which answers searches until then and is not read.
// A crash leaves the old one or the new one. Durable on return. For a Store opened for writing, IndexAtOpen::left_as_it_is.
Result<IndexChange> rebuild_index(Store& store, const MessagesDone& progress);

// Leaves each class and month with as few partitions as there can be. A crash leaves what was or what shall be. Durable on
// return. For a Store opened for writing, which has made the index sound.
Result<IndexChange> compact_index(Store& store);

}  // namespace muniment::pipeline
