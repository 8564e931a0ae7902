// SPDX-License-Identifier: GPL-3.0-or-later
// What a query can be refused for: an error with the query and a caret under the place.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace muniment::index {

// Stable numbers: MUN-3001 and up. Never renumber.
enum class QueryFault {
  too_large = 3001,
  parenthesis = 3002,
  quotation_mark = 3003,
  unknown_field = 3004,
  bad_value = 3005,
  missing_operand = 3006,
  not_positional = 3007,
  no_word = 3008,
  not_supported = 3009,
  only_not = 3010,
  too_many_words = 3011,
  empty = 3012,
  ambiguous = 3013,
};

// `at`: a byte of `query`. `why` of the result: what was found, the query, and a caret under that byte's character
// (columns are counted in code points; of a long query the part around the place is shown).
Error query_error(std::string_view query, size_t at, QueryFault fault, std::string message, std::string why, std::string hint);

}  // namespace muniment::index
