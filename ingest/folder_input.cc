// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/utf8.h"
#include "ingest/inputs.h"
#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

constexpr size_t kMostMembers = 1'000'000;
constexpr int kDeepest = 64;

struct FoundFile {
  Member member;
  io::Path file;  // the name on disk, which need not be UTF-8
};

class FolderInput final : public SourceInput {
 public:
  FolderInput(io::FileSystem& fs, const std::string& path, std::vector<FoundFile> found)
      : fs_(&fs), path_(repair_utf8(path).text) {
    std::ranges::sort(found, {}, [](const FoundFile& file) { return file.member.name; });
    for (FoundFile& file : found) {
      members_.push_back(std::move(file.member));
      files_.push_back(std::move(file.file));
    }
    index_.emplace(members_);
  }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return true; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t i) override { return io::open_input(*fs_, files_.at(i)); }

  [[nodiscard]] StreamOpener opener_of(size_t i) const override {
    return [fs = fs_, file = files_.at(i)] { return io::open_input(*fs, file); };
  }

  [[nodiscard]] StreamOpener opener_of_range(size_t index, uint64_t offset, uint64_t size) override {
    return [fs = fs_, file = files_.at(index), offset, size]() -> Result<std::unique_ptr<io::InputStream>> {
      MUNIMENT_TRY(std::shared_ptr<const io::File> opened, fs->open_read(file));
      return stream_of_range(std::move(opened), offset, offset + size);
    };
  }
  Sibling beside(size_t index, std::string_view relative) override {
    const auto found = index_->find_beside(folder_of(members_.at(index).name), relative);
    if (!found) return {};
    return {found, opener_of(*found)};
  }

 private:
  io::FileSystem* fs_;
  std::string path_;
  std::vector<Member> members_;
  std::vector<io::Path> files_;
  std::optional<MemberIndex> index_;
};

// Symbolic links, devices and pipes are not part of the folder.
Result<void> collect(io::FileSystem& fs, const io::Path& folder, const std::string& prefix, int depth,
                     std::vector<FoundFile>& found) {
  if (depth > kDeepest || found.size() > kMostMembers) {
    return make_error(ErrorCode::unsupported, "the folder is too deep or holds too many files")
        .because("at most 64 levels and 1,000,000 files are read as one source")
        .advise("name the folder of one export")
        .at(folder.string())
        .numbered(2111);
  }
  MUNIMENT_TRY(const auto entries, fs.list(folder));
  for (const io::DirectoryEntry& entry : entries) {
    const std::string name = prefix + repair_utf8(entry.name).text;
    if (entry.kind == io::FileKind::directory) {
      MUNIMENT_TRY_VOID(collect(fs, folder / entry.name, name + "/", depth + 1, found));
    } else if (entry.kind == io::FileKind::regular) {
      MUNIMENT_TRY(const auto stream, io::open_input(fs, folder / entry.name));
      found.push_back({{name, stream->size()}, folder / entry.name});
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<SourceInput>> open_folder(io::FileSystem& fs, const std::string& path) {
  std::vector<FoundFile> found;
  MUNIMENT_TRY_VOID(collect(fs, path, "", 0, found));
  return std::unique_ptr<SourceInput>(std::make_unique<FolderInput>(fs, path, std::move(found)));
}

}  // namespace muniment::ingest
