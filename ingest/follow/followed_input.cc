// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/follow/followed_input.h"

#include "ingest/follow/followed_kinds.h"

namespace muniment::ingest {
namespace {

Error cannot_be_followed(const std::string& path) {
  return make_error(ErrorCode::invalid_argument, "this is nothing that can be followed")
      .because("expected a file, a folder, a named pipe, or - for standard input")
      .at(path)
      .numbered(2120);
}

}  // namespace

Result<std::unique_ptr<FollowedInput>> FollowedInput::open(io::FileSystem& fs, const std::string& path,
                                                           std::span<const FollowCursor> cursors, io::Watch& watch) {
  if (path == "-") return follow_pipe(io::Pipe::standard_input(), path, watch);
  const auto status = io::status_of(path);
  if (!status && status.error().code != ErrorCode::not_found) return status.error();
  if (!status) return follow_file(fs, path, cursors, watch);
  if (status->kind == io::FileKind::directory) return follow_folder(fs, path, cursors, watch);
  if (status->kind == io::FileKind::regular) return follow_file(fs, path, cursors, watch);
  if (!status->is_pipe) return cannot_be_followed(path);
  MUNIMENT_TRY(auto pipe, io::Pipe::open(path));
  return follow_pipe(std::move(pipe), path, watch);
}

}  // namespace muniment::ingest
