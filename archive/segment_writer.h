// SPDX-License-Identifier: GPL-3.0-or-later
// The end of one segment file, where groups are appended. It never writes below what it has written.
#pragma once

#include <memory>

#include "archive/frame.h"
#include "archive/layout.h"
#include "archive/segment_header.h"
#include "archive/segment_walk.h"

namespace muniment::archive {

class SegmentWriter {
 public:
  // Makes the file under its final name with its header page: durable on return, name included. Sets `sync_failed` if
  // the system could not make it so (then nothing in the file may be believed).
  static Result<std::unique_ptr<SegmentWriter>> create(io::FileSystem& fs, const Layout& layout,
                                                       const SegmentHeader& header, bool& sync_failed);
  // Goes on where the walker ended; the file must end there too.
  static Result<std::unique_ptr<SegmentWriter>> reopen(io::FileSystem& fs, const SegmentWalker& walker);

  // One reservation, one append, one sync: durable on return. no_space: nothing was written. After any other error the
  // file ends in an unknown way; `sync_failed` says whether it was the sync.
  Result<void> append_group(ByteView group, const WalkPosition& after, bool& sync_failed);

  [[nodiscard]] SegmentNo number() const { return number_; }
  [[nodiscard]] ClassId cls() const { return cls_; }
  [[nodiscard]] const WalkPosition& position() const { return position_; }  // where the next group starts
  [[nodiscard]] uint64_t size() const { return position_.offset; }

 private:
  SegmentWriter() = default;
  std::unique_ptr<io::File> file_;
  SegmentNo number_;
  ClassId cls_;
  WalkPosition position_;
};

}  // namespace muniment::archive
