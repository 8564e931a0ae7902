// SPDX-License-Identifier: GPL-3.0-or-later
// Errors for people: what failed and its stable number, why, what to do next.
#pragma once

#include <string>
#include <string_view>

#include "cli/style.h"
#include "core/base/error.h"

namespace muniment::cli {

std::string error_number(const Error& error);  // "MUN-2107"

// Three lines (fewer where there is nothing to say): "error: … [MUN-2107]", "  why: …", "  try: …". `word` is "error" or
// "warning". Safe for a terminal, whatever a hostile file put into the texts.
std::string error_text(const Error& error, const Style& style, std::string_view word = "error");

}  // namespace muniment::cli
