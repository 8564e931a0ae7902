// SPDX-License-Identifier: GPL-3.0-or-later
// One segment out of two copies of it, each of which may be damaged, cut or missing: group by group, and inside a group
// frame by frame, the bytes that check out.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "archive/keyring.h"
#include "archive/overlay.h"
#include "archive/segment_walk.h"

namespace muniment::archive {

// One of the two copies of a segment, and the groups in it that a valid COMMIT closes.
struct SegmentSide {
  io::Path path;
  std::unique_ptr<SegmentWalker> walker;  // nothing if the file is not there
  std::vector<Group> groups;

  [[nodiscard]] bool is_there() const { return walker != nullptr; }
  [[nodiscard]] bool has_header() const { return is_there() && walker->header().has_value(); }
  [[nodiscard]] uint64_t size() const { return is_there() ? walker->file_size() : 0; }
};

struct SegmentPair {
  ClassId cls;
  SegmentNo number;
  SegmentSide here, copy;
  bool has_successor = false;                        // in its class
  std::optional<SegmentHeader> successor;            // with a valid header page

  [[nodiscard]] const std::optional<SegmentHeader>* header() const;  // of either; null if both are damaged
};

struct ComposeKeys {
  ArchiveId archive;
  const Keyring& keyring;
};

// The bytes of the segment: those of `here` wherever they check out, or where the copy has nothing better. Groups of
// the copy are taken up to log size `needed`. Errors: io.
Result<Composition> compose_segment(const SegmentPair& pair, uint64_t needed, const ComposeKeys& keys);

}  // namespace muniment::archive
