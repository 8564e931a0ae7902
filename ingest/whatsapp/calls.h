// SPDX-License-Identifier: GPL-3.0-or-later
// Calls and missed calls, which exports write as sentences: "Missed voice call. Tap to call back", "Voice call. 2 min".
#pragma once

#include <optional>
#include <string_view>

#include "core/model/fact.h"

namespace muniment::ingest::whatsapp {

// `sentence`: valid UTF-8, one line, with or without marks.
std::optional<Fact> read_call(std::string_view sentence);

}  // namespace muniment::ingest::whatsapp
