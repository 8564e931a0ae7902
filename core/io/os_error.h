// SPDX-License-Identifier: GPL-3.0-or-later
// What the operating system said, as an Error: the code that a caller acts on, the path, and the system's own words.
#pragma once

#include <cerrno>
#include <string>

#include "core/base/result.h"
#include "core/io/file_system.h"

namespace muniment::io {

// `doing` completes "cannot ...": "open", "append to". `number` is an errno.
Error os_error(int number, const std::string& doing, const Path& path);

// Repeats a system call that a signal interrupted. The call returns -1 and sets errno when it fails.
template <typename Call>
auto retry_interrupted(Call call) {
  while (true) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

}  // namespace muniment::io
