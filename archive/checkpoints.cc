// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/checkpoints.h"

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxNote = 1U << 20;

Result<KeptCheckpoint> open_checkpoint(io::FileSystem& fs, const Layout& layout, const io::Path& path,
                                       const NoteKey& key, bool others_allowed, Checkpoints& into) {
  MUNIMENT_TRY(const Bytes note, io::read_file(fs, path, kMaxNote));
  into.bytes_read += note.size();
  ++into.notes_read;
  MUNIMENT_TRY(const std::string body, open_note(as_text(note), key, others_allowed));
  MUNIMENT_TRY(Checkpoint checkpoint, Checkpoint::parse(body));
  if (checkpoint.origin != key.name) return make_error(ErrorCode::corrupt, "the checkpoint is of another log");
  return KeptCheckpoint{layout.shown(path), std::move(checkpoint)};
}

Error head_missing(const Layout& layout) {
  return make_error(ErrorCode::corrupt, "HEAD is missing")
      .because("it is there from the first commit on, so somebody or something has removed it")
      .advise("put back any older HEAD of this archive, from a copy: it shows whether the log has lost its end")
      .at(layout.head());
}

}  // namespace

Result<Checkpoints> read_checkpoints(io::FileSystem& fs, const Layout& layout, const NoteKey& key) {
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
  for (const io::DirectoryEntry& entry : *kept) {
    if (!entry.name.ends_with(".note")) continue;
    const io::Path path = layout.checkpoints() / entry.name;
    auto checkpoint = open_checkpoint(fs, layout, path, key, true, found);
    if (checkpoint) {
      found.all.push_back(std::move(*checkpoint));
    } else {
      found.trouble.push_back(with_context(std::move(checkpoint.error()).at(path), "reading a kept checkpoint"));
    }
  }
  return found;
}

std::vector<Error> Checkpoints::against(const Log& log) const {
  std::vector<Error> alarms;
  for (const KeptCheckpoint& kept : all) {
    const uint64_t size = kept.checkpoint.size;
    if (size > log.end().log_size) {
      alarms.push_back(make_error(ErrorCode::corrupt, "the log is shorter than it was")
                           .because(kept.file + " was signed over " + std::to_string(size) + " entries, and " +
                                    std::to_string(log.end().log_size) + " are here")
                           .advise("an older copy was restored, or segments were lost: restore the newest copy of seg/")
                           .at(kept.file));
      continue;
    }
    const auto root = log.root_at(size);
    if (root && *root != kept.checkpoint.root) {
      alarms.push_back(make_error(ErrorCode::corrupt, "the log is not the log that was signed")
                           .because(kept.file + " has another root for the first " + std::to_string(size) + " entries")
                           .advise("two histories of this archive exist: keep both, and find out who wrote them")
                           .at(kept.file));
    }
  }
  return alarms;
}

Result<void> publish_head(io::FileSystem& fs, const Layout& layout, const NoteKey& key,
                          const crypto::Ed25519KeyPair& pair, const LogEnd& end) {
  const Checkpoint checkpoint{key.name, end.log_size, end.root};
  return io::write_file_durably(fs, layout.head(), as_bytes(sign_note(checkpoint.text(), key, pair)));
}

}  // namespace muniment::archive
