// SPDX-License-Identifier: GPL-3.0-or-later
// Small reads that go forward through a file, out of larger ones: headers stand every few KiB, and a read for each would ask a
// disk for page after page.
#pragma once

#include "core/io/file_system.h"

namespace muniment::archive {

// Not thread-safe. What it holds may have been rewritten in the file since: forget() before reading what somebody may have cut
// off and written again.
class ReadWindow {
 public:
  // Fills `out` with the bytes at `at`, below `end`, where the file ends or what may be read of it.
  Result<void> read(const io::File& file, uint64_t at, MutableByteView out, uint64_t end, const io::Path& path);
  void forget();

 private:
  uint64_t begin_ = 0;
  Bytes bytes_;
};

}  // namespace muniment::archive
