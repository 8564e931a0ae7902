// SPDX-License-Identifier: GPL-3.0-or-later
// The NDJSON that --json prints: every object has a "type"; the last line is {"type":"result"} or {"type":"error"}.
// Exact: nothing is escaped but what JSON demands. The members are listed in docs/scripting.md.
#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"

namespace muniment::cli {

Json json_of_type(std::string_view type);
Json json_result(std::string_view command);  // {"type":"result","schema":"search/1"}
Json json_error(const Error& error);

// One line on stdout, flushed: whoever waits for an acknowledgement has it now.
void print_json_line(const Json& json);

}  // namespace muniment::cli
