// SPDX-License-Identifier: GPL-3.0-or-later
// The events of Baileys by their names, as it and the gateways on top of it emit them: what happened to messages, groups,
// people and chats. Events of the session itself differ from one gateway to the next and are theirs.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/timestamp.h"
#include "ingest/stream/web_message.h"

namespace muniment::ingest {

struct LinkedEvent {
  std::string_view name;  // "messages.upsert"
  JsonValue data;
  WebSession session;
};

// False, and nothing added, if the name is not known.
bool map_linked_event(const LinkedEvent& event, Mapping& out);

SourceRecord& add_session_event(const LinkedEvent& event, Mapping& out, FactType fact, std::string_view says = {});

// Why a connection was closed, by the number that the library gives.
FactType meaning_of_close(std::optional<int64_t> code);

}  // namespace muniment::ingest
