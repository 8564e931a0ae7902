// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that stand in a chat like messages and have no content but a number: "Ana added Ben", a missed call.
#pragma once

#include <optional>

#include "ingest/stream/web_message.h"

namespace muniment::ingest {

// False, and nothing added, if the number or name of the notice is not known.
bool map_web_stub(const JsonValue& message, const WebKey& key, const std::optional<EventTime>& time, Mapping& out);

}  // namespace muniment::ingest
