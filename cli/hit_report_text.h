// SPDX-License-Identifier: GPL-3.0-or-later
// A hit report on the terminal, and as NDJSON.
#pragma once

#include <string>

#include "cli/exit_codes.h"
#include "cli/style.h"
#include "export/hit_report/hit_report.h"

namespace muniment::cli {

// Aligned tables: the terms, the messages by custodian, what is not counted, and what the figures mean. Long terms go on in
// the next line; nothing is cut. `width` in columns.
std::string hit_report_text(const exporting::HitReport& report, const Style& style, size_t width);

// A line for each term, and the result. `out`: the file that was written, or empty.
void print_hit_report_json(const exporting::HitReport& report, const std::string& out, Exit exit);

}  // namespace muniment::cli
