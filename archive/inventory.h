// SPDX-License-Identifier: GPL-3.0-or-later
// Every file in an archive directory and what it is, so that verify can account for each byte.
#pragma once

#include <string>
#include <vector>

#include "archive/layout.h"
#include "core/base/result.h"

namespace muniment::archive {

enum class FileRole {
  note, lock, poison, head, checkpoint, segment, blob, identity, log_key, ring, spool,
  derived,     // idx/ and cat/: checked by their owners
  temporary,   // left by a writer that was stopped
  set_aside,   // damaged/: what a repair replaced
  foreign,     // nothing that we know
};

struct FoundFile {
  io::Path path;
  std::string shown;  // relative to the archive
  FileRole role = FileRole::foreign;
  uint64_t size = 0;
};

// Sorted by path.
Result<std::vector<FoundFile>> take_inventory(io::FileSystem& fs, const Layout& layout);

}  // namespace muniment::archive
