// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ingest/follow/: the kinds of FollowedInput; FollowedInput::open chooses.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "ingest/follow/followed_input.h"

namespace muniment::ingest {

// A path at which one file stands after the other: what is renamed away is read to its end first.
Result<std::unique_ptr<FollowedInput>> follow_file(io::FileSystem& fs, const std::string& path, std::span<const FollowCursor> cursors,
                                                   io::Watch& watch);
// Every *.ndjson and *.jsonl of a folder as a file that grows, and every *.json as one body that is there at once.
Result<std::unique_ptr<FollowedInput>> follow_folder(io::FileSystem& fs, const std::string& path, std::span<const FollowCursor> cursors,
                                                     io::Watch& watch);
std::unique_ptr<FollowedInput> follow_pipe(std::unique_ptr<io::Pipe> pipe, const std::string& path, io::Watch& watch);

}  // namespace muniment::ingest
