// SPDX-License-Identifier: GPL-3.0-or-later
// The exit codes of the program: an interface, and the only table of them. New codes may be added; whoever reads them
// must treat an unknown one as a failure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/base/error.h"

namespace muniment::cli {

enum class Exit {
  success = 0,
  failed = 1,
  usage = 2,
  partial = 3,
  no_match = 4,
  no_archive = 10,
  locked = 11,
  wrong_key = 12,
  denied = 13,
  held = 14,
  unsupported = 15,
  integrity = 20,
  attention = 21,
  interrupted = 130,
};

struct ExitMeaning {
  Exit code;
  std::string_view meaning;
};
std::span<const ExitMeaning> exit_meanings();
std::string_view meaning_of(Exit code);

// Error.id of the one "not found" that has an exit code of its own.
inline constexpr int kNoArchiveHere = 1210;

Exit exit_of(const Error& error);

// The stable number NNNN of MUN-NNNN: the error's own, or the general one of its code.
int number_of(const Error& error);

}  // namespace muniment::cli
