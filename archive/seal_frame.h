// SPDX-License-Identifier: GPL-3.0-or-later
// The SEAL frame that closes a segment: where its DATA frames stand, and the hash of all that is before it. It needs no
// key; what binds it is the record that the log keeps of it (docs/archive-format.md 2.6).
#pragma once

#include <vector>

#include "archive/format.h"
#include "archive/frame.h"
#include "core/base/digest.h"
#include "core/base/result.h"

namespace muniment::archive {

struct FramePlace {
  uint64_t offset = 0;        // of the header of a DATA frame
  uint32_t payload_len = 0;
  friend bool operator==(const FramePlace&, const FramePlace&) = default;
};

struct SealBody {
  MessageNumber first_message;  // the next number when the segment was made
  MessageNumber next_message;   // the next number behind its last group
  uint64_t first_commit = 0;
  uint64_t last_commit = 0;
  Sha256 content;               // of all bytes of the file before the SEAL header
  std::vector<FramePlace> places;  // of all DATA frames, in file order; at least one
  friend bool operator==(const SealBody&, const SealBody&) = default;
};

inline constexpr std::string_view kEndMarker = "MUNEND1\n";
inline constexpr size_t kSealEnd = 16;  // u64 offset of the SEAL header, end marker

// Where a file ends whose SEAL stands at `offset`.
uint64_t end_of_seal(uint64_t offset, uint64_t payload_len);
uint64_t seal_payload_size(uint64_t frames);

// All bytes from the SEAL header to the end of the file. `offset` is a page boundary.
Bytes build_seal(SegmentNo segment, FrameNo frame, const Chain& chain, uint64_t offset, const SealBody& body);

// `bytes` begin with the SEAL header at `offset` and go to end_of_seal(). corrupt if build_seal would not have written
// them; chain and numbers are not looked at.
Result<SealBody> decode_seal(ByteView bytes, uint64_t offset);

}  // namespace muniment::archive
