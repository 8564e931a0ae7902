// SPDX-License-Identifier: GPL-3.0-or-later
// Opening one frame in full, for verify: many at a time, on several threads.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "archive/commit_frame.h"
#include "archive/keyring.h"
#include "archive/segment_walk.h"

namespace muniment::archive {

struct FrameTask {
  Entry entry;
  WalkedFrame frame;                     // offset 0: its header was not found
  uint64_t index = 0;                    // of the log entry
  std::shared_ptr<const io::File> file;  // of its segment
  io::Path path;
};

// One attachment as a record of the frame states it.
struct StatedContent {
  BlobId blob;
  Sha256 sha256;
  uint32_t record = 0;  // which record of the frame
};

struct FrameOutcome {
  std::optional<Error> trouble;  // io: the file could not be read; anything else: the frame is not what was written
  std::vector<BlobKey> blobs;
  std::vector<StatedContent> contents;
};

// Reads, decrypts, decompresses, decodes every record, and compares with the log entry. Thread-safe.
FrameOutcome open_in_full(const FrameTask& task, const ArchiveId& archive, const Keyring& keyring);

}  // namespace muniment::archive
