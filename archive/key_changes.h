// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the key files as files: copied away, and tried. Changes of the keys go through the Writer
// (archive.h); how they survive a crash is in docs/durability.md, "Whose keys".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/archive.h"

namespace muniment::archive {

struct KeyCopy {
  uint32_t epoch = 0;              // of the ring that was copied
  Sha256 ring_hash;                // of its file
  std::vector<std::string> files;  // relative to the copy
};

// Copies archive.note, HEAD and keys/*.age into the directory `to`, which it makes; durable on return. They are as
// encrypted there as here. The caller holds the writer's lock, so that no key changes meanwhile. already_exists if `to`
// is there; invalid_argument if it lies inside the archive.
Result<KeyCopy> copy_keys(io::FileSystem& fs, const io::Path& path, const io::Path& to);

// What a key was tried on, in words for people, and what it did not open.
struct Drill {
  uint32_t epoch = 0;                  // of the ring that was tried
  std::vector<std::string> checked;    // what works
  std::vector<std::string> trouble;    // what does not; empty: everything would be recovered
  uint64_t frames = 0, lost_frames = 0;       // of the log; of these, in units that the ring does not open
  uint64_t messages = 0, lost_messages = 0;
};

// Opens the archive with these keys and nothing else: ring, its epoch and hash against the log, the log's key, the
// newest frame of every unit that has frames, the newest attachment. With `backup`, the keys are those of that copy and
// not the archive's own. Writes nothing. auth_failed: the key opens nothing; corrupt: the copy is of another archive.
Result<Drill> drill(io::FileSystem& fs, const io::Path& path, const io::Path& backup, const Unlock& unlock);

}  // namespace muniment::archive
