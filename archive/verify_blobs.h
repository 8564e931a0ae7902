// SPDX-License-Identifier: GPL-3.0-or-later
// The attachments, as the opened frames tell of them, against the files that are there.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "archive/inventory.h"
#include "archive/verify_findings.h"
#include "archive/verify_frames.h"

namespace muniment::archive {

// What the frames say about one attachment.
struct ExpectedBlob {
  std::vector<SecretBytes> keys;   // one, unless frames disagree
  std::optional<Sha256> sha256;    // from the records
  uint64_t entry = 0;              // the first log entry that refers to it
  std::optional<uint64_t> message; // the first message that does, where it is one
};
using ExpectedBlobs = std::map<BlobId, ExpectedBlob>;

void expect_blobs(const FrameTask& task, FrameOutcome& outcome, ExpectedBlobs& expected);

// Reads the file to its end. corrupt or auth_failed unless it is what was written; io where it cannot be read.
Result<void> check_blob(io::FileSystem& fs, const Layout& layout, const ArchiveId& archive, const BlobId& blob,
                        const ExpectedBlob& expected);

struct BlobCheck {
  io::FileSystem& fs;
  const Layout& layout;
  ArchiveId archive;
  bool all_frames_opened = true;  // otherwise a file that no opened frame refers to is nothing to speak of
  unsigned threads = 1;
};

// Finds what is missing, altered, or of an impossible size, in the order of the ids; counts into `report`.
Result<void> check_blobs(const BlobCheck& check, const std::vector<FoundFile>& files, const ExpectedBlobs& expected,
                         VerifyFindings& findings, VerifyReport& report, const std::function<void(uint64_t)>& advance);

}  // namespace muniment::archive
