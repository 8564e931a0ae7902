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
  Result<void> look(int64_t now_ms);
  void sort_by_age();
  Result<std::optional<FollowedPart>> next_of(const io::FileIdentity& identity, Known& known, int64_t now_ms);
  void close_idle();

  io::FileSystem& fs_;
  std::string path_;
  std::map<io::FileIdentity, FollowCursor> left_at_;  // where files were left that are not open
  std::map<io::FileIdentity, Known> files_;
  std::vector<io::FileIdentity> in_order_;            // of reading, as of the last look
  int64_t looked_ms_ = INT64_MIN / 2;
  std::optional<io::FileIdentity> given_;
  FollowCursor given_cursor_;
  std::vector<std::string> notes_;
};

Result<void> FollowedFolder::look(int64_t now_ms) {
  if (now_ms - looked_ms_ < kListAgainMs && now_ms >= looked_ms_) return {};
  looked_ms_ = now_ms;
  MUNIMENT_TRY(const auto entries, fs_.list(path_));
  in_order_.clear();
  for (const io::DirectoryEntry& entry : entries) {
    if (entry.kind != io::FileKind::regular || (!is_stream(entry.name) && !is_body(entry.name))) continue;
    const auto status = io::status_of(io::Path(path_) / entry.name);
    if (!status) continue;  // it was renamed or removed just now
    Known& known = files_[status->identity];
    known.name = entry.name;
    if (known.size != status->size || known.grew_ms == 0) known.grew_ms = now_ms;
    if (status->size < known.size) known.is_done = false;
    known.size = status->size;
    known.modified_ns = status->modified_ns;
    in_order_.push_back(status->identity);
  }
  const std::set<io::FileIdentity> there(in_order_.begin(), in_order_.end());
  std::erase_if(files_, [&](const auto& file) { return !there.contains(file.first) && !file.second.open; });
  for (auto& [identity, known] : files_) {
    known.is_gone = !there.contains(identity);
    if (known.is_gone) in_order_.push_back(identity);
  }
  sort_by_age();
  return {};
}

// What was written longest ago goes first, to its end: of one recorder's files those that it has left come before the one
// that it writes, and events in the order in which they came. A file that grows all the time is the youngest, and keeps no
// other waiting. Where the clock of the file system is coarse, the name decides: what was rotated away sorts first.
void FollowedFolder::sort_by_age() {
  const auto age = [&](const io::FileIdentity& identity) {
    const Known& known = files_.at(identity);
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

Result<std::optional<FollowedPart>> FollowedFolder::next_of(const io::FileIdentity& identity, Known& known, int64_t now_ms) {
  const bool whole_body = is_body(known.name);
  if (known.is_done || (whole_body && now_ms - known.grew_ms < kBodyStandsStillMs)) return std::optional<FollowedPart>();
  const auto left = left_at_.find(identity);
  if (left != left_at_.end() && left->second.offset == known.size && !known.open) return std::optional<FollowedPart>();
  if (!known.open) {
    close_idle();
    const std::string at = (io::Path(path_) / known.name).string();
    MUNIMENT_TRY(known.open, FollowedFile::open(fs_, path_ + "/" + known.name, at, left == left_at_.end() ? nullptr : &left->second));
  }
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

Result<std::optional<FollowedPart>> FollowedFolder::next(int64_t now_ms) {
  MUNIMENT_TRY_VOID(look(now_ms));
  for (const io::FileIdentity& identity : in_order_) {
    MUNIMENT_TRY(auto part, next_of(identity, files_.at(identity), now_ms));
    if (part) return part;
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
