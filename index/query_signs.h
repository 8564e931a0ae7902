// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. One word of a query with a sign behind it: pay~, pay~de, transfer%1, smith#, and 10~~20; in dtSearch's
// dialect pay~, tra%nsfer, #smith and 10~~20.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "index/query.h"

namespace muniment::index {

// `text` is a part of `query`, for the caret, and stands in no quotation marks. Nothing (a null pointer) if no sign with a
// meaning stands in it: 100%, #budget and "~5" are text.
Result<NodePtr> signed_word(std::string_view query, std::string_view text);

// The same for dtSearch's dialect, where the signs have their meaning in quotation marks too.
Result<NodePtr> dtsearch_signed_word(std::string_view query, std::string_view text);

}  // namespace muniment::index
