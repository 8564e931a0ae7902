// SPDX-License-Identifier: GPL-3.0-or-later
// The log as static files for web servers and witnesses: C2SP tlog-tiles (hash tiles of height 8, entry bundles of 256).
// They hold what COMMIT frames hold in the clear, and are written again from the log at any time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/io/file_system.h"

namespace muniment::archive {

inline constexpr uint64_t kTileWidth = 256;

// "x001/x234/067" for 1234067: the path of tile number n.
std::string tile_number_path(uint64_t n);

// Takes the entries of a log from the first one on and writes their tiles below a directory. Full tiles are never
// written twice; a partial tile (".p/<width>") stands beside older ones, which are removed when the full one is there.
class TileWriter {
 public:
  TileWriter(io::FileSystem& fs, io::Path directory) : fs_(fs), directory_(std::move(directory)) {}

  Result<void> add(ByteView entry);
  // Writes the partial tiles, then `checkpoint`, which must be one of the entries added. Durable on return.
  Result<void> finish(std::string_view checkpoint);

  [[nodiscard]] uint64_t size() const { return size_; }
  [[nodiscard]] uint64_t files_written() const { return files_written_; }

 private:
  struct Level {
    uint64_t full = 0;           // tiles
    std::vector<Sha256> hashes;  // of the tile that is not full yet
  };
  Result<void> add_hash(size_t level, const Sha256& hash);
  Result<void> write_tile(const std::string& kind, uint64_t number, size_t width, ByteView content);

  io::FileSystem& fs_;
  io::Path directory_;
  std::vector<Level> levels_;
  Bytes bundle_;
  uint64_t size_ = 0;
  uint64_t files_written_ = 0;
};

}  // namespace muniment::archive
