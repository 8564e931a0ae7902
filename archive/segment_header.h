// SPDX-License-Identifier: GPL-3.0-or-later
// The first page of a segment: written and synced before any frame, never changed.
#pragma once

#include <array>

#include "archive/format.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"

namespace muniment::archive {

using HeaderPage = std::array<Byte, kPage>;

struct SegmentHeader {
  ArchiveId archive;
  SegmentNo segment;
  MessageNumber first_message;  // the next number when the segment was made
  int64_t created_ms = 0;
  ClassId cls;
  Sha256 prev_commit;           // of the last commit before, in whichever segment; zero in the first segment
  // Where the segment before it in its class was abandoned (its torn tail begins there), and the tail's hash.
  uint64_t abandoned_prev_offset = kNotAbandoned;
  Sha256 abandoned_hash;

  friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

HeaderPage encode_segment_header(const SegmentHeader& header);
// unsupported for another major version, suite or a locked segment; corrupt for anything that encode would not write.
Result<SegmentHeader> decode_segment_header(ByteView page);

}  // namespace muniment::archive
