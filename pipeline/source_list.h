// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which sources a user meant with the paths that he named.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/file_system.h"

namespace muniment::pipeline {

// A file, a part of a zip ("a.zip/chat") or "-" is one source. A folder with one chat text and its media is one source,
// also if texts and archives are among the media; so is a folder of .json files, each the body of a webhook, however many
// they are and in whatever sub-folders. A folder of exports (zips, several chat texts, NDJSON files, sub-folders with
// exports) is as many sources as it holds, and so is a zip of several exports: in the order of names, in which numbers
// count as numbers. A .json file among such exports is a source if its format is recognised, and else belongs to something
// else.
// not_found for a path that is not there; invalid_argument for a folder with nothing to read.
Result<std::vector<std::string>> list_sources(io::FileSystem& fs, const std::vector<std::string>& paths);

}  // namespace muniment::pipeline
