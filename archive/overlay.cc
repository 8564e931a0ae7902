// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/overlay.h"

#include <algorithm>

namespace muniment::archive {
namespace {

Error reads_only(const io::Path& path) {
  return make_error(ErrorCode::denied, "a planned repair is only looked at").at(path.string());
}

class ComposedFile final : public io::File {
 public:
  struct Part {
    std::shared_ptr<const io::File> file;
    uint64_t from, to, begins;  // begins: at which byte of the whole
  };
  explicit ComposedFile(std::vector<Part> parts) : parts_(std::move(parts)) {}

  Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
    size_t done = 0;
    for (const Part& part : parts_) {
      const uint64_t ends = part.begins + (part.to - part.from);
      if (offset + done >= ends || done == out.size()) continue;
      const uint64_t inside = offset + done - part.begins;
      const auto length = std::min<uint64_t>(out.size() - done, part.to - part.from - inside);
      MUNIMENT_TRY(const size_t got, part.file->read_at(part.from + inside, out.subspan(done, length)));
      done += got;
      if (got < length) break;
    }
    return done;
  }
  Result<uint64_t> size() const override {
    return parts_.empty() ? 0 : parts_.back().begins + (parts_.back().to - parts_.back().from);
  }
  Result<void> append(ByteView) override { return reads_only({}); }
  Result<void> reserve(uint64_t, uint64_t) override { return reads_only({}); }
  Result<void> sync() override { return {}; }  // nothing here is believed because it is durable
  void drop_cache() const override {}
  Result<bool> try_lock_exclusive() override { return false; }
  Result<bool> try_lock_shared() override { return false; }

 private:
  std::vector<Part> parts_;
};

}  // namespace

uint64_t size_of(const Composition& pieces) {
  uint64_t size = 0;
  for (const Piece& piece : pieces) size += piece.to - piece.from;
  return size;
}

void append_piece(Composition& pieces, Piece piece) {
  if (piece.from == piece.to) return;
  if (!pieces.empty() && pieces.back().file == piece.file && pieces.back().to == piece.from) {
    pieces.back().to = piece.to;
  } else {
    pieces.push_back(std::move(piece));
  }
}

Result<std::unique_ptr<io::File>> open_composed(io::FileSystem& fs, const Composition& pieces) {
  std::map<io::Path, std::shared_ptr<const io::File>> open;
  std::vector<ComposedFile::Part> parts;
  uint64_t begins = 0;
  for (const Piece& piece : pieces) {
    std::shared_ptr<const io::File>& file = open[piece.file];
    if (file == nullptr) {
      MUNIMENT_TRY(file, fs.open_read(piece.file));
    }
    parts.push_back({file, piece.from, piece.to, begins});
    begins += piece.to - piece.from;
  }
  return std::unique_ptr<io::File>(std::make_unique<ComposedFile>(std::move(parts)));
}

std::string Overlay::key_of(const io::Path& path) {
  std::string key = path.lexically_normal().generic_string();
  while (key.size() > 1 && key.back() == '/') key.pop_back();
  return key;
}

void Overlay::put(const io::Path& path, Composition pieces) {
  files_.insert_or_assign(key_of(path), std::move(pieces));
}

Result<std::unique_ptr<io::File>> Overlay::open_read(const io::Path& path) {
  const auto found = files_.find(key_of(path));
  if (found != files_.end()) return open_composed(under_, found->second);
  if (hidden_.contains(key_of(path))) return make_error(ErrorCode::not_found, "it is hidden").at(path.string());
  return under_.open_read(path);
}

// What is there, without what is hidden and with what was put there; a directory too, where only a file below it was
// put.
Result<std::vector<io::DirectoryEntry>> Overlay::list(const io::Path& path) {
  const std::string prefix = key_of(path) + "/";
  std::map<std::string, io::FileKind> entries;
  for (const auto& [key, pieces] : files_) {
    if (!key.starts_with(prefix)) continue;
    const std::string rest = key.substr(prefix.size());
    const size_t slash = rest.find('/');
    entries.emplace(rest.substr(0, slash),
                    slash == std::string::npos ? io::FileKind::regular : io::FileKind::directory);
  }
  auto there = under_.list(path);
  if (!there && (there.error().code != ErrorCode::not_found || entries.empty())) return there.error();
  if (there) {
    for (const io::DirectoryEntry& entry : *there) {
      if (!hidden_.contains(prefix + entry.name)) entries.emplace(entry.name, entry.kind);
    }
  }
  std::vector<io::DirectoryEntry> all;
  for (const auto& [name, kind] : entries) all.push_back({name, kind});
  return all;
}

Result<bool> Overlay::exists(const io::Path& path) {
  const std::string key = key_of(path);
  const auto found = files_.lower_bound(key);
  if (found != files_.end() && (found->first == key || found->first.starts_with(key + "/"))) return true;
  if (hidden_.contains(key)) return false;
  return under_.exists(path);
}

Result<std::unique_ptr<io::File>> Overlay::create_append(const io::Path& path) { return reads_only(path); }
Result<std::unique_ptr<io::File>> Overlay::open_append(const io::Path& path) { return reads_only(path); }
Result<std::unique_ptr<io::File>> Overlay::open_or_create(const io::Path& path) { return reads_only(path); }
Result<void> Overlay::make_directory(const io::Path& path) { return reads_only(path); }
Result<void> Overlay::rename(const io::Path& from, const io::Path&) { return reads_only(from); }
Result<void> Overlay::link(const io::Path& from, const io::Path&) { return reads_only(from); }
Result<void> Overlay::remove(const io::Path& path) { return reads_only(path); }
Result<void> Overlay::sync_directory(const io::Path& path) { return reads_only(path); }
Result<void> Overlay::set_attributes(const io::Path& path, io::Attributes) { return reads_only(path); }

}  // namespace muniment::archive
