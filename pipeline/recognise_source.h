// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: the first look at a source, by an ingest and by the plan of one.
#pragma once

#include <string>

#include "pipeline/ingest_run.h"

namespace muniment::pipeline {

// Opens the source once, so that what cannot be read as a whole is refused before anything is written. Of `parts` only
// the file system is used.
Result<Source> recognise_source(StoreParts& parts, const IngestRequest& request, const std::string& path);

}  // namespace muniment::pipeline
