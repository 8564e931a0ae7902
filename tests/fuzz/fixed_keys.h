// SPDX-License-Identifier: GPL-3.0-or-later
// What the targets of the archive share: keys that never change, so that a corpus stays good, and files in memory.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "archive/note.h"
#include "core/base/check.h"
#include "core/io/file_system.h"

namespace muniment::fuzz {

// Those of the worked example in docs/archive-format.md.
inline ArchiveId fixed_archive() {
  ArchiveId id;
  for (size_t i = 0; i < 16; ++i) id.bytes[i] = static_cast<Byte>(0xa0 + i);
  return id;
}
inline SecretBytes fixed_key(Byte first) {
  Bytes key(32);
  for (size_t i = 0; i < 32; ++i) key[i] = static_cast<Byte>(first + i);
  return SecretBytes(ByteView(key));
}
inline SecretBytes fixed_commit_key() { return fixed_key(0x40); }
inline crypto::Ed25519KeyPair fixed_pair() { return *crypto::ed25519_from_seed(fixed_key(0x80).view()); }
inline archive::NoteKey fixed_note_key() {
  return {archive::origin_of("demo", fixed_archive()), fixed_pair().public_key};
}

// Files that are there to be read. Not thread-safe.
class MemoryFiles final : public io::FileSystem {
 public:
  std::map<io::Path, Bytes> files;

  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return make_error(ErrorCode::not_found, "there is no such file");
    return std::unique_ptr<io::File>(std::make_unique<View>(found->second));
  }
  Result<std::vector<io::DirectoryEntry>> list(const io::Path& path) override {
    std::set<std::pair<std::string, bool>> names;
    for (const auto& [name, content] : files) {
      const io::Path below = name.lexically_relative(path);
      if (!below.empty() && *below.begin() != "..") names.emplace(*below.begin(), std::next(below.begin()) == below.end());
    }
    std::vector<io::DirectoryEntry> entries;
    for (const auto& [name, is_file] : names) {
      entries.push_back({name, is_file ? io::FileKind::regular : io::FileKind::directory});
    }
    return entries;
  }
  Result<bool> exists(const io::Path& path) override { return files.contains(path); }

  Result<std::unique_ptr<io::File>> create_append(const io::Path&) override { return read_only(); }
  Result<std::unique_ptr<io::File>> open_append(const io::Path&) override { return read_only(); }
  Result<std::unique_ptr<io::File>> open_or_create(const io::Path&) override { return read_only(); }
  Result<void> make_directory(const io::Path&) override { return read_only(); }
  Result<void> rename(const io::Path&, const io::Path&) override { return read_only(); }
  Result<void> link(const io::Path&, const io::Path&) override { return read_only(); }
  Result<void> remove(const io::Path&) override { return read_only(); }
  Result<void> sync_directory(const io::Path&) override { return {}; }
  Result<io::Attributes> attributes(const io::Path&) override { return io::Attributes{}; }
  Result<void> set_attributes(const io::Path&, io::Attributes) override { return read_only(); }

 private:
  class View final : public io::File {
   public:
    explicit View(const Bytes& bytes) : bytes_(bytes) {}
    Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
      const size_t from = std::min<uint64_t>(offset, bytes_.size());
      const size_t count = std::min(out.size(), bytes_.size() - from);
      std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(from), count, out.begin());
      return count;
    }
    Result<uint64_t> size() const override { return bytes_.size(); }
    Result<void> append(ByteView) override { return read_only(); }
    Result<void> reserve(uint64_t, uint64_t) override { return read_only(); }
    Result<void> sync() override { return {}; }
    void drop_cache() const override {}
    Result<bool> try_lock_exclusive() override { return true; }
    Result<bool> try_lock_shared() override { return true; }

   private:
    const Bytes& bytes_;
  };
  static Error read_only() { return make_error(ErrorCode::denied, "these files are there to be read"); }
};

}  // namespace muniment::fuzz
