// SPDX-License-Identifier: GPL-3.0-or-later
// A Message of the linked-device protocol (the protobuf that clients exchange) as JSON. Libraries write its fields in
// lower camel case, some with capital initials inside: stanzaId or stanzaID, url or URL. Both are read.
#pragma once

#include <string_view>

#include "ingest/stream/json_value.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest {

// Adds to `record` what the message says: text, media, references and facts. The record becomes an edit, a revocation,
// a reaction, a vote, a call or a system event where the message is one; it is excluded where the devices of an account
// only talk to each other; and it becomes unrecognised where there is no word for it.
void read_message_content(const JsonValue& message, SourceRecord& record);

// One part of such a message, by its name there ("locationMessage"). False, and nothing changed, if it is not known.
bool read_message_part(std::string_view name, const JsonValue& part, SourceRecord& record);

// A ProtocolMessage: an edit, a revocation, a setting of the chat, or what passes between the devices of one account.
void read_protocol_message(const JsonValue& part, SourceRecord& record);

// What `around`["contextInfo"] says: the answer, the mentions, the advertisement.
void read_message_context(const JsonValue& around, SourceRecord& record);

}  // namespace muniment::ingest
