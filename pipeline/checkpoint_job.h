// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints: what the log contained when it was signed. One that has left the house holds this archive to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct CheckpointFacts {
  uint64_t size = 0;                     // entries of the log: it is called c<size>
  Sha256 root;
  std::string file;                      // relative to the archive
  std::string note;                      // the signed text
  std::optional<int64_t> committed_ms;   // of the last entry that it covers; nothing if the log is shorter
  std::optional<uint64_t> messages;      // that it covers
};

// HEAD and the kept ones, by size. Those that the log does not bear out are in alarms() of the store.
Result<std::vector<CheckpointFacts>> checkpoints(Store& store);
// HEAD, or that of the given size; not_found if none of that size is kept.
Result<CheckpointFacts> checkpoint(Store& store, std::optional<uint64_t> size);
// The public key that signs them, as archive.note has it.
std::string log_key(Store& store);

// Signs the end of the log and keeps it in ckpt/. Durable on return. In write mode.
Result<CheckpointFacts> keep_checkpoint(Store& store);

struct PublishedLog {
  io::Path directory;
  uint64_t size = 0;   // entries
  uint64_t files = 0;  // written now; those that were there already are not counted
};
// The log up to HEAD as C2SP tlog-tiles below `directory`, or in <archive>/log if it is empty. Durable on return.
Result<PublishedLog> publish_log(Store& store, const io::Path& directory);

struct GivenUpEnd {
  std::vector<uint64_t> sizes;  // of the checkpoints that were given up; empty: nothing was lost
  uint64_t log_size = 0;        // with the record of it
};
// A person's decision to go on after the end of the log was lost. Writes the record of it, which needs a reason.
// corrupt if something else than a lost end is wrong: that is not given up by this.
Result<GivenUpEnd> give_up_lost_end(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const Actor& actor,
                                    const Clock& clock, const OpenOptions& options);

// Every text in the file that has the form of a checkpoint (a note, or a mail that carries one); invalid_argument if there is none.
Result<std::vector<std::string>> checkpoints_in_file(io::FileSystem& fs, const io::Path& file);

}  // namespace muniment::pipeline
