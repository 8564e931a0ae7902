// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace muniment::ingest {

// The media type that goes with a file name's extension; empty if unknown. A guess from the name: nobody looked inside.
std::string_view mime_of(std::string_view file_name);

}  // namespace muniment::ingest
