// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Words side by side as dtSearch reads them, in quotation marks or not: a phrase.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "index/query.h"

namespace muniment::index {

// `text` is a part of `query`, for the caret. A phrase of words, patterns (*, ?, =, ~, %, #, ~~) and the ends of the text
// (xfirstword, xlastword); or "##regex", where it stands in quotation marks. Adds to the notes what is easily overlooked.
Result<NodePtr> dtsearch_words(std::string_view query, std::string_view text, bool quoted, std::vector<std::string>& notes);

}  // namespace muniment::index
