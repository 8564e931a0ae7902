// SPDX-License-Identifier: GPL-3.0-or-later
// HEAD and the kept checkpoints: what the log has promised to contain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archive/layout.h"
#include "archive/log.h"
#include "archive/note.h"

namespace muniment::archive {

struct KeptCheckpoint {
  std::string file;  // relative to the archive; of one from outside, the name it came with
  Checkpoint checkpoint;
  std::string note;  // all of it, with its signatures

  // Put aside by a writer that gave it up; whether the log says so too is another question (Checkpoints::conflicts).
  [[nodiscard]] bool is_given_up() const { return file.starts_with("ckpt/given-up-"); }
};

// A kept checkpoint that the log does not bear out: rollback, or a fork.
struct Conflict {
  KeptCheckpoint kept;
  bool log_is_shorter = false;  // else the root is another
};
// What follows from any number of them, each once: the log, which ends after `log_size` entries, is too short; it is another log.
std::vector<Error> rollbacks_in(const std::vector<Conflict>& conflicts, uint64_t log_size);
// Of the longest log that any of them was signed over and that is too short now; 0 if there is none.
uint64_t size_that_was_signed(const std::vector<Conflict>& conflicts);

// HEAD and ckpt/*.note with a good signature, and what is wrong with the others.
struct Checkpoints {
  std::optional<Checkpoint> head;
  std::vector<KeptCheckpoint> all;
  std::vector<Error> trouble;
  uint64_t notes_read = 0, bytes_read = 0;

  // What the log does not contain although it was signed.
  [[nodiscard]] std::vector<Conflict> conflicts(const Log& log) const;
};
// The newest of those that the writer keeps say all that the older ones say of a log which is a continuation of theirs.
// `newest` reads 64 of them, and every file in ckpt/ with another name; `all` is for verify and for lists.
enum class KeptOnes { newest, all };
Result<Checkpoints> read_checkpoints(io::FileSystem& fs, const Layout& layout, const NoteKey& key, KeptOnes which);

// A checkpoint that came from elsewhere. invalid_argument if it is of another log; corrupt if it says that it is of this
// one and does not verify.
Result<KeptCheckpoint> open_outside(const OutsideCheckpoint& outside, const NoteKey& key);

// The end of the log, signed.
std::string sign_checkpoint(const LogEnd& end, const NoteKey& key, const crypto::Ed25519KeyPair& pair);
// Replaces HEAD. Durable on return.
Result<void> publish_head(io::FileSystem& fs, const Layout& layout, std::string_view note);
// Makes ckpt/<name> or ckpt/<size>.note, unless it is there. Durable on return.
Result<void> keep_note_as(io::FileSystem& fs, const Layout& layout, const std::string& name, std::string_view note);
Result<void> keep_note(io::FileSystem& fs, const Layout& layout, uint64_t size, std::string_view note);

}  // namespace muniment::archive
