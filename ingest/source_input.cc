// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/source_input.h"

#include <utility>

#include "ingest/inputs.h"

namespace muniment::ingest {

Result<std::unique_ptr<SourceInput>> SourceInput::open(io::FileSystem& fs, const std::string& path) {
  if (path == "-") return open_standard_input(io::input_from_stdin());
  MUNIMENT_TRY(const bool exists, fs.exists(path));
  if (!exists) {
    return make_error(ErrorCode::not_found, "there is no such file or folder")
        .advise("check the spelling; \"-\" stands for standard input")
        .at(path);
  }
  if (fs.list(path)) return open_folder(fs, path);
  MUNIMENT_TRY(const bool zip, looks_like_zip(fs, path));
  return zip ? open_zip(fs, path) : open_plain_file(fs, path);
}

}  // namespace muniment::ingest
