// SPDX-License-Identifier: GPL-3.0-or-later
// Makes proofs: that records were in the log when a checkpoint was signed (docs/proofs.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/io/file_system.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// What is to be proven: all that is named here.
struct ProveRequest {
  std::vector<std::pair<MessageNumber, MessageNumber>> messages;  // first to last
  std::optional<BatchNumber> batch;         // the messages that it added, and the records of its begin and end
  std::optional<ExportNumber> export_made;  // the messages that the export event lists, and the event
  io::Path bundle;                          // the same, found by the SHA-256 of the bundle's manifest
  bool withhold = false;                    // leaves in place of records
  std::optional<uint64_t> checkpoint;       // its size; by default the oldest kept one that covers all, else HEAD
  io::Path out;                             // must not exist
  Actor actor;
  [[nodiscard]] std::string text() const;   // "m5..m9 b12", for the access record
};

struct ProveAnswer {
  uint64_t records = 0, messages = 0, entries = 0, bytes = 0;
  uint64_t checkpoint = 0;      // its size
  std::string checkpoint_file;  // relative to the archive
  std::string sha256;           // of the proof
  std::string log_key;
};

// Writes an access record first, then the proof, one frame at a time. Durable and complete on return; nothing stands
// under `out` before. Errors: already_exists, and those of archive::write_proof(); not_found for what is not in the log.
Result<ProveAnswer> prove(Store& store, const ProveRequest& request, const std::function<void(uint64_t, uint64_t)>& progress);

}  // namespace muniment::pipeline
