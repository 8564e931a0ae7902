// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "ingest/follow/followed_file.h"
#include "ingest/follow/followed_kinds.h"
#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

constexpr int64_t kBodyStandsStillMs = 1'000;   // before a file that is one body is believed to be whole
constexpr int64_t kListAgainMs = 50;
constexpr size_t kOpenFiles = 256;
constexpr int kLooksAtOnce = 5;
constexpr int64_t kNever = INT64_MIN / 2;

bool is_stream(std::string_view name) { return has_extension(name, ".ndjson") || has_extension(name, ".jsonl"); }
bool is_body(std::string_view name) { return has_extension(name, ".json"); }

class FollowedFolder final : public FollowedInput {
 public:
  FollowedFolder(io::FileSystem& fs, std::string path, std::span<const FollowCursor> cursors) : fs_(fs), path_(std::move(path)) {
    for (const FollowCursor& cursor : cursors) {
      if (cursor.path.starts_with(path_ + "/")) left_at_[{cursor.device, cursor.inode}] = cursor;
    }
  }

  Result<std::optional<FollowedPart>> next(int64_t now_ms) override;
  void acknowledge() override;
  [[nodiscard]] bool ended() const override { return false; }
  std::vector<std::string> take_notes() override { return std::exchange(notes_, {}); }

 private:
  struct Known {
    std::string name;
    uint64_t size = 0;             // at the last look
    int64_t modified_ns = 0;
    int64_t grew_ms = 0;
    std::optional<FollowedFile> open;
    bool is_done = false;          // of a body: it was taken
    bool is_gone = false;          // removed, and still open: it is read to its end
  };
  using Files = std::map<io::FileIdentity, Known>;
  using File = Files::value_type;
  struct Found {
    std::string name;
    io::FileStatus status;
  };
  Result<std::vector<io::DirectoryEntry>> names() const;
  Result<std::optional<std::vector<Found>>> picture() const;
  Result<void> look(int64_t now_ms);
  void sort_by_age();
  Result<std::optional<FollowedPart>> next_in_order(int64_t now_ms);
  Result<std::optional<FollowedPart>> next_of(File& file, int64_t now_ms);
  Result<void> open(File& file);
  void close_idle();

  io::FileSystem& fs_;
  std::string path_;
  std::map<io::FileIdentity, FollowCursor> left_at_;  // where files were left that are not open
  Files files_;
  std::vector<File*> in_order_;                       // of reading, as of the last look
  int64_t looked_ms_ = kNever;
  bool is_outdated_ = false;                          // the names are not what they were at the last look
  std::optional<io::FileIdentity> given_;
  FollowCursor given_cursor_;
  std::vector<std::string> notes_;
};

Result<std::vector<io::DirectoryEntry>> FollowedFolder::names() const {
  MUNIMENT_TRY(std::vector<io::DirectoryEntry> entries, fs_.list(path_));
  std::erase_if(entries, [](const io::DirectoryEntry& entry) {
    return entry.kind != io::FileKind::regular || (!is_stream(entry.name) && !is_body(entry.name));
  });
  return entries;
}

// Names may go from one file to another while they are looked up, and then a file that was rotated away would stand in no
// place: a picture counts only if the names are the same behind it. Nothing, if they do not stand still.
Result<std::optional<std::vector<FollowedFolder::Found>>> FollowedFolder::picture() const {
  MUNIMENT_TRY(std::vector<io::DirectoryEntry> before, names());
  for (int tries = 0; tries < kLooksAtOnce; ++tries) {
    std::vector<Found> found;
    for (const io::DirectoryEntry& entry : before) {
      const auto status = io::status_of(io::Path(path_) / entry.name);
      if (status) found.push_back({entry.name, *status});
    }
    MUNIMENT_TRY(std::vector<io::DirectoryEntry> behind, names());
    if (before == behind) return std::optional(std::move(found));
    before = std::move(behind);
  }
  return std::optional<std::vector<Found>>();
}

Result<void> FollowedFolder::look(int64_t now_ms) {
  if (now_ms - looked_ms_ < kListAgainMs && now_ms >= looked_ms_) return {};
  looked_ms_ = now_ms;
  MUNIMENT_TRY(const auto found, picture());
  if (!found) return {};  // what is known is read; at the next look it may stand still
  in_order_.clear();
  std::set<io::FileIdentity> there;
  for (const auto& [name, status] : *found) {
    if (!there.insert(status.identity).second) continue;  // a second name of the same file
    File& file = *files_.try_emplace(status.identity).first;
    Known& known = file.second;
    known.name = name;
    if (known.size != status.size || known.grew_ms == 0) known.grew_ms = now_ms;
    if (status.size < known.size) known.is_done = false;
    known.size = status.size;
    known.modified_ns = status.modified_ns;
    in_order_.push_back(&file);
  }
  std::erase_if(files_, [&](const auto& file) { return !there.contains(file.first) && !file.second.open; });
  for (File& file : files_) {
    file.second.is_gone = !there.contains(file.first);
    if (file.second.is_gone) in_order_.push_back(&file);
  }
  sort_by_age();
  return {};
}

