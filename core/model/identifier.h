// SPDX-License-Identifier: GPL-3.0-or-later
// Who somebody is to a source, in one spelling for all of them: the same person has the same id whoever delivered the
// message.
//   +15550100                a phone number, from 15550100, 15550100:3@s.whatsapp.net or 15550100@c.us
//   8410223@lid              a linked-device id; its digits are no phone number and never become one
//   bsuid:US.1349120865      a business-scoped user id
//   120363000@g.us           a group; and likewise broadcast lists, channels and whatever else has a server
//   Ana Pereira              a name as an export writes it
#pragma once

#include <string>
#include <string_view>

namespace muniment {

// A JID, or the digits of a phone number (with or without "+"). Empty stays empty.
std::string participant_of(std::string_view jid);
std::string participant_of_bsuid(std::string_view bsuid);

bool is_phone(std::string_view participant);
bool is_lid(std::string_view participant);
bool is_group(std::string_view conversation);
bool is_place(std::string_view participant);  // a group, a list or a channel: it may have a name and send something, and is nobody

enum class IdentifierKind { phone, lid, bsuid, email, jid, name };
IdentifierKind kind_of_identifier(std::string_view identifier);
std::string_view to_string(IdentifierKind kind);  // "phone", "LID", "BSUID", "e-mail", "JID", "name as written"

// By which two spellings of one identifier are the same: as participant_of() has it, and a phone number that a person
// wrote ("+44 7700 900123") without what stands between its digits. Digits without "+" stay what they are here: in a name
// as written they may be anything.
std::string canonical_identifier(std::string_view written);

}  // namespace muniment
