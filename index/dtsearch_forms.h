// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. dtSearch's dialect, while a query is cut: its operators, and its forms that have no meaning here.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "index/query_lexer.h"

namespace muniment::index {

// and, or and not, in any case.
std::optional<LexKind> dtsearch_operator(std::string_view text);

// MUN-3009 if what stands from `at` to `end`, without spaces, is such a form: AndAny, contains, date(), apple:5, …
Result<void> refuse_dtsearch_form(std::string_view query, size_t at, size_t end);

}  // namespace muniment::index
