// SPDX-License-Identifier: GPL-3.0-or-later
// POISON: left behind when the system could not make written bytes durable. What the page cache shows behind the last
// acknowledged byte is not to be believed then, even if it checks out.
#pragma once

#include <optional>

#include "archive/layout.h"
#include "core/base/result.h"

namespace muniment::archive {

struct Poison {
  ClassId cls;
  SegmentNo segment;
  uint64_t offset = 0;  // the end of what was acknowledged in that segment
};

// Best effort: the disk is failing already. Never reports.
void write_poison(io::FileSystem& fs, const Layout& layout, const Poison& poison, ByteView commit_key);
// Nothing if there is none; corrupt if it is not one that this archive's writer wrote.
Result<std::optional<Poison>> read_poison(io::FileSystem& fs, const Layout& layout, ByteView commit_key);
Result<void> remove_poison(io::FileSystem& fs, const Layout& layout);  // durable on return

}  // namespace muniment::archive
