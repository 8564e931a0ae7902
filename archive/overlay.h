// SPDX-License-Identifier: GPL-3.0-or-later
// A directory as it would be with some of its files replaced: what repair plans is read and verified through this
// before a byte is written. Replaced files are put together from stretches of others.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/io/file_system.h"

namespace muniment::archive {

// Bytes `from` to below `to` of a file.
struct Piece {
  io::Path file;
  uint64_t from = 0, to = 0;
};
using Composition = std::vector<Piece>;

uint64_t size_of(const Composition& pieces);
void append_piece(Composition& pieces, Piece piece);  // joined with the last one where it goes on from there

// Reads only: whatever would change something is denied. Not to be changed while other threads read through it.
class Overlay final : public io::FileSystem {
 public:
  explicit Overlay(io::FileSystem& under) : under_(under) {}

  void put(const io::Path& path, Composition pieces);
  void hide(const io::Path& path) { hidden_.insert(key_of(path)); }  // as if it were not there
  void forget(const io::Path& path) {  // shows again what is there
    files_.erase(key_of(path));
    hidden_.erase(key_of(path));
  }

  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override;
  Result<std::vector<io::DirectoryEntry>> list(const io::Path& path) override;
  Result<bool> exists(const io::Path& path) override;
  Result<io::Attributes> attributes(const io::Path& path) override { return under_.attributes(path); }

  Result<std::unique_ptr<io::File>> create_append(const io::Path& path) override;
  Result<std::unique_ptr<io::File>> open_append(const io::Path& path) override;
  Result<std::unique_ptr<io::File>> open_or_create(const io::Path& path) override;
  Result<void> make_directory(const io::Path& path) override;
  Result<void> rename(const io::Path& from, const io::Path& to) override;
  Result<void> link(const io::Path& from, const io::Path& to) override;
  Result<void> remove(const io::Path& path) override;
  Result<void> sync_directory(const io::Path& path) override;
  Result<void> set_attributes(const io::Path& path, io::Attributes attributes) override;

 private:
  static std::string key_of(const io::Path& path);

  io::FileSystem& under_;
  std::map<std::string, Composition> files_;
  std::set<std::string> hidden_;
};

// Opens the pieces of a composition as one file.
Result<std::unique_ptr<io::File>> open_composed(io::FileSystem& fs, const Composition& pieces);

}  // namespace muniment::archive
