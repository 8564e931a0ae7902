// SPDX-License-Identifier: GPL-3.0-or-later
// A bundle: the directory that leaves the house, with manifest.json and SHA256SUMS. It is written under a temporary
// name beside the final one, synced, and renamed last, so nothing half-done ever stands under the final name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/io/file_system.h"
#include "core/io/input_stream.h"

namespace muniment::exporting {

// A file of the bundle being written; counts and hashes what passes. Not thread-safe.
class BundleFile {
 public:
  virtual ~BundleFile() = default;
  virtual Result<void> write(std::string_view bytes) = 0;  // buffered
  virtual uint64_t size() const = 0;
};

struct WrittenFile {
  std::string path;      // inside the bundle, '/' between folders
  uint64_t size_bytes = 0;
  Sha256 sha256;
};

class BundleDir {
 public:
  // already_exists if `final_path` is there (nothing is ever overwritten); a left-over temporary directory of an
  // interrupted export to the same path is removed.
  static Result<std::unique_ptr<BundleDir>> create(io::FileSystem& fs, const io::Path& final_path);
  virtual ~BundleDir() = default;  // not finished: everything written is removed

  // Each path once; folders are made as needed. `path` is checked to be relative and clean (a bug otherwise): formats
  // make names from ids and from safe_file_name(). Several may be open at a time; close_file() ends one (null is a bug).
  virtual Result<std::unique_ptr<BundleFile>> create_file(const std::string& path) = 0;
  virtual Result<void> close_file(std::unique_ptr<BundleFile> file) = 0;
  virtual const std::vector<WrittenFile>& files() const = 0;  // in the order of closing

  // Writes manifest.json (the given members, then "files": path, size, sha256 sorted by path) and SHA256SUMS (all files
  // but itself, sorted by path, as `sha256sum -c` reads them), syncs everything, renames. Durable and visible on
  // return. Returns the SHA-256 of manifest.json.
  virtual Result<Sha256> finish(Json manifest) = 0;
};

// A file name that is safe on every system and shows what it can of `wanted`: no path separators, control or bidi
// characters, reserved names or trailing dots; at most 120 bytes; the extension kept; never empty.
std::string safe_file_name(std::string_view wanted);

}  // namespace muniment::exporting
