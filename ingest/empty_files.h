// SPDX-License-Identifier: GPL-3.0-or-later
// Files of 0 bytes: a recorder that has just begun a file leaves such a one; so does a disk that was full.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "ingest/source_input.h"

namespace muniment::ingest {

// What a report says of those among `members`; nothing where there are none.
std::optional<std::string> empty_files_warning(const SourceInput& input, std::span<const size_t> members);

}  // namespace muniment::ingest
