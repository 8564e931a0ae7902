// SPDX-License-Identifier: GPL-3.0-or-later
// Who and where, in one spelling for all gateways: the same person has the same id whoever delivered the message.
//   +15550100                a phone number, from 15550100, 15550100:3@s.whatsapp.net or 15550100@c.us
//   8410223@lid              a linked-device id; its digits are no phone number and never become one
//   bsuid:US.1349120865      a business-scoped user id
//   120363000@g.us           a group; and likewise broadcast lists, channels and whatever else has a server
#pragma once

#include <string>
#include <string_view>

namespace muniment::ingest {

// A JID, or the digits of a phone number (with or without "+"). Empty stays empty.
std::string participant_of(std::string_view jid);
std::string participant_of_bsuid(std::string_view bsuid);

bool is_phone(std::string_view participant);
bool is_lid(std::string_view participant);
bool is_group(std::string_view conversation);

// A conversation of two is the sorted pair of their ids. Where it is not known who the account is, its session stands in.
std::string direct_conversation(std::string_view account, std::string_view peer, std::string_view session);

// Where something was said: a group, list or channel goes by its own id, anything else is a conversation of two. Some
// gateways name the account itself where they mean the chat with the sender. All of them participants, as above.
std::string conversation_of(std::string_view chat, std::string_view sender, std::string_view account,
                            std::string_view session);

}  // namespace muniment::ingest
