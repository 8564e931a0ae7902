// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/checkpoints.h"

#include <algorithm>

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxNote = 1U << 20;
constexpr size_t kReadAtOpen = 64;

Result<KeptCheckpoint> open_checkpoint(io::FileSystem& fs, const Layout& layout, const io::Path& path,
                                       const NoteKey& key, bool others_allowed, Checkpoints& into) {
  MUNIMENT_TRY(const Bytes note, io::read_file(fs, path, kMaxNote));
  into.bytes_read += note.size();
  ++into.notes_read;
  MUNIMENT_TRY(const std::string body, open_note(as_text(note), key, others_allowed));
  MUNIMENT_TRY(Checkpoint checkpoint, Checkpoint::parse(body));
  if (checkpoint.origin != key.name) return make_error(ErrorCode::corrupt, "the checkpoint is of another log");
  return KeptCheckpoint{layout.shown(path), std::move(checkpoint), std::string(as_text(note))};
}

// Those that the writer keeps, newest first, and then all others.
std::vector<std::string> names_to_read(const std::vector<io::DirectoryEntry>& entries, KeptOnes which) {
  std::vector<std::pair<uint64_t, std::string>> own;
  std::vector<std::string> names;
  for (const io::DirectoryEntry& entry : entries) {
    if (!entry.name.ends_with(".note")) continue;
    if (const auto size = checkpoint_of_name(entry.name)) own.emplace_back(*size, entry.name);
    else names.push_back(entry.name);
  }
  std::sort(own.rbegin(), own.rend());
  if (which == KeptOnes::newest && own.size() > kReadAtOpen) own.resize(kReadAtOpen);
  for (auto& [size, name] : own) names.push_back(std::move(name));
  return names;
}

Error head_missing(const Layout& layout) {
  return make_error(ErrorCode::corrupt, "HEAD is missing")
      .because("it is there from the first commit on, so somebody or something has removed it")
      .advise("put back any older HEAD of this archive, from a copy: it shows whether the log has lost its end")
      .at(layout.head());
}

// Of the checkpoints that say the same: the one that says most, and how many others there are. The longest shows how
// much is lost; the shortest, where two histories part at the latest.
struct Witnesses {
  const KeptCheckpoint* first = nullptr;
  size_t others = 0;
};

Witnesses witnesses_in(const std::vector<Conflict>& conflicts, bool log_is_shorter) {
  Witnesses found;
  for (const Conflict& conflict : conflicts) {
    if (conflict.log_is_shorter != log_is_shorter) continue;
    if (found.first == nullptr) {
      found.first = &conflict.kept;
      continue;
    }
    ++found.others;
    const uint64_t size = conflict.kept.checkpoint.size, best = found.first->checkpoint.size;
    if (log_is_shorter ? size > best : size < best) found.first = &conflict.kept;
  }
  return found;
}

std::string and_others(size_t others) {
  if (others == 0) return {};
  return others == 1 ? "; another checkpoint says so too" : "; " + std::to_string(others) + " other checkpoints say so too";
}

Error too_short(const Witnesses& witnesses, uint64_t log_size) {
  const KeptCheckpoint& kept = *witnesses.first;
  return make_error(ErrorCode::corrupt, "the log is shorter than it was")
      .because(kept.file + " was signed over " + std::to_string(kept.checkpoint.size) + " entries, and the log ends after " +
               std::to_string(log_size) + and_others(witnesses.others))
      .advise("an older copy was put back, or segments were lost: put back the newest copy (muniment repair --from COPY); "
              "if what is missing is lost for good: muniment checkpoint give-up")
      .at(kept.file);
}

Error another_log(const Witnesses& witnesses) {
  const KeptCheckpoint& kept = *witnesses.first;
  return make_error(ErrorCode::corrupt, "the log is not the log that was signed")
      .because(kept.file + " has another root for the first " + std::to_string(kept.checkpoint.size) + " entries" +
               and_others(witnesses.others))
      .advise("two histories of this archive exist: keep both, and find out who wrote them")
      .at(kept.file);
}

}  // namespace

