// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace muniment {

void check_failed(const char* file, int line, const char* condition, const char* must_hold) {
  std::fprintf(stderr, "muniment: bug at %s:%d: %s must hold (%s)\n", file, line, must_hold, condition);
  std::abort();
}

}  // namespace muniment
