// SPDX-License-Identifier: GPL-3.0-or-later
// Checks an archive, as deep as it is asked to, and lists all that is wrong. It changes nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "archive/key_files.h"

namespace muniment::archive {

// The structure is checked at every depth: note, HEAD, kept checkpoints, header pages, every COMMIT, the chain from
// frame to frame and from commit to commit, the root after each commit, sizes of attachments, key files and the last
// key record. What differs is how much is opened besides: decrypted, decoded, and compared with the log entry or the
// content's hash.
enum class Depth {
  quick,   // nothing
  sample,  // `percent` of the frames, and every attachment that one of them refers to
  full,    // everything; every byte of every segment is hashed, and compared with its SEAL and the log's record of it
  since,   // what was committed at or after `since_ms`, or stands at or behind log entry `since_entry`
};

struct VerifyScope {
  Depth depth = Depth::full;
  double percent = 0;   // above 0, at most 100
  uint64_t seed = 0;    // of the sample: the same seed chooses the same frames of the same log
  std::optional<int64_t> since_ms;
  std::optional<uint64_t> since_entry;
  Outside outside{};     // what the log is compared with besides
  unsigned threads = 0;  // that open frames; 0: as many as there are processors, at least 2
};

// What a finding is about: it decides what to do next.
enum class Concern {
  segment,     // bytes of a segment file outside of one frame, or the file
  frame,
  attachment,
  keys,        // keys/*
  note,        // archive.note, HEAD, ckpt/*, POISON
  rollback,    // the log is not, or not all of, what was signed
  spool,
};

// What verify found wrong, each in words and as a place.
struct Finding {
  enum class Kind { altered, missing, not_verifiable } kind = Kind::altered;
  std::string what;                  // "segment 000000000003, frame 17: authentication failed"
  std::string path;                  // relative to the archive
  std::optional<uint64_t> offset;
  std::optional<uint64_t> entry;     // log entry
  std::optional<std::pair<uint64_t, uint64_t>> messages;  // first and last message number concerned
  Concern concern = Concern::segment;
  uint64_t frames = 0;               // how many frames cannot be opened, or are lost, because of it
};

// How much is damaged, missing included: the figures over all findings. What could not be counted, because nothing is
// left that says how much it was, is not in here.
struct DamageCount {
  uint64_t segments = 0;     // files with a finding
  uint64_t frames = 0;       // that cannot be opened, or whose COMMIT is lost
  uint64_t messages = 0;     // in them
  uint64_t attachments = 0;
  uint64_t other_files = 0;  // keys, notes, checkpoints, spool
};

struct VerifyReport {
  uint64_t segments = 0, frames = 0, records = 0, messages = 0, commits = 0, bytes_read = 0;  // found
  uint64_t blobs = 0;  // that records are known to refer to and that are there; at other depths than full: files
  uint64_t frames_opened = 0, records_opened = 0, messages_opened = 0, blobs_opened = 0;
  LogEnd end;
  std::vector<Finding> findings;  // damage only; empty means that all read bytes are what was written
  DamageCount damage;
  std::vector<std::string> notes;  // not damage: torn tails left in place, unreferenced blobs, abandoned segments
};

using VerifyProgress =
    std::function<void(uint64_t done, uint64_t total)>;  // bytes; called now and then, on this thread

// Goes on after damage and lists all of it; the order of the findings does not depend on the number of threads. Fails
// only where nothing can be said at all (wrong key, no archive, no key ring).
Result<VerifyReport> verify(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const VerifyScope& scope,
                            const VerifyProgress& progress);
// The same with keys that are at hand already.
Result<VerifyReport> verify_with(io::FileSystem& fs, const Layout& layout, Identities identities,
                                 const VerifyScope& scope, const VerifyProgress& progress);

}  // namespace muniment::archive