Result<Checkpoints> read_checkpoints(io::FileSystem& fs, const Layout& layout, const NoteKey& key, KeptOnes which) {
  Checkpoints found;
  auto head = open_checkpoint(fs, layout, layout.head(), key, false, found);
  if (head) {
    found.head = head->checkpoint;
    found.all.push_back(std::move(*head));
  } else if (head.error().code == ErrorCode::not_found) {
    found.trouble.push_back(head_missing(layout));
  } else if (head.error().code == ErrorCode::corrupt) {
    found.trouble.push_back(with_context(std::move(head.error()).at(layout.head()), "reading HEAD"));
  } else {
    return head.error();
  }
  auto kept = fs.list(layout.checkpoints());
  if (!kept && kept.error().code == ErrorCode::not_found) return found;
  if (!kept) return kept.error();
  for (const std::string& name : names_to_read(*kept, which)) {
    const io::Path path = layout.checkpoints() / name;
    auto checkpoint = open_checkpoint(fs, layout, path, key, true, found);
    if (checkpoint) {
      found.all.push_back(std::move(*checkpoint));
    } else {
      found.trouble.push_back(with_context(std::move(checkpoint.error()).at(path), "reading a kept checkpoint"));
    }
  }
  return found;
}

std::vector<Conflict> Checkpoints::conflicts(const Log& log) const {
  std::vector<Conflict> found;
  for (const KeptCheckpoint& kept : all) {
    const uint64_t size = kept.checkpoint.size;
    if (size > log.end().log_size) {
      found.push_back({kept, true});
      continue;
    }
    const auto root = log.root_at(size);
    if (root && *root != kept.checkpoint.root) found.push_back({kept, false});
  }
  return found;
}

std::vector<Error> rollbacks_in(const std::vector<Conflict>& conflicts, uint64_t log_size) {
  std::vector<Error> errors;
  if (const Witnesses shorter = witnesses_in(conflicts, true); shorter.first != nullptr) errors.push_back(too_short(shorter, log_size));
  if (const Witnesses other = witnesses_in(conflicts, false); other.first != nullptr) errors.push_back(another_log(other));
  return errors;
}

uint64_t size_that_was_signed(const std::vector<Conflict>& conflicts) {
  const Witnesses shorter = witnesses_in(conflicts, true);
  return shorter.first == nullptr ? 0 : shorter.first->checkpoint.size;
}

Result<KeptCheckpoint> open_outside(const OutsideCheckpoint& outside, const NoteKey& key) {
  const std::string origin = outside.note.substr(0, outside.note.find('\n'));
  if (origin != key.name) {
    return make_error(ErrorCode::invalid_argument, "this is not a checkpoint of this archive")
        .because("it is one of " + origin + ", and this is " + key.name).at(outside.name);
  }
  const auto not_signed = [&](Error error) {
    return with_context(std::move(error).at(outside.name).advise("nothing follows from a text that was not signed as it stands: "
                        "look for the one that was sent"), "reading a checkpoint of this archive");
  };
  auto body = open_note(outside.note, key, true);
  if (!body) return not_signed(std::move(body.error()));
  auto checkpoint = Checkpoint::parse(*body);
  if (!checkpoint) return not_signed(std::move(checkpoint.error()));
  return KeptCheckpoint{outside.name, std::move(*checkpoint), outside.note};
}

std::string sign_checkpoint(const LogEnd& end, const NoteKey& key, const crypto::Ed25519KeyPair& pair) {
  return sign_note(Checkpoint{key.name, end.log_size, end.root}.text(), key, pair);
}

Result<void> publish_head(io::FileSystem& fs, const Layout& layout, std::string_view note) {
  return io::write_file_durably(fs, layout.head(), as_bytes(note));
}

Result<void> keep_note(io::FileSystem& fs, const Layout& layout, uint64_t size, std::string_view note) {
  return keep_note_as(fs, layout, std::to_string(size) + ".note", note);
}

Result<void> keep_note_as(io::FileSystem& fs, const Layout& layout, const std::string& name, std::string_view note) {
  const io::Path path = layout.checkpoints() / name;
  MUNIMENT_TRY(const bool there, fs.exists(path));
  if (there) return {};
  MUNIMENT_TRY(const bool has_directory, fs.exists(layout.checkpoints()));
  if (!has_directory) {
    MUNIMENT_TRY_VOID(fs.make_directory(layout.checkpoints()));
    MUNIMENT_TRY_VOID(fs.sync_directory(layout.root));
  }
  return io::write_file_durably(fs, path, as_bytes(note));
}

}  // namespace muniment::archive
