// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: brings what is derived (index, catalogue) up to the log. The log may be ahead, nobody may be
// ahead of the log; a rebuild is the same code starting from zero.
#pragma once

#include "pipeline/index_feeder.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// Messages of the log that no partition covers, on disk or in memory.
uint64_t uncovered_messages(StoreParts& parts);

// Reads the stretch of the log and hands its messages on as chunks.
Result<void> feed_range(StoreParts& parts, index::LogRange range, const std::function<void(FeedChunk)>& submit);

// For the writer: indexes what the log has beyond the partitions and writes it. Durable on return.
Result<void> index_uncovered(StoreParts& parts);

}  // namespace muniment::pipeline
