// SPDX-License-Identifier: GPL-3.0-or-later
// What verify found, for people and for programs: shared by the commands that verify.
#pragma once

#include <string>
#include <vector>

#include "cli/json_text.h"
#include "cli/style.h"
#include "pipeline/verify_job.h"

namespace muniment::cli {

std::string sign_of(pipeline::Verdict verdict, const Style& style);  // ✓, ✗ or ?
std::string finding_text(const pipeline::VerifyFinding& finding, const Style& style);
std::string damage_text(const pipeline::DamageSummary& damage);  // "1 segment, 2 frames, 30 messages, 0 attachments"
bool is_any(const pipeline::DamageSummary& damage);                  // false where only derived data is damaged
std::string labelled(const char* label, const std::string& value);   // a row of a summary

Json finding_json(const pipeline::VerifyFinding& finding);           // {"type":"finding",…}
void set_damage(Json& json, const pipeline::DamageSummary& damage);  // damaged_segments, damaged_frames, …

}  // namespace muniment::cli
