// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/hook.h"

#include "core/model/identifier.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest::whatsmeow {

std::string jid_in(const JsonValue& value) {
  if (!value.is_object()) return std::string(value.text());
  const std::string_view user = value["User"].text();
  return user.empty() ? std::string() : std::string(user) + "@" + std::string(value["Server"].text());
}

std::optional<EventTime> time_in(const JsonValue& value) {
  return time_of(value, TimeBasis::server);
}

std::string Hook::conversation(std::string_view chat, std::string_view sender) const {
  return conversation_of(chat, sender, delivery.account, session);
}

Parties::Parties(const JsonValue& source) : chat_jid(jid_in(source["Chat"])), sender_jid(jid_in(source["Sender"])) {
  other_sender = jid_in(source["SenderAlt"]);
  if (!source["IsGroup"].flag() && !is_group(chat_jid)) {
    other_chat = source["IsFromMe"].flag() ? jid_in(source["RecipientAlt"]) : other_sender;
  }
  chat = preferred(chat_jid, other_chat);
  sender = preferred(sender_jid, other_sender);
}

void Parties::add_identities(Mapping& out) const {
  add_identity(out, sender_jid, other_sender);
  add_identity(out, chat_jid, other_chat);
}

}  // namespace muniment::ingest::whatsmeow
