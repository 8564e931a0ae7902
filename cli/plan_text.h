// SPDX-License-Identifier: GPL-3.0-or-later
// What an ingest would do, for people and for programs: the output of `ingest --dry-run`.
#pragma once

#include <string>

#include "cli/style.h"
#include "core/base/json.h"
#include "core/base/time_zone.h"
#include "pipeline/ingest_plan.h"

namespace muniment::cli {

// The zone of wall-clock times, and who says so: "the archive's zone", "by --tz", "this machine's zone".
struct AssumedZone {
  TimeZone zone = TimeZone::utc();
  std::string basis;
};

// One source: how it would be read, and what is in it. Never the text of a message.
std::string plan_text(const pipeline::SourcePlan& plan, const AssumedZone& assumed, const Style& style);
Json plan_json(const pipeline::SourcePlan& plan, const AssumedZone& assumed);

// The sums of all sources, as far as they are true.
std::string plan_sums_text(const pipeline::IngestPlan& plan, const Style& style);
Json plan_sums_json(const pipeline::IngestPlan& plan);  // the result line, without "exit"

}  // namespace muniment::cli
