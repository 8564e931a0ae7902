// SPDX-License-Identifier: GPL-3.0-or-later
// Distances that run on, the slow way: the messages of a conversation are written one behind the other, and every pair is tried.
#pragma once

#include <set>

#include "tests/index/oracle.h"

namespace muniment::index {

// The numbers of the messages that hold a word which takes part in a match of this distance.
std::set<size_t> messages_of_run_on(const Node& distance, const Messages& messages);

}  // namespace muniment::index
