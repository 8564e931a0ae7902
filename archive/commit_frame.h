// SPDX-License-Identifier: GPL-3.0-or-later
// The COMMIT frame that closes a group, and the log entries inside it. Cleartext without personal data, kept from
// forgery by a MAC under the ring key K_commit.
#pragma once

#include <array>
#include <vector>

#include "archive/archive.h"
#include "archive/format.h"
#include "core/base/digest.h"
#include "core/base/result.h"

namespace muniment::archive {

// One leaf of the log: what is left in the clear about a frame.
struct Entry {
  EntryKind kind = EntryKind::messages;
  ClassId cls;
  uint32_t records = 0;
  MessageNumber first_message;
  SegmentNo segment;
  FrameNo frame;
  UnitTag unit;
  int64_t time_ms = 0;
  Sha256 inner_root;

  friend bool operator==(const Entry&, const Entry&) = default;
};

std::array<Byte, kEntrySize> encode_entry(const Entry& entry);
Result<Entry> decode_entry(ByteView bytes);  // corrupt if encode_entry would not have written it

struct CommitBody {
  uint64_t number = 0;
  int64_t time_ms = 0;
  uint32_t clock_error_ms = 0;
  uint64_t log_size = 0;  // after this commit
  Sha256 log_root;        // after this commit
  Sha256 group_hash;      // of the file bytes from the group's start to the COMMIT header
  Sha256 prev_commit;
  std::vector<Entry> entries;
};

// The payload with commit_mac filled in. `header` is the COMMIT header; its first 80 bytes go into the MAC.
Bytes encode_commit(const CommitBody& body, ByteView header, ByteView commit_key);
// auth_failed if the MAC is wrong, corrupt if it would not have been written so.
Result<CommitBody> decode_commit(ByteView payload, ByteView header, ByteView commit_key);
inline size_t commit_payload_size(size_t entries) { return kCommitFixed + entries * kEntrySize; }

}  // namespace muniment::archive
