// SPDX-License-Identifier: GPL-3.0-or-later
// A query's text cut into pieces. Says nothing about their order.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "index/query.h"

namespace muniment::index {

enum class LexKind { open, close, quoted, text, field, op_and, op_or, op_not, near, pre, end };

struct Lexeme {
  LexKind kind = LexKind::end;
  std::string_view text = {};  // quoted: what is between the marks; field: its name
  size_t at = 0;             // where it begins, in bytes
  uint32_t distance = 0;     // near, pre
  bool runs_on = false;      // likewise: w/5+
  int64_t pause_ms = 0;      // of w/5+1h; kAnyPause for w/5+
  std::string_view value = {};  // field: its value
  size_t value_at = 0;
  bool quoted_value = false;
};

inline constexpr uint32_t kMaxDistance = 999;
inline constexpr size_t kMaxQueryBytes = 100'000;

// Spaces as keyboards and word processors make them: the bytes of the one that begins `text`; 0 if none does.
size_t space_bytes(std::string_view text);
bool equal_any_case(std::string_view text, std::string_view lower);

// Ends with one of kind end. Views point into `query`. In dtSearch's dialect words side by side are one lexeme.
Result<std::vector<Lexeme>> lex_query(std::string_view query, Dialect dialect);

}  // namespace muniment::index
