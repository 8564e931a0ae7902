// SPDX-License-Identifier: GPL-3.0-or-later
// How the search index stands, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "cli/style.h"
#include "core/base/json.h"
#include "core/base/time_zone.h"
#include "pipeline/index_job.h"

namespace muniment::cli {

// A table with a line for each class and month; or, `by_file`, for each partition.
std::string partition_table(const pipeline::IndexStatus& status, bool by_file, const TimeZone& zone, const Style& style);
std::string index_rows(const pipeline::IndexStatus& status);
std::vector<std::string> index_attention(const pipeline::IndexStatus& status);

Json partition_json(const index::PartitionInfo& partition);
Json index_status_json(const pipeline::IndexStatus& status, int exit);

// "3 partitions, 24.1 KiB"
std::string index_size_text(const pipeline::IndexSize& size);
Json index_size_json(const pipeline::IndexSize& size);

}  // namespace muniment::cli
