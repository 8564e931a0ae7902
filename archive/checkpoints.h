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
  std::string file;  // relative to the archive
  Checkpoint checkpoint;
};

// HEAD and ckpt/*.note with a good signature, and what is wrong with the others.
struct Checkpoints {
  std::optional<Checkpoint> head;
  std::vector<KeptCheckpoint> all;
  std::vector<Error> trouble;
  uint64_t notes_read = 0, bytes_read = 0;

  // Rollback and fork: what the log does not contain although it was signed.
  [[nodiscard]] std::vector<Error> against(const Log& log) const;
};
Result<Checkpoints> read_checkpoints(io::FileSystem& fs, const Layout& layout, const NoteKey& key);

// Signs the end of the log and replaces HEAD. Durable on return.
Result<void> publish_head(io::FileSystem& fs, const Layout& layout, const NoteKey& key,
                          const crypto::Ed25519KeyPair& pair, const LogEnd& end);

}  // namespace muniment::archive
