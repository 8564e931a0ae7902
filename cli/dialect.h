// SPDX-License-Identifier: GPL-3.0-or-later
// --dialect, of every command that takes a query.
#pragma once

#include <string>

#include "cli/command.h"
#include "index/query.h"

namespace muniment::cli {

inline constexpr std::string_view kDefaultDialect = "muniment";

// `into` has the default beforehand.
inline Option dialect_option(std::string* into, const std::string& what = "QUERY is") {
  return {"--dialect", "", "DIALECT", "how " + what + " written: muniment, or dtsearch for docs/query-dtsearch.md (default: muniment)", into,
          index::dialect_names()};
}

// Of what was accepted as one of the choices.
inline index::Dialect dialect_named(const std::string& name) { return index::find_dialect(name).value_or(index::Dialect::muniment); }

}  // namespace muniment::cli
