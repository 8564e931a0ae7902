// SPDX-License-Identifier: GPL-3.0-or-later
// Other programs as oracles: Debian's age, python3. A test that has none of them skips, and says so.
#pragma once

#include <string>

namespace muniment::test {

bool has_program(const std::string& name);

struct Ended {
  int status = -1;     // exit status, -1 if it did not end by itself
  std::string output;  // what it wrote to standard output
};
// Through the shell.
Ended run_command(const std::string& command);

}  // namespace muniment::test
