// SPDX-License-Identifier: GPL-3.0-or-later
// The part of verify that is about sealed segments: every byte of the file is what the SEAL and the log's record say.
#pragma once

#include <vector>

#include "archive/archive.h"
#include "archive/log.h"
#include "archive/log_scan.h"
#include "archive/reader_impl.h"

namespace muniment::archive {

// Of a scan and its log. Reads sealed segments once more. What the scan itself found (LogScan::damage) is not repeated.
// Errors: io.
Result<std::vector<Error>> verify_seals(const LogScan& scan, const Log& log, ReaderImpl& reader);

}  // namespace muniment::archive
