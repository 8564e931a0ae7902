// SPDX-License-Identifier: GPL-3.0-or-later
// How a query was understood, and what each part of it finds: for search --explain.
#pragma once

#include <string>

#include "cli/json_text.h"
#include "cli/style.h"
#include "pipeline/search_job.h"

namespace muniment::cli {

// The answer has an explanation.
std::string explanation_text(const pipeline::SearchAnswer& answer, const Style& style);
void set_explanation(Json& result, const pipeline::SearchAnswer& answer);

}  // namespace muniment::cli
