// SPDX-License-Identifier: GPL-3.0-or-later
// --scope, of every command that asks a query: the unit in which its words may stand.
#pragma once

#include <string>

#include "cli/command.h"
#include "cli/plain_text.h"
#include "core/base/result.h"
#include "index/unit_search.h"

namespace muniment::cli {

inline constexpr int kNoUnit = 1292;

inline Option scope_option(std::string* into, const std::string& what = "all words", const std::string& otherwise = "message") {
  return {"--scope", "", "UNIT", "where " + what + " must stand: message, day or thread (of one conversation), or window:24h (default: " + otherwise + ")", into};
}

// Of what was typed; nothing typed is a message.
inline Result<index::Unit> scope_named(const std::string& text) {
  const auto unit = index::parse_unit(text.empty() ? "message" : text);
  if (unit) return *unit;
  return make_error(ErrorCode::invalid_argument, "--scope " + printable(text) + " is no unit")
      .because("expected message, day, thread, or a window such as window:24h, window:30m, window:7d").numbered(kNoUnit);
}

}  // namespace muniment::cli
