// SPDX-License-Identifier: GPL-3.0-or-later
// Trying a key: opens with it what would have to be opened on the day when it is all that is left.
#include <map>
#include <set>

#include "archive/frame.h"
#include "archive/key_changes.h"
#include "archive/reader_impl.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxNote = 1U << 20;
constexpr unsigned kFramesSearchedForBlobs = 1000;

std::string count_of(uint64_t number, const char* one, const char* many) { return std::to_string(number) + " " + (number == 1 ? one : many); }

// A key unit that has frames, seen from the newest frame backwards.
struct UnitSeen {
  uint64_t frames = 0, messages = 0;
  std::string trouble;  // why the newest frame does not open; empty: it does
};

class DrillRun {
 public:
  DrillRun(io::FileSystem& fs, const Layout& layout, ReaderImpl& reader) : fs_(fs), layout_(layout), reader_(reader) {}

  Result<Drill> run() {
    check_ring();
    check_log_key();
    MUNIMENT_TRY_VOID(check_units());
    check_blob();
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool is_copy() const { return !layout_.keys_from.empty(); }

  // An older ring in a copy is no damage: what counts is which frames it opens.
  void check_ring() {
    found_.epoch = reader_.keyring().epoch();
    const std::string ring = "key ring " + std::to_string(found_.epoch);
    const io::Path ring_path = layout_.ring(found_.epoch);
    bool as_recorded = true;
    for (const Error& alarm : reader_.alarms()) {
      if (alarm.path != ring_path.string()) found_.trouble.push_back(one_line(alarm));
      else as_recorded = false;
      if (alarm.path == ring_path.string() && !(is_copy() && is_older())) found_.trouble.push_back(one_line(alarm) + ": " + alarm.why);
    }
    if (as_recorded) found_.checked.push_back(ring + " opens, and is the one that the log names");
    else found_.checked.push_back(ring + " opens" + (is_copy() && is_older() ? "; the archive has a newer one since" : ""));
  }

  [[nodiscard]] bool is_older() const {
    const auto& record = reader_.key_record();
    return !record || found_.epoch < record->epoch;
  }

  void check_log_key() {
    const auto key = read_log_key(fs_, layout_, reader_.identities(), reader_.note().log_key);
    if (key) found_.checked.emplace_back("the key that signs checkpoints opens");
    else found_.trouble.push_back("the key that signs checkpoints does not open: " + one_line(key.error()));
  }

  Result<void> check_units() {
    const auto entries = reader_.entries();
    for (size_t i = entries.size(); i-- > 0;) {
      auto unit = unit_of(entries[i]);
      if (!unit) {
        found_.trouble.push_back(one_line(unit.error()));
        continue;
      }
      const auto [place, first] = units_.try_emplace(*unit);
      if (first) place->second.trouble = why_it_stays_shut(entries[i]);
      ++place->second.frames;
      if (entries[i].kind == EntryKind::messages) place->second.messages += entries[i].records;
    }
    sum_up_units();
    return {};
  }

  Result<UnitTag> unit_of(const LogEntry& entry) const {
    const auto file = reader_.scan().file_of(entry.segment);
    const io::Path path = reader_.scan().path_of(entry.segment);
    if (file == nullptr) return make_error(ErrorCode::corrupt, "a segment is missing").at(path);
    Bytes bytes(kFrameHeader);
    MUNIMENT_TRY_VOID(io::read_exactly(*file, entry.offset, bytes, path));
    MUNIMENT_TRY(const FrameHeader header, decode_frame_header(bytes));
    return header.unit;
  }

  std::string why_it_stays_shut(const LogEntry& entry) {
    const auto content = reader_.read(entry.index);
    if (!content) return one_line(content.error());
    remember_blob(*content);
    return {};
  }

  void remember_blob(const FrameContent& content) {
    if (blob_ || content.blobs.empty()) return;
    blob_ = BlobKey{content.blobs.front().blob, content.blobs.front().key.clone()};
  }

  void sum_up_units() {
    uint64_t open = 0;
    for (const auto& [unit, seen] : units_) {
      found_.frames += seen.frames;
      found_.messages += seen.messages;
      if (seen.trouble.empty()) {
        ++open;
        continue;
      }
      found_.lost_frames += seen.frames;
      found_.lost_messages += seen.messages;
      found_.trouble.push_back(count_of(seen.frames, "frame", "frames") + " with " + count_of(seen.messages, "message", "messages") +
                               " would not be recovered: " + seen.trouble);
    }
    found_.checked.push_back("the newest frame of " + std::to_string(open) + " of " + count_of(units_.size(), "key unit", "key units") +
                             " opens");
  }

  // The newest attachment that the newest frames name.
  void find_blob() {
    const auto entries = reader_.entries();
    unsigned looked_at = 0;
    for (size_t i = entries.size(); i-- > 0 && !blob_ && looked_at < kFramesSearchedForBlobs;) {
      if (entries[i].kind != EntryKind::messages) continue;
      ++looked_at;
      const auto content = reader_.read(i);
      if (content) remember_blob(*content);
    }
  }

  void check_blob() {
    if (!blob_) find_blob();
    if (!blob_) return;
    auto size = read_through(*blob_);
    if (size) found_.checked.push_back("an attachment of " + std::to_string(*size) + " bytes opens");
    else found_.trouble.push_back("an attachment does not open: " + one_line(size.error()));
  }

  Result<uint64_t> read_through(const BlobKey& blob) {
    MUNIMENT_TRY(const auto stream, reader_.open_blob(blob.blob, blob.key.view()));
    Bytes buffer(64U << 10);
    uint64_t size = 0;
    for (;;) {
      MUNIMENT_TRY(const size_t got, stream->read(buffer));
      if (got == 0) return size;
      size += got;
    }
  }

  io::FileSystem& fs_;
  const Layout& layout_;
  ReaderImpl& reader_;
  Drill found_;
  std::map<UnitTag, UnitSeen> units_;
  std::optional<BlobKey> blob_;
};

Result<void> check_copy(io::FileSystem& fs, const io::Path& path, const io::Path& backup) {
  MUNIMENT_TRY(const Bytes ours, io::read_file(fs, path / "archive.note", kMaxNote));
  auto theirs = io::read_file(fs, backup / "archive.note", kMaxNote);
  if (!theirs && theirs.error().code == ErrorCode::not_found) {
    return make_error(ErrorCode::invalid_argument, "this is not a copy of the keys").because("archive.note is not there").at(backup);
  }
  if (!theirs) return theirs.error();
  if (equal(ours, *theirs)) return {};
  return make_error(ErrorCode::corrupt, "the copy is of another archive").because("its archive.note differs").at(backup);
}

}  // namespace

Result<Drill> drill(io::FileSystem& fs, const io::Path& path, const io::Path& backup, const Unlock& unlock) {
  const Layout layout{path, backup};
  if (!backup.empty()) MUNIMENT_TRY_VOID(check_copy(fs, path, backup));
  MUNIMENT_TRY(Identities identities, open_identities(fs, layout, unlock));
  MUNIMENT_TRY(auto reader, ReaderImpl::open(fs, layout, std::move(identities), OpenFor::reading));
  return DrillRun(fs, layout, *reader).run();
}

}  // namespace muniment::archive
