// SPDX-License-Identifier: GPL-3.0-or-later
// Help on a screen and help as docs/cli.md, both from the command table.
#pragma once

#include <string>

#include "cli/arguments.h"
#include "cli/command.h"

namespace muniment::cli {

std::string quick_start();                  // no arguments: what it is, two examples
std::string overview();                     // `muniment help`: every command, grouped
std::string help_for(const Chosen& chosen);
std::string markdown_manual();              // docs/cli.md

}  // namespace muniment::cli
