// SPDX-License-Identifier: GPL-3.0-or-later
// One event of whatsmeow, and how its values are written. Private to the whatsmeow format.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/stream/dialect.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest::whatsmeow {

// "15550101@s.whatsapp.net", or {"User", "Server"} of versions before JIDs were text.
std::string jid_in(const JsonValue& value);
std::optional<EventTime> time_in(const JsonValue& value);

struct Hook {
  const Delivery& delivery;
  JsonValue data;
  std::string_view session;
  [[nodiscard]] std::string conversation(std::string_view chat, std::string_view sender) const;
  [[nodiscard]] std::optional<EventTime> time() const { return time_in(data["Timestamp"]); }
};

// The source of a message, receipt or notice: whatsmeow has the other id of the sender beside it, and of the one who is
// written to.
struct Parties {
  std::string chat_jid, sender_jid, other_chat, other_sender;
  std::string chat, sender;

  explicit Parties(const JsonValue& source);
  void add_identities(Mapping& out) const;
};

}  // namespace muniment::ingest::whatsmeow
