// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/bundle.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "export/names.h"

namespace muniment::exporting {
namespace {

constexpr size_t kBufferBytes = size_t{256} << 10;
constexpr char kLockName[] = ".lock";

// Removes what is there, deepest first. A symbolic link is removed, never followed.
Result<void> remove_tree(io::FileSystem& fs, const io::Path& path) {
  MUNIMENT_TRY(const auto entries, fs.list(path));
  for (const io::DirectoryEntry& entry : entries) {
    const io::Path inside = path / entry.name;
    if (entry.kind == io::FileKind::directory) {
      MUNIMENT_TRY_VOID(remove_tree(fs, inside));
    } else {
      MUNIMENT_TRY_VOID(fs.remove(inside));
    }
  }
  return fs.remove(path);
}

class HashedFile final : public BundleFile {
 public:
  HashedFile(std::string path, std::unique_ptr<io::File> file) : path_(std::move(path)), file_(std::move(file)) {}

  Result<void> write(std::string_view bytes) override {
    size_ += bytes.size();
    if (bytes.size() >= kBufferBytes) {
      MUNIMENT_TRY_VOID(flush());
      return put(bytes);
    }
    buffer_ += bytes;
    return buffer_.size() < kBufferBytes ? Result<void>() : flush();
  }

  uint64_t size() const override { return size_; }

  Result<WrittenFile> end() {
    MUNIMENT_TRY_VOID(flush());
    return WrittenFile{path_, size_, hash_.digest()};
  }

 private:
  Result<void> flush() {
    if (buffer_.empty()) return {};
    MUNIMENT_TRY_VOID(put(buffer_));
    buffer_.clear();
    return {};
  }

  Result<void> put(std::string_view bytes) {
    hash_.update(as_bytes(bytes));
    return file_->append(as_bytes(bytes));
  }

  std::string path_;
  std::unique_ptr<io::File> file_;
  crypto::Sha256Stream hash_;
  std::string buffer_;
  uint64_t size_ = 0;
};

// The members that were given, then one line per file: a bundle may have a million files, so no tree is built of them.
std::string manifest_text(const Json& members, const std::vector<WrittenFile>& sorted_files) {
  std::string text = members.pretty();
  text.resize(text.rfind('}'));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  text += text == "{" ? "\n  \"files\": [" : ",\n  \"files\": [";
  const char* separator = "\n    ";
  for (const WrittenFile& file : sorted_files) {
    const Json entry =
        Json::object().set("path", file.path).set("size", file.size_bytes).set("sha256", to_hex(file.sha256.view()));
    text += separator + entry.one_line();
    separator = ",\n    ";
  }
  return text + "\n  ]\n}\n";
}

std::string sums_text(const std::vector<WrittenFile>& sorted_files) {
  std::string text;
  for (const WrittenFile& file : sorted_files) text += to_hex(file.sha256.view()) + "  " + file.path + "\n";
  return text;
}

class DirectoryBundle final : public BundleDir {
 public:
  DirectoryBundle(io::FileSystem& fs, io::Path final_path, io::Path partial, std::unique_ptr<io::File> lock)
      : fs_(fs), final_(std::move(final_path)), partial_(std::move(partial)), lock_(std::move(lock)) {}

  ~DirectoryBundle() override {
    if (!renamed_) (void)remove_tree(fs_, partial_);  // what stays behind is removed by the next export to this path
  }

  Result<std::unique_ptr<BundleFile>> create_file(const std::string& path) override {
    MUNIMENT_CHECK(is_clean_bundle_path(path), "a path inside a bundle is relative and clean");
    MUNIMENT_TRY_VOID(make_folders_of(path));
    MUNIMENT_TRY(auto file, fs_.create_append(partial_ / path));
    return std::unique_ptr<BundleFile>(std::make_unique<HashedFile>(path, std::move(file)));
  }

  Result<void> close_file(std::unique_ptr<BundleFile> file) override {
    MUNIMENT_CHECK(file != nullptr, "close_file is given a file");
    MUNIMENT_TRY(WrittenFile written, static_cast<HashedFile&>(*file).end());
    files_.push_back(std::move(written));
    return {};
  }

  const std::vector<WrittenFile>& files() const override { return files_; }

