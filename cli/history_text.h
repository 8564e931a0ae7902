// SPDX-License-Identifier: GPL-3.0-or-later
// The whole life of a message: what it said, and all that is held that refers to it, by time.
#pragma once

#include <string>

#include "cli/style.h"
#include "core/base/time_zone.h"
#include "pipeline/search_job.h"

namespace muniment::cli {

std::string reference_label(ReferenceType type);  // "edit of", "reaction to"

std::string history_text(const pipeline::HistoryAnswer& answer, const TimeZone& zone, const Style& style);
void print_history_json(const pipeline::HistoryAnswer& answer, MessageNumber asked_for);

}  // namespace muniment::cli
