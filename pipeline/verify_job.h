// SPDX-License-Identifier: GPL-3.0-or-later
// Re-reads the whole archive and says what holds. Four words: verified, altered, missing, not verifiable.
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

struct VerifyFinding {
  Verdict verdict = Verdict::altered;
  std::string what;
  std::string path;
  std::optional<uint64_t> offset;
  std::optional<std::pair<uint64_t, uint64_t>> messages;
};

struct VerifyAnswer {
  Verdict verdict = Verdict::verified;
  uint64_t segments = 0, frames = 0, records = 0, messages = 0, commits = 0, blobs = 0, bytes_read = 0, log_size = 0;
  std::vector<VerifyFinding> findings;
  std::vector<std::string> notes;        // not damage
  std::vector<std::string> not_covered;  // what a verification of this kind cannot say
  bool index_sound = true;               // derived data; unsound is repaired by the next ingest
};

// Opens the archive by itself, so that damage which keeps a Store from opening is reported too.
Result<VerifyAnswer> verify_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                    const std::function<void(uint64_t done, uint64_t total)>& progress);

}  // namespace muniment::pipeline
