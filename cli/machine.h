// SPDX-License-Identifier: GPL-3.0-or-later
// What this machine is called, and where it remembers the archives that it writes: MUNIMENT_STATE, else
// $XDG_STATE_HOME/muniment, else ~/.local/state/muniment. MUNIMENT_STATE set to nothing: it remembers nothing.
#pragma once

#include "pipeline/store.h"

namespace muniment::cli {

pipeline::Machine this_machine();
// What searches keep of the index in memory where --index-memory does not say: half of what the machine has.
uint64_t default_index_memory();
// Attributes of files are set unless MUNIMENT_ATTRIBUTES is "off".
bool wants_attributes();

}  // namespace muniment::cli
