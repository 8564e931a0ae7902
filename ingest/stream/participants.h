// SPDX-License-Identifier: GPL-3.0-or-later
// Where something was said, in one spelling for all gateways. Who said it: core/model/identifier.h.
#pragma once

#include <string>
#include <string_view>

namespace muniment::ingest {

// Where something was said: a group, list or channel goes by its own id, anything else is a conversation of two. Some
// gateways name the account itself where they mean the chat with the sender. All of them participants, as above.
std::string conversation_of(std::string_view chat, std::string_view sender, std::string_view account,
                            std::string_view session);

}  // namespace muniment::ingest
