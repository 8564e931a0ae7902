// SPDX-License-Identifier: GPL-3.0-or-later
// The flags that every command has. They may stand before or after the command.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace muniment::cli {

struct Globals {
  std::string archive;
  std::string as, reason;
  std::string tz;
  std::string json = "false";  // "true" or a version: --json, --json=v1
  bool quiet = false;
  int verbose = 0;
  std::string color = "auto";
  bool no_color = false;
  bool no_input = false;
  std::string progress = "auto";
  std::string lock_wait = "30s";
  std::string key_file, passphrase_file, passphrase_command;
  bool help = false;
  bool version = false;
  std::string index_memory;  // empty: default_index_memory()

  [[nodiscard]] bool wants_json() const { return json != "false"; }
};

Globals& globals();
const std::vector<Option>& global_options();

struct Variable {
  std::string_view name, meaning;
};
// The environment that the program reads, for help and documents.
std::vector<Variable> environment_variables();

}  // namespace muniment::cli
