// SPDX-License-Identifier: GPL-3.0-or-later
// What is held, how fresh it is, and what needs attention. Shows no message content, so it writes no access record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "index/catalogue.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct FolderSize {
  std::string folder;  // "seg", "blob", "idx", …
  uint64_t files = 0, bytes = 0;
};

// What the file system lets nobody do with the files of the log: append-only while they are written to, then immutable.
struct FileProtection {
  bool supported = true;          // the file system has such attributes
  uint64_t segments = 0;          // files of segments
  uint64_t set = 0;               // of these, with one of the two attributes
};

struct Status {
  std::string name, id_hex, zone;
  int64_t created_ms = 0;
  Numbers numbers;
  uint64_t conversations = 0, in_conversations = 0;  // the second: of the messages; the others are about sessions and people
  std::vector<index::BatchRow> batches;   // newest first, at most 10
  std::vector<FolderSize> folders;
  uint64_t bytes = 0;                     // of all files
  uint64_t spooled_accesses = 0;          // spool files that the next writer folds into the log
  uint64_t partitions = 0;
  uint64_t sessions = 0, sources = 0;     // that something came by, and that are expected
  std::optional<uint64_t> remembered;     // size of the checkpoint that this machine remembers of the archive
  FileProtection protection;
  // What stays in the clear for ever: one log entry and one frame header for each entry of the log.
  uint64_t cleartext_bytes = 0;
  bool writer_active = false;             // another process holds the writer's lock
  bool scratch_is_private = true;         // index builds use a mount namespace of their own
  bool one_key_and_no_copy = false;       // the loss of one passphrase or file would be the loss of the archive
  std::vector<std::string> attention;     // one line each; empty when all is well
};

Result<Status> status(Store& store);

}  // namespace muniment::pipeline
