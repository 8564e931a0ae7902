// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <deque>
#include <utility>

#include "ingest/follow/followed_file.h"
#include "ingest/follow/followed_kinds.h"

namespace muniment::ingest {
namespace {

// Whoever rotates a file away may go on writing into it until it is told, or until it looks.
constexpr int64_t kReadOnAfterRotationMs = 60'000;
constexpr size_t kFilesSearched = 10'000;

class FollowedPath final : public FollowedInput {
 public:
  FollowedPath(io::FileSystem& fs, std::string path, io::Watch& watch) : fs_(fs), path_(std::move(path)), watch_(watch) {}

  Result<void> resume(std::span<const FollowCursor> cursors);

  Result<std::optional<FollowedPart>> next(int64_t now_ms) override;
  void acknowledge() override {
    if (given_ != nullptr) given_->acknowledge();
    given_ = nullptr;
  }
  [[nodiscard]] bool ended() const override { return false; }
  std::vector<std::string> take_notes() override { return std::exchange(notes_, {}); }

 private:
  struct Rotated {
    FollowedFile file;
    int64_t since_ms = 0;
  };
  Result<std::optional<FollowedPart>> next_of_rotated(int64_t now_ms);
  Result<std::optional<FollowedPart>> next_of_current();
  Result<bool> was_replaced() const;
  Result<bool> open_current(const FollowCursor* from);
  Result<std::string> renamed_file(const FollowCursor& cursor) const;
  void give(FollowedFile& file) { given_ = &file; }

  io::FileSystem& fs_;
  std::string path_;
  io::Watch& watch_;
  std::optional<FollowedFile> current_;
  std::deque<Rotated> rotated_;
  FollowedFile* given_ = nullptr;
  std::vector<std::string> notes_;
};

// Where a file went that is no longer called as it was: into the same folder, under another name.
Result<std::string> FollowedPath::renamed_file(const FollowCursor& cursor) const {
  const io::Path folder = io::Path(path_).has_parent_path() ? io::Path(path_).parent_path() : io::Path(".");
  MUNIMENT_TRY(const auto entries, fs_.list(folder));
  size_t searched = 0;
  for (const io::DirectoryEntry& entry : entries) {
    if (entry.kind != io::FileKind::regular || ++searched > kFilesSearched) continue;
    const io::Path at = folder / entry.name;
    const auto status = io::status_of(at);
    if (!status || status->identity != io::FileIdentity{cursor.device, cursor.inode}) continue;
    const auto same = fits(fs_, at.string(), cursor);
    if (same && *same) return at.string();
  }
  return std::string();
}

// The newest cursor is of the file that was at the path; older ones are of files that were rotated away before.
Result<void> FollowedPath::resume(std::span<const FollowCursor> cursors) {
  const FollowCursor* of_current = nullptr;
  const auto status = io::status_of(path_);
  for (const FollowCursor& cursor : cursors) {
    if (cursor.path != path_) continue;
    if (status && status->identity == io::FileIdentity{cursor.device, cursor.inode}) {
      of_current = &cursor;
      continue;
    }
    MUNIMENT_TRY(const std::string found, renamed_file(cursor));
    if (!found.empty()) {
      MUNIMENT_TRY(FollowedFile file, FollowedFile::open(fs_, path_, found, &cursor));
      rotated_.push_back({std::move(file), 0});
    } else if (&cursor == &cursors.back()) {
      const auto copy = status ? fits(fs_, path_, cursor) : Result<bool>(false);
      if (copy && *copy) of_current = &cursor;  // the same bytes in another file: it was restored or copied
      else notes_.push_back(path_ + ": the file that was read up to byte " + std::to_string(cursor.offset) +
                            " is gone; what was appended to it later was not seen");
    }
  }
  if (status) MUNIMENT_TRY_VOID(open_current(of_current));
  return {};
}

Result<bool> FollowedPath::open_current(const FollowCursor* from) {
  auto opened = FollowedFile::open(fs_, path_, path_, from);
  if (!opened && opened.error().code == ErrorCode::not_found) return false;
  if (!opened) return opened.error();
  current_ = std::move(*opened);
  watch_.add_path(path_);
  return true;
}

Result<bool> FollowedPath::was_replaced() const {
  const auto status = io::status_of(path_);
  if (!status && status.error().code == ErrorCode::not_found) return false;  // the new one is not there yet
  if (!status) return status.error();
  return status->identity != current_->identity();
}

Result<std::optional<FollowedPart>> FollowedPath::next_of_rotated(int64_t now_ms) {
  while (!rotated_.empty()) {
    Rotated& oldest = rotated_.front();
    if (oldest.since_ms == 0) oldest.since_ms = now_ms;
    const bool is_over = now_ms - oldest.since_ms >= kReadOnAfterRotationMs;
    MUNIMENT_TRY(auto part, oldest.file.next(is_over));
    if (part) {
      give(oldest.file);
      return part;
    }
    if (!is_over) break;
    rotated_.pop_front();
  }
  return std::optional<FollowedPart>();
}

Result<std::optional<FollowedPart>> FollowedPath::next_of_current() {
  if (!current_) {
    MUNIMENT_TRY(const bool there, open_current(nullptr));
    if (!there) return std::optional<FollowedPart>();
  }
  MUNIMENT_TRY(std::string note, current_->look_back());
  if (!note.empty()) notes_.push_back(std::move(note));
  MUNIMENT_TRY(auto part, current_->next(false));
  if (part) give(*current_);
  return part;
}

Result<std::optional<FollowedPart>> FollowedPath::next(int64_t now_ms) {
  for (;;) {
    MUNIMENT_TRY(auto part, next_of_rotated(now_ms));
    if (part) return part;
    MUNIMENT_TRY(part, next_of_current());
    if (part || !current_) return part;
    MUNIMENT_TRY(const bool replaced, was_replaced());
    if (!replaced) return part;
    rotated_.push_back({std::move(*current_), now_ms});
    current_.reset();
  }
}

}  // namespace

Result<std::unique_ptr<FollowedInput>> follow_file(io::FileSystem& fs, const std::string& path, std::span<const FollowCursor> cursors,
                                                   io::Watch& watch) {
  const io::Path folder = io::Path(path).has_parent_path() ? io::Path(path).parent_path() : io::Path(".");
  MUNIMENT_TRY(const io::FileStatus around, io::status_of(folder));
  if (around.kind != io::FileKind::directory) return make_error(ErrorCode::invalid_argument, "this is no folder").at(folder.string());
  watch.add_path(folder);
  auto followed = std::make_unique<FollowedPath>(fs, path, watch);
  MUNIMENT_TRY_VOID(followed->resume(cursors));
  return std::unique_ptr<FollowedInput>(std::move(followed));
}

}  // namespace muniment::ingest