// What was written longest ago goes first, to its end: of one recorder's files those that it has left come before the one
// that it writes, and events in the order in which they came. A file that grows all the time is the youngest, and keeps no
// other waiting. Where the clock of the file system is coarse, the name decides: what was rotated away sorts first.
void FollowedFolder::sort_by_age() {
  const auto age = [](const File* file) {
    const Known& known = file->second;
    return std::tuple(!known.is_gone, known.modified_ns, std::string_view(known.name));
  };
  std::ranges::sort(in_order_, {}, age);
}

// The files that grew last stay open.
void FollowedFolder::close_idle() {
  const auto open = std::ranges::count_if(files_, [](const auto& file) { return file.second.open.has_value(); });
  if (static_cast<size_t>(open) < kOpenFiles) return;
  auto idle = files_.end();
  for (auto at = files_.begin(); at != files_.end(); ++at) {
    if (at->second.open && (idle == files_.end() || at->second.grew_ms < idle->second.grew_ms)) idle = at;
  }
  idle->second.open.reset();
}

// By its name, which may have gone to another file since the look.
Result<void> FollowedFolder::open(File& file) {
  auto& [identity, known] = file;
  close_idle();
  const auto left = left_at_.find(identity);
  const std::string at = (io::Path(path_) / known.name).string();
  auto opened = FollowedFile::open(fs_, path_ + "/" + known.name, at, left == left_at_.end() ? nullptr : &left->second);
  if (!opened && opened.error().code != ErrorCode::not_found) return std::move(opened).error();
  is_outdated_ = !opened || opened->identity() != identity;
  if (!is_outdated_) known.open = std::move(*opened);
  return {};
}

Result<std::optional<FollowedPart>> FollowedFolder::next_of(File& file, int64_t now_ms) {
  auto& [identity, known] = file;
  const bool whole_body = is_body(known.name);
  if (known.is_done || (whole_body && now_ms - known.grew_ms < kBodyStandsStillMs)) return std::optional<FollowedPart>();
  const auto left = left_at_.find(identity);
  if (left != left_at_.end() && left->second.offset == known.size && !known.open) return std::optional<FollowedPart>();
  if (!known.open) MUNIMENT_TRY_VOID(open(file));
  if (is_outdated_) return std::optional<FollowedPart>();
  MUNIMENT_TRY(std::string note, known.open->look_back());
  if (!note.empty()) notes_.push_back(std::move(note));
  MUNIMENT_TRY(auto part, known.open->next(whole_body || known.is_gone));
  if (!part) {
    known.is_done = whole_body;
    if (whole_body || known.is_gone) known.open.reset();
    return part;
  }
  given_ = identity;
  given_cursor_ = *part->after;
  if (whole_body) part->after.reset();  // it is told by its content whether it was taken
  return part;
}

// No younger file before an older one that could not be opened.
Result<std::optional<FollowedPart>> FollowedFolder::next_in_order(int64_t now_ms) {
  for (File* const file : in_order_) {
    MUNIMENT_TRY(auto part, next_of(*file, now_ms));
    if (part || is_outdated_) return part;
  }
  return std::optional<FollowedPart>();
}

Result<std::optional<FollowedPart>> FollowedFolder::next(int64_t now_ms) {
  for (int tries = 0; tries < kLooksAtOnce; ++tries) {
    MUNIMENT_TRY_VOID(look(now_ms));
    MUNIMENT_TRY(auto part, next_in_order(now_ms));
    if (!std::exchange(is_outdated_, false)) return part;
    looked_ms_ = kNever;
  }
  return std::optional<FollowedPart>();
}

void FollowedFolder::acknowledge() {
  if (!given_) return;
  const auto file = files_.find(*given_);
  if (file != files_.end() && file->second.open) file->second.open->acknowledge();
  left_at_[*given_] = given_cursor_;
  given_.reset();
}

}  // namespace

Result<std::unique_ptr<FollowedInput>> follow_folder(io::FileSystem& fs, const std::string& path, std::span<const FollowCursor> cursors,
                                                     io::Watch& watch) {
  watch.add_path(path);
  std::string plain = path;
  while (plain.size() > 1 && plain.ends_with('/')) plain.pop_back();
  return std::unique_ptr<FollowedInput>(std::make_unique<FollowedFolder>(fs, std::move(plain), cursors));
}

}  // namespace muniment::ingest
