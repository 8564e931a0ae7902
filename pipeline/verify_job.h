// SPDX-License-Identifier: GPL-3.0-or-later
// Re-reads the archive, as deep as it is asked to, and says what holds. Four words: verified, altered, missing, not
// verifiable. It changes nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

enum class Verdict { verified, altered, missing, not_verifiable };
std::string_view to_string(Verdict verdict);  // "not verifiable" with a space

// The structure of the log is checked at every depth; what is opened besides differs.
enum class VerifyDepth { quick, sample, full, since };
std::string_view to_string(VerifyDepth depth);

struct VerifyRequest {
  VerifyDepth depth = VerifyDepth::full;
  double percent = 0;                      // of a sample: above 0, at most 100
  uint64_t seed = 0;                       // of a sample: the same seed chooses the same frames of the same log
  std::optional<int64_t> since_ms;         // since: committed at or after it,
  std::optional<uint64_t> since_log_size;  // or behind the checkpoint of this size
  io::Path against;                        // a file with checkpoints of this archive that were kept elsewhere
  Machine machine{};
};

struct VerifyFinding {
  Verdict verdict = Verdict::altered;
  std::string what;
  std::string path;
  std::optional<uint64_t> offset;
  std::optional<std::pair<uint64_t, uint64_t>> messages;
};

// Over all findings, missing included; messages named twice count once.
struct DamageSummary {
  uint64_t segments = 0, frames = 0, messages = 0, attachments = 0, other_files = 0;
};

// What helps against what was found.
enum class NextStep {
  ingest_rebuilds_index,  // derived data
  repair_from_copy,       // segments, attachments, keys, notes
  read_about_rollback,    // the log is shorter than, or another than, what was signed
  read_about_lost_keys,   // frames whose keys are gone
};
std::string_view to_string(NextStep step);  // "repair_from_copy"

struct VerifyAnswer {
  Verdict verdict = Verdict::verified;
  VerifyDepth depth = VerifyDepth::full;
  std::string limited_to;                // what "verified" is limited to: "structure only"; empty at full depth
  uint64_t segments = 0, frames = 0, records = 0, messages = 0, commits = 0, blobs = 0, bytes_read = 0, log_size = 0;
  uint64_t frames_opened = 0, records_opened = 0, messages_opened = 0, blobs_opened = 0;
  std::vector<uint64_t> compared;        // sizes of the checkpoints in the file that it was compared with
  std::vector<VerifyFinding> findings;
  DamageSummary damage;
  std::vector<NextStep> next;            // in this order; empty without findings
  std::vector<std::string> notes;        // not damage
  std::vector<std::string> not_covered;  // what a verification of this kind cannot say
  bool index_sound = true;               // derived data; unsound is repaired by the next ingest
  bool index_current = true;             // false: of another version of the program, so nothing in it was read
  bool index_read = true;                // false: the index opens, and its content was not read
};

// Opens the archive by itself, so that damage which keeps a Store from opening is reported too.
Result<VerifyAnswer> verify_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                    const std::function<void(uint64_t done, uint64_t total)>& progress,
                                    const VerifyRequest& request = {});

}  // namespace muniment::pipeline