  Result<Sha256> finish(Json manifest) override {
    MUNIMENT_CHECK(!renamed_, "a bundle is finished once");
    MUNIMENT_TRY_VOID(write_whole("manifest.json", manifest_text(manifest, sorted_files())));
    const Sha256 digest = files_.back().sha256;
    MUNIMENT_TRY_VOID(write_whole("SHA256SUMS", sums_text(sorted_files())));
    MUNIMENT_TRY_VOID(fs_.remove(partial_ / kLockName));
    MUNIMENT_TRY_VOID(sync_everything());
    MUNIMENT_TRY_VOID(put_in_place());
    return digest;
  }

 private:
  Result<void> make_folders_of(const std::string& path) {
    for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::string folder = path.substr(0, slash);
      if (folders_.contains(folder)) continue;
      MUNIMENT_TRY_VOID(fs_.make_directory(partial_ / folder));
      folders_.insert(folder);
    }
    return {};
  }

  std::vector<WrittenFile> sorted_files() const {
    std::vector<WrittenFile> sorted = files_;
    std::ranges::sort(sorted, {}, &WrittenFile::path);
    return sorted;
  }

  Result<void> write_whole(const std::string& path, const std::string& text) {
    MUNIMENT_TRY(auto file, create_file(path));
    MUNIMENT_TRY_VOID(file->write(text));
    return close_file(std::move(file));
  }

  // Files are synced here and not one by one as they close: by now the system has written most of them by itself, and
  // a million small files do not each wait for the disk's journal.
  Result<void> sync_everything() {
    for (const WrittenFile& written : files_) {
      MUNIMENT_TRY(const auto file, fs_.open_append(partial_ / written.path));
      MUNIMENT_TRY_VOID(file->sync());
    }
    for (const std::string& folder : folders_) MUNIMENT_TRY_VOID(fs_.sync_directory(partial_ / folder));
    return fs_.sync_directory(partial_);
  }

  Result<void> put_in_place() {
    MUNIMENT_TRY(const bool taken, fs_.exists(final_));
    if (taken) return already_there(final_);
    MUNIMENT_TRY_VOID(fs_.rename(partial_, final_));
    renamed_ = true;
    return fs_.sync_directory(final_.parent_path());
  }

 public:
  static Error already_there(const io::Path& path) {
    return make_error(ErrorCode::already_exists, "there is something at the place of the export already")
        .at(path.string())
        .advise("choose another path; an export never overwrites");
  }

 private:
  io::FileSystem& fs_;
  io::Path final_, partial_;
  std::unique_ptr<io::File> lock_;  // held while we write, so that nobody takes us for a left-over
  std::vector<WrittenFile> files_;
  std::set<std::string> folders_;
  bool renamed_ = false;
};

io::Path absolute_without_slash(const io::Path& path) {
  io::Path clean = (path.is_absolute() ? path : io::Path(".") / path).lexically_normal();
  if (!clean.has_filename()) clean = clean.parent_path();
  return clean.has_parent_path() ? clean : io::Path(".") / clean;
}

Result<std::unique_ptr<io::File>> lock_partial(io::FileSystem& fs, const io::Path& partial) {
  MUNIMENT_TRY_VOID(fs.make_directory(partial));
  MUNIMENT_TRY(auto lock, fs.open_or_create(partial / kLockName));
  MUNIMENT_TRY(const bool ours, lock->try_lock_exclusive());
  if (ours) return lock;
  return make_error(ErrorCode::locked, "another export to this path is under way").at(partial.string());
}

// What an interrupted run left is emptied under its lock, so that two runs never share a directory.
Result<std::unique_ptr<io::File>> fresh_partial(io::FileSystem& fs, const io::Path& partial) {
  MUNIMENT_TRY(auto lock, lock_partial(fs, partial));
  MUNIMENT_TRY(const auto entries, fs.list(partial));
  if (entries.size() == 1) return lock;
  MUNIMENT_TRY_VOID(remove_tree(fs, partial));
  return lock_partial(fs, partial);
}

}  // namespace

Result<std::unique_ptr<BundleDir>> BundleDir::create(io::FileSystem& fs, const io::Path& final_path) {
  const io::Path place = absolute_without_slash(final_path);
  MUNIMENT_TRY(const bool taken, fs.exists(place));
  if (taken) return DirectoryBundle::already_there(place);
  const io::Path partial = place.parent_path() / ("." + place.filename().string() + ".partial");
  MUNIMENT_TRY(auto lock, fresh_partial(fs, partial));
  return std::unique_ptr<BundleDir>(std::make_unique<DirectoryBundle>(fs, place, partial, std::move(lock)));
}

}  // namespace muniment::exporting
