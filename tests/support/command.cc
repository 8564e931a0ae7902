// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command.h"

#include <array>
#include <cstdio>

#include <sys/wait.h>

namespace muniment::test {

bool has_program(const std::string& name) { return run_command("command -v " + name).status == 0; }

Ended run_command(const std::string& command) {
  Ended ended;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return ended;
  std::array<char, 4096> buffer{};
  for (size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    ended.output.append(buffer.data(), got);
  }
  const int status = ::pclose(pipe);
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

}  // namespace muniment::test
