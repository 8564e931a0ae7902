// SPDX-License-Identifier: GPL-3.0-or-later
// From argv to a command with its options filled in. The only place that knows CLI11.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "core/base/result.h"

namespace muniment::cli {

struct Chosen {
  const Command* group = nullptr;    // "export" of "export create"; null for a plain command
  const Command* command = nullptr;  // null when nothing was named
};

std::string full_name(const Chosen& chosen);  // "export create"

// Fills globals() and the command's options. invalid_argument for everything that is not understood, with the nearest
// word that would have been. With --help or --version missing words are not complained about.
Result<Chosen> parse_arguments(const std::vector<std::string>& arguments);

// Whether --json stands among the arguments: known before, and even if, they can be parsed.
bool asks_for_json(const std::vector<std::string>& arguments);

// The command called so, or invalid_argument with the nearest one; and the same within a group.
Result<const Command*> find_command(const std::string& name);
Result<const Command*> find_subcommand(const Command& group, const std::string& name);

}  // namespace muniment::cli
