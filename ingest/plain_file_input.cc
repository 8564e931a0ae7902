// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "core/base/utf8.h"
#include "ingest/inputs.h"
#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

class PlainFileInput final : public SourceInput {
 public:
  PlainFileInput(io::FileSystem& fs, const std::string& path, std::optional<uint64_t> size)
      : fs_(&fs), file_(path), path_(repair_utf8(path).text) {
    members_.push_back({std::string(file_name_of(path_)), size});
  }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override { return io::open_input(*fs_, file_); }

  [[nodiscard]] StreamOpener opener_of(size_t) const override { return {}; }

  [[nodiscard]] StreamOpener opener_of_range(size_t, uint64_t offset, uint64_t size) override {
    return [fs = fs_, file = file_, offset, size]() -> Result<std::unique_ptr<io::InputStream>> {
      MUNIMENT_TRY(std::shared_ptr<const io::File> opened, fs->open_read(file));
      return stream_of_range(std::move(opened), offset, offset + size);
    };
  }

  Sibling beside(size_t, std::string_view relative) override {
    const std::optional<std::string> inside = join_inside("", relative);
    if (!inside) return {};
    if (is_regular_file(*inside)) return {std::nullopt, opener(*inside)};
    const auto loose = neighbours().find_beside("", relative);
    if (!loose) return {};
    return {std::nullopt, opener(beside_[*loose].name)};
  }

 private:
  [[nodiscard]] StreamOpener opener(const std::string& inside) const {
    return [fs = fs_, file = file_.parent_path() / inside] { return io::open_input(*fs, file); };
  }

  // The files of the same folder, for names that are spelled otherwise.
  MemberIndex& neighbours() {
    if (neighbours_) return *neighbours_;
    kind_of(file_.parent_path(), "");
    for (const io::DirectoryEntry& entry : listings_[file_.parent_path()]) {
      if (entry.kind != io::FileKind::regular || !is_valid_utf8(entry.name)) continue;
      beside_.push_back({entry.name, std::nullopt});
    }
    return neighbours_.emplace(beside_);
  }

  // Walks down the listings, in which a symbolic link is neither a file nor a directory.
  bool is_regular_file(const std::string& inside) {
    io::Path folder = file_.parent_path();
    const io::Path parts(inside);
    for (auto part = parts.begin(); part != parts.end(); ++part) {
      const bool last = std::next(part) == parts.end();
      if (kind_of(folder, part->string()) != (last ? io::FileKind::regular : io::FileKind::directory)) return false;
      folder /= *part;
    }
    return true;
  }

  io::FileKind kind_of(const io::Path& folder, const std::string& name) {
    auto known = listings_.find(folder);
    if (known == listings_.end()) {
      auto listed = fs_->list(folder.empty() ? io::Path(".") : folder);
      known = listings_.emplace(folder, listed ? std::move(*listed) : std::vector<io::DirectoryEntry>{}).first;
    }
    const auto found = std::ranges::lower_bound(known->second, name, {}, &io::DirectoryEntry::name);
    return found == known->second.end() || found->name != name ? io::FileKind::other : found->kind;
  }

  io::FileSystem* fs_;
  io::Path file_;
  std::string path_;
  std::vector<Member> members_;
  std::map<io::Path, std::vector<io::DirectoryEntry>> listings_;
  std::vector<Member> beside_;
  std::optional<MemberIndex> neighbours_;
};

}  // namespace

Result<std::unique_ptr<SourceInput>> open_plain_file(io::FileSystem& fs, const std::string& path) {
  MUNIMENT_TRY(const auto stream, io::open_input(fs, path));
  return std::unique_ptr<SourceInput>(std::make_unique<PlainFileInput>(fs, path, stream->size()));
}

}  // namespace muniment::ingest
