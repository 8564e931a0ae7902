// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: brings what is derived (index, catalogue) up to the log. The log may be ahead, nobody may be
// ahead of the log; a rebuild is the same code starting from zero.
#pragma once

#include <functional>
#include <vector>

#include "pipeline/index_feeder.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// Messages of the log that no partition covers, on disk or in memory.
uint64_t uncovered_messages(StoreParts& parts);

uint64_t messages_in(const archive::Reader& log, const std::vector<index::LogRange>& ranges);

// Reads these stretches of the log, builds partitions of their messages on worker threads, and hands them on as they are
// done. `read`: how many messages were read so far; may be empty.
struct BuildSteps {
  std::function<Result<void>(FedChunk)> take;
  std::function<void(uint64_t messages)> read{};
};
Result<void> build_ranges(StoreParts& parts, const std::vector<index::LogRange>& ranges, const BuildSteps& steps);

// For the writer: indexes what the log has beyond the partitions and writes it. Durable on return.
Result<void> index_uncovered(StoreParts& parts);

}  // namespace muniment::pipeline
