// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a damaged archive right from a second copy of it, byte for byte. The copy may be older or newer, and damaged
// itself: nothing of it is taken that does not check out with the keys of this archive, and no good byte is replaced.
// Every file that is replaced is kept under damaged/<when>/ first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/verify.h"

namespace muniment::archive {

struct RestoredFile {
  std::string path;             // relative to the archive
  bool was_there = false;       // and is kept under damaged/
  uint64_t size = 0;            // as restored
  uint64_t bytes_of_copy = 0;   // of them, taken from the copy; the others were good here
};

struct RepairReport {
  std::vector<RestoredFile> restored;  // or, in a dry run, what would be
  std::string kept_in;                 // "damaged/20260304T092700Z"; empty if nothing was replaced
  // The whole archive, verified in full after the repair, or as it would be after it. Its findings are what could not
  // be restored.
  VerifyReport after;
};

struct RepairRequest {
  io::Path copy;
  bool dry_run = false;    // writes nothing, and takes no lock
  int64_t lock_wait_ms = 0;
};

// What of the archive can be restored: segments, attachments, key files, HEAD, kept checkpoints, archive.note, spool
// files. Not what is derived (idx/, cat/): the next writer rebuilds that. Works where damage keeps a Reader or Writer
// from opening. Holds the writer's lock. Each file is durable under its name when the next one is begun, and running it
// again after an interruption finishes the work. Errors: not_found (no archive at either place), invalid_argument (the
// copy is of another archive), auth_failed, locked, corrupt (neither place has a note, or a key ring, that opens).
Result<RepairReport> repair(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                            const RepairRequest& request, const Clock& clock, const VerifyProgress& progress);

// The same with keys that are at hand already.
Result<RepairReport> repair_with(io::FileSystem& fs, const Layout& layout, Identities identities,
                                 const RepairRequest& request, const Clock& clock, const VerifyProgress& progress);

}  // namespace muniment::archive
