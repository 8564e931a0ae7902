// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions, their coverage and what needs attention, for people and for programs: what `sessions`, `sources` and `report
// coverage` have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_codes.h"
#include "cli/session.h"
#include "cli/style.h"
#include "core/base/json.h"
#include "core/base/time_zone.h"
#include "pipeline/monitoring_job.h"

namespace muniment::cli {

// "connected since 2026-03-04 09:27", by the newest thing that it said about itself.
std::string state_text(const index::Session& session, const TimeZone& zone);
std::string minute_text(const std::optional<int64_t>& ms, const TimeZone& zone);  // "–" for none
const char* kind_word(pipeline::DayKind kind);               // "records", "gap", "seen", "nothing"
std::string day_range(const pipeline::DayCoverage& day);     // "2026-03-04", "2026-03-05 to 2026-03-09"
std::string day_word(const pipeline::DayCoverage& day);      // what is to be said of a day without records
std::string coverage_rows(const pipeline::SessionView& view);

Json session_json(const pipeline::SessionView& view);
Json run_json(const std::string& session, const pipeline::RunCoverage& run);
Json gap_json(const pipeline::GapCoverage& gap);
Json day_json(const std::string& session, const pipeline::DayCoverage& day);
void set_time(Json& json, std::string_view key, const std::optional<int64_t>& ms);  // null for none

// The lines marked "!", if there are any; with them the exit code is 21.
Exit say_attention(const Session& session, const std::vector<std::string>& lines);

}  // namespace muniment::cli
