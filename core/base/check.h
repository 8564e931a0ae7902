// SPDX-License-Identifier: GPL-3.0-or-later
// An invariant that only a bug can break. Prints file, line and what must hold, and aborts, in every build.
// Never for input from outside: bad data is an Error or a counted exception.
#pragma once

namespace muniment {
[[noreturn]] void check_failed(const char* file, int line, const char* condition, const char* must_hold);
}  // namespace muniment

#define MUNIMENT_CHECK(condition, must_hold)                                        \
  do {                                                                              \
    if (!(condition)) {                                                             \
      ::muniment::check_failed(__FILE__, __LINE__, #condition, must_hold);          \
    }                                                                               \
  } while (false)
