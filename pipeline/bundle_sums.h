// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: whether the files of a bundle are those of its SHA256SUMS, no more and no less.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/io/file_system.h"

namespace muniment::pipeline {

struct BundleFiles {
  std::string wrong;                              // the first thing that is wrong; empty if all is as listed
  uint64_t files = 0;
  std::unordered_map<Sha256, std::string> names;  // by content
  Sha256 manifest;                                // of manifest.json
};

// Reads every file. not_found or io if the bundle cannot be read.
Result<BundleFiles> check_bundle_files(io::FileSystem& fs, const io::Path& bundle);

Result<Sha256> sha256_of_file(io::FileSystem& fs, const io::Path& path);

}  // namespace muniment::pipeline
