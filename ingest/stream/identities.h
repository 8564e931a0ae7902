// SPDX-License-Identifier: GPL-3.0-or-later
// Two names for one person. WhatsApp moves from phone numbers to linked-device ids (LIDs), and a delivery may have
// both: the phone number is what people and conversations go by, and that both are one person is a record of its own.
#pragma once

#include <string>
#include <string_view>

#include "ingest/stream/json_value.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest {

// The participant that two JIDs of one person name: by the phone number if one of them is one. Either may be empty.
std::string preferred(std::string_view jid, std::string_view other_jid);

// Adds a record that both JIDs are one person, if they are a phone number and an LID. What it says has nothing of the
// delivery, so that it is held once however often it is said.
void add_identity(Mapping& out, std::string_view jid, std::string_view other_jid);

// What a person is called: by themself (push_name), by an address book (contact_name), or by the platform (username).
void add_name(Mapping& out, std::string_view participant, FactType type, std::string_view name);

}  // namespace muniment::ingest
