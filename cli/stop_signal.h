// SPDX-License-Identifier: GPL-3.0-or-later
// What SIGINT, SIGTERM and SIGPIPE do to this process.
#pragma once

#include <atomic>

namespace muniment::cli {

// From now on SIGINT and SIGTERM end the process with exit code 130 (the terminal put back), and a reader of our output
// who goes away ends it quietly.
void install_signal_handlers();

// From now on the first SIGINT or SIGTERM sets the flag that is returned, and a second one ends the process. A reader of
// our output who goes away no longer ends it: what the job does matters more than who watches.
const std::atomic<bool>& stop_gently();

}  // namespace muniment::cli
