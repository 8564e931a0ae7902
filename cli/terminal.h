// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal, seen through the few things that we ask of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace muniment::cli {

bool stdout_is_terminal();
bool stderr_is_terminal();
size_t terminal_width();  // of stderr or stdout; 100 where neither is a terminal, never below 40

// Asks on the process's terminal (not stdin), without echo. denied if there is no terminal, cancelled at end of input.
Result<SecretBytes> ask_secret(std::string_view prompt);

// For a signal handler: puts the echo back that ask_secret switched off. Async-signal-safe.
void restore_terminal();

}  // namespace muniment::cli
