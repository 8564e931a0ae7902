// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/tiles.h"

#include "archive/merkle.h"

namespace muniment::archive {
namespace {

std::string three_digits(uint64_t n) {
  std::string digits = std::to_string(n);
  return std::string(3 - digits.size(), '0') + digits;
}

Bytes bytes_of(const std::vector<Sha256>& hashes) {
  Bytes bytes;
  for (const Sha256& hash : hashes) append(bytes, hash.view());
  return bytes;
}

Result<void> remove_partials(io::FileSystem& fs, const io::Path& directory) {
  MUNIMENT_TRY(const bool there, fs.exists(directory));
  if (!there) return {};
  MUNIMENT_TRY(const auto entries, fs.list(directory));
  for (const io::DirectoryEntry& entry : entries) MUNIMENT_TRY_VOID(fs.remove(directory / entry.name));
  return {};
}

}  // namespace

std::string tile_number_path(uint64_t n) {
  std::string path = three_digits(n % 1000);
  for (n /= 1000; n > 0; n /= 1000) path = "x" + three_digits(n % 1000) + "/" + path;
  return path;
}

Result<void> TileWriter::add(ByteView entry) {
  bundle_.push_back(static_cast<Byte>(entry.size() >> 8));
  bundle_.push_back(static_cast<Byte>(entry.size() & 0xff));
  append(bundle_, entry);
  ++size_;
  if (size_ % kTileWidth == 0) {
    MUNIMENT_TRY_VOID(write_tile("entries", size_ / kTileWidth - 1, kTileWidth, bundle_));
    bundle_.clear();
  }
  return add_hash(0, merkle_leaf(entry));
}

// A full tile is one hash of the level above.
Result<void> TileWriter::add_hash(size_t level, const Sha256& hash) {
  if (level == levels_.size()) levels_.emplace_back();
  Level& at = levels_[level];
  at.hashes.push_back(hash);
  if (at.hashes.size() < kTileWidth) return {};
  MUNIMENT_TRY_VOID(write_tile(std::to_string(level), at.full, kTileWidth, bytes_of(at.hashes)));
  const Sha256 root = merkle_root(std::move(at.hashes));
  at.hashes.clear();
  ++at.full;
  return add_hash(level + 1, root);
}

Result<void> TileWriter::write_tile(const std::string& kind, uint64_t number, size_t width, ByteView content) {
  const io::Path full = directory_ / "tile" / kind / tile_number_path(number);
  const io::Path partials = full.string() + ".p";
  const io::Path file = width == kTileWidth ? full : partials / std::to_string(width);
  const auto there = io::read_file(fs_, file, content.size());
  if (there && equal(*there, content)) return {};
  MUNIMENT_TRY_VOID(io::make_directories(fs_, file.parent_path()));
  MUNIMENT_TRY_VOID(io::write_file_durably(fs_, file, content));
  ++files_written_;
  return width == kTileWidth ? remove_partials(fs_, partials) : Result<void>{};
}

Result<void> TileWriter::finish(std::string_view checkpoint) {
  for (size_t level = 0; level < levels_.size(); ++level) {
    const Level& at = levels_[level];
    if (!at.hashes.empty()) MUNIMENT_TRY_VOID(write_tile(std::to_string(level), at.full, at.hashes.size(), bytes_of(at.hashes)));
  }
  if (!bundle_.empty()) MUNIMENT_TRY_VOID(write_tile("entries", size_ / kTileWidth, size_ % kTileWidth, bundle_));
  MUNIMENT_TRY_VOID(io::make_directories(fs_, directory_));
  return io::write_file_durably(fs_, directory_ / "checkpoint", as_bytes(checkpoint));
}

}  // namespace muniment::archive
