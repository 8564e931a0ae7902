// SPDX-License-Identifier: GPL-3.0-or-later
// A source that grows while it is read: a file that somebody appends to, a folder of such files, a pipe. It is handed out
// in parts of whole lines; a part that was not acknowledged is handed out again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/file_system.h"
#include "core/io/watch.h"
#include "core/model/capture.h"
#include "ingest/source_input.h"

namespace muniment::ingest {

struct FollowedPart {
  std::shared_ptr<SourceInput> input;  // only these bytes; good until the part is acknowledged
  std::string path;                    // of the file as it is called now
  uint64_t first_offset = 0;           // bytes of the file before it
  uint64_t first_line = 0;             // lines of the file before it
  std::optional<FollowCursor> after;   // where to go on behind it; nothing where nobody can go back
};

// Not thread-safe.
class FollowedInput {
 public:
  static constexpr size_t kPartBytes = size_t{8} << 20;  // and more only for one line that is longer

  // "-" is standard input. Goes on where `cursors` say, as far as the files are the same: by device, inode and the bytes
  // before. What does not fit is said in notes(). A file may come later; its folder must be there.
  static Result<std::unique_ptr<FollowedInput>> open(io::FileSystem& fs, const std::string& path, std::span<const FollowCursor> cursors,
                                                     io::Watch& watch);
  virtual ~FollowedInput() = default;

  // What there is now, or nothing. `now_ms` is for what must have stood still a while before it is believed.
  virtual Result<std::optional<FollowedPart>> next(int64_t now_ms) = 0;
  virtual void acknowledge() = 0;              // the part that next() gave last is dealt with for ever
  [[nodiscard]] virtual bool ended() const = 0;  // nothing will come any more
  // What somebody should know: a file that was cut, replaced or is gone. Each once.
  virtual std::vector<std::string> take_notes() = 0;
};

}  // namespace muniment::ingest
