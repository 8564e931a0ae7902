// SPDX-License-Identifier: GPL-3.0-or-later
// The end of one segment file, where groups are appended. It never writes below what it has written.
#pragma once

#include <memory>

#include "archive/frame.h"
#include "archive/layout.h"
#include "archive/segment_header.h"
#include "archive/segment_walk.h"
#include "core/crypto/hash.h"

namespace muniment::archive {

struct SealedFile {
  uint64_t size = 0;
  Sha256 sha256;
};

class SegmentWriter {
 public:
  // Makes the file under its final name with its header page: durable on return, name included. Sets `sync_failed` if
  // the system could not make it so (then nothing in the file may be believed).
  static Result<std::unique_ptr<SegmentWriter>> create(io::FileSystem& fs, const Layout& layout,
                                                       const SegmentHeader& header, bool& sync_failed);
  // Goes on where the walker ended; the file must end there too.
  static Result<std::unique_ptr<SegmentWriter>> reopen(io::FileSystem& fs, const SegmentWalker& walker);

  // Writes the SEAL and syncs it: durable on return. Of `body` the caller gives all but first_message and content. The
  // file takes nothing more afterwards. Errors as append_group.
  Result<SealedFile> seal(SealBody body, bool& sync_failed);

  // One reservation, one append, one sync: durable on return. no_space: nothing was written. After any other error the
  // file ends in an unknown way; `sync_failed` says whether it was the sync.
  Result<void> append_group(ByteView group, const WalkPosition& after, bool& sync_failed);

  [[nodiscard]] SegmentNo number() const { return number_; }
  [[nodiscard]] ClassId cls() const { return cls_; }
  [[nodiscard]] const WalkPosition& position() const { return position_; }  // where the next group starts
  [[nodiscard]] uint64_t size() const { return position_.offset; }
  [[nodiscard]] bool is_empty() const { return position_.offset == kPage; }
  [[nodiscard]] int64_t created_ms() const { return created_ms_; }

 private:
  SegmentWriter() = default;
  Result<void> append_and_sync(ByteView bytes, bool& sync_failed);
  Result<void> catch_up_hash();

  std::unique_ptr<io::File> file_;
  io::Path path_;
  SegmentNo number_;
  ClassId cls_;
  MessageNumber first_message_;
  int64_t created_ms_ = 0;
  WalkPosition position_;
  // Runs along with what is appended, so that a SEAL need not read the file again; of a segment that an earlier writer
  // began, the first part is read when it is sealed.
  crypto::Sha256Stream hash_;
  uint64_t hashed_to_ = 0;
};

}  // namespace muniment::archive
