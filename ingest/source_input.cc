// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/source_input.h"

#include <utility>

#include "ingest/inputs.h"

namespace muniment::ingest {

namespace {

// "a.zip/folder/chat.txt": where the part of the path that is a file ends, if it is one.
Result<std::optional<size_t>> end_of_zip(io::FileSystem& fs, const std::string& path) {
  for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/', slash - 1)) {
    const std::string outer = path.substr(0, slash);
    const auto there = fs.exists(outer);
    if (!there || !*there) continue;
    if (fs.list(outer)) return std::optional<size_t>();
    MUNIMENT_TRY(const bool zip, looks_like_zip(fs, outer));
    return zip ? std::optional(slash) : std::nullopt;
  }
  return std::optional<size_t>();
}

}  // namespace

Result<std::unique_ptr<SourceInput>> SourceInput::open(io::FileSystem& fs, const std::string& path) {
  if (path == "-") return open_standard_input(io::input_from_stdin());
  const auto exists = fs.exists(path);
  if (!exists || !*exists) {
    MUNIMENT_TRY(const auto zip_end, end_of_zip(fs, path));
    if (zip_end) {
      MUNIMENT_TRY(auto whole, open_zip(fs, path.substr(0, *zip_end)));
      return open_part(std::move(whole), path.substr(*zip_end + 1));
    }
    MUNIMENT_TRY_VOID(exists);
    return make_error(ErrorCode::not_found, "there is no such file or folder")
        .advise("check the spelling; \"-\" stands for standard input")
        .at(path);
  }
  if (fs.list(path)) return open_folder(fs, path);
  MUNIMENT_TRY(const bool zip, looks_like_zip(fs, path));
  return zip ? open_zip(fs, path) : open_plain_file(fs, path);
}

}  // namespace muniment::ingest
