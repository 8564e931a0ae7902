// SPDX-License-Identifier: GPL-3.0-or-later
// What exports write into the body of a message with a form of its own: polls, events, places, mentions.
#pragma once

#include <string_view>
#include <vector>

#include "core/model/fact.h"

namespace muniment::ingest::whatsapp {

// Appends what `body` (valid UTF-8, without marks at its start) holds, in the order of the text.
void find_structures(std::string_view body, std::vector<Fact>& facts);

// The body is a poll, an event or a place, which iOS marks as it marks its own sentences.
bool begins_a_structure(std::string_view body);

}  // namespace muniment::ingest::whatsapp
