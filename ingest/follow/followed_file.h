// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ingest/follow/: one file on disk that grows, and how far of it is dealt with. It stays the same file when it
// is renamed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/io/file_system.h"
#include "core/io/watch.h"
#include "core/model/capture.h"
#include "ingest/follow/followed_input.h"

namespace muniment::ingest {

class FollowedFile {
 public:
  // `path` is what cursors call it. From its start, or where the cursor says.
  static Result<FollowedFile> open(io::FileSystem& fs, const std::string& path, const std::string& found_at,
                                   const FollowCursor* from = nullptr);

  // What of it is whole: lines with their ends, at most kPartBytes unless one line is longer. `to_its_end`: nothing will
  // be appended, and all of it is whole.
  Result<std::optional<FollowedPart>> next(bool to_its_end);
  void acknowledge();

  [[nodiscard]] io::FileIdentity identity() const { return identity_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  // It was cut, or written anew in place, since the last look: "", or what happened. Then it is read from its start.
  Result<std::string> look_back();

 private:
  struct Position {
    uint64_t offset = 0, lines = 0, tail_size = 0;
    Sha256 tail;
  };
  // The position behind the last line end at or before `limit`; nothing if there is none behind `position_`.
  Result<std::optional<Position>> whole_lines_until(uint64_t limit);
  [[nodiscard]] Result<Position> its_end() const;
  Result<void> set_tail(Position& position) const;
  [[nodiscard]] Result<bool> has_tail(const Position& position) const;
  FollowedPart part_until(const Position& end) const;

  std::shared_ptr<io::File> file_;
  std::string path_;
  io::FileIdentity identity_;
  Position position_;
  std::optional<Position> handed_out_;
};

// Whether a cursor's bytes stand in that file where it left it.
Result<bool> fits(io::FileSystem& fs, const std::string& found_at, const FollowCursor& cursor);

}  // namespace muniment::ingest
