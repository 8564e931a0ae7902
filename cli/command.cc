// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"

namespace muniment::cli {

#define MUNIMENT_COMMAND(name) Command command_##name();
#include "cli/commands.def"
#undef MUNIMENT_COMMAND

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
#define MUNIMENT_COMMAND(name) command_##name(),
#include "cli/commands.def"
#undef MUNIMENT_COMMAND
  };
  return all;
}

std::string either_of(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace muniment::cli
