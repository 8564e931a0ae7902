// SPDX-License-Identifier: GPL-3.0-or-later
// How the messages that a search found are spread: for search --facets.
#pragma once

#include <string>

#include "cli/style.h"
#include "core/base/json.h"
#include "index/facets.h"

namespace muniment::cli {

std::string facets_text(const index::Facets& facets, const Style& style);
Json facets_json(const index::Facets& facets);

}  // namespace muniment::cli
