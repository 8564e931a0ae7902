// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which format reads each source, and how. Every source is opened once, so that what cannot be
// read as a whole is refused before anything is written.
#pragma once

#include <string>
#include <vector>

#include "core/io/file_system.h"
#include "pipeline/ingest_job.h"

namespace muniment::pipeline {

// One thing to read, with the format that reads it.
struct Source {
  std::string path;
  const ingest::SourceFormat* format = nullptr;
  ingest::SourceOptions options;
};

// An export whose date order is open is read as the other exports of the request in the same layout are, if those
// agree: it says so in its evidence. An empty file of lines, as a recorder leaves it that has just begun one, is a source
// of no messages in the format of the other streams. `now_ms`: when the run began. The first error ends it, with the path
// of its source.
Result<std::vector<Source>> recognise_sources(io::FileSystem& fs, int64_t now_ms, const IngestRequest& request);

// The same for callers that go on after a source was refused: one result for each path, in order.
std::vector<Result<Source>> recognise_each_source(io::FileSystem& fs, int64_t now_ms, const IngestRequest& request,
                                                  const std::vector<std::string>& paths);

}  // namespace muniment::pipeline
