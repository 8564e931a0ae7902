// SPDX-License-Identifier: GPL-3.0-or-later
// Takes in sources that grow, for as long as they do: each line is committed as soon as it is whole, and after a crash the
// next run goes on where this one stopped.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "pipeline/ingest_job.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct FollowObserver {
  IngestObserver ingest;
  std::function<void()> started;                            // every source is open, and what was left is found
  std::function<void(const std::string& note)> noted;       // a file was cut, replaced, is gone
  std::function<void(const Error& error, int64_t wait_ms)> waiting;  // the disk is full: it is tried again after this time
};

inline constexpr int64_t kLongestGatherMs = 1'000;

// Opens the archive for writing; called again after the disk was full.
using OpenStore = std::function<Result<std::unique_ptr<Store>>()>;

// Paths of the request are files, folders, named pipes or "-". Returns when request.stop is set, or when all of its
// sources have ended (standard input), with everything committed, the batch ended and the store closed. Whatever was
// acknowledged is durable; what was not is read again after a crash, but for pipes, whose content is gone with the
// process. A full disk is waited for, and then nothing more is read. Each commit takes 4 KiB at least: request.gather_ms
// (at most kLongestGatherMs) is waited between two of them, so that more lines share one.
Result<IngestSummary> follow(io::FileSystem& fs, const Clock& clock, const OpenStore& open, const IngestRequest& request,
                             const FollowObserver& observer);

}  // namespace muniment::pipeline
