// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a damaged archive right from a second copy of it, byte for byte.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/verify_job.h"

namespace muniment::pipeline {

struct RepairRequest {
  io::Path copy;
  bool dry_run = false;     // says what would be done; writes nothing and takes no lock
  int64_t lock_wait_ms = 0;
};

struct RestoredFile {
  std::string path;           // relative to the archive
  bool was_there = false;     // damaged, and kept; otherwise it was missing
  uint64_t size = 0;
  uint64_t bytes_of_copy = 0; // the other bytes of it were good here
};

struct RepairAnswer {
  bool dry_run = false;
  std::vector<RestoredFile> restored;  // in a dry run: what would be
  std::string kept_in;                 // where the replaced files are, relative to the archive; empty if there are none
  VerifyAnswer after;                  // verified in full: its findings are what could not be restored
};

// Nothing is taken from the copy that does not check out with the keys of this archive, and no good byte is replaced.
// What is derived (index, catalogue) is left to the next ingest. Works where damage keeps the archive from opening.
// Errors: not_found, invalid_argument (a copy of another archive), auth_failed, locked, corrupt (nothing to begin
// with).
Result<RepairAnswer> repair_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                    const RepairRequest& request, const Clock& clock,
                                    const std::function<void(uint64_t done, uint64_t total)>& progress);

}  // namespace muniment::pipeline
