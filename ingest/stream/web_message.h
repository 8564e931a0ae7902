// SPDX-License-Identifier: GPL-3.0-or-later
// A WebMessageInfo, the form in which Baileys and what builds on it hold a message, and in which a phone sends its history: a key that says which message, the
// content, and what is said about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/stream/json_value.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest {

// By whom something was captured: both may be empty.
struct WebSession {
  std::string account;  // a participant
  std::string session;
};

// {"remoteJid", "fromMe", "id", "participant"?}, or as Go writes it "remoteJID" and "ID": which message, in which chat, by whom. Live keys have the second ids of
// chat and sender too (remoteJidAlt, participantAlt, and older names for them): the phone number is preferred.
struct WebKey {
  std::string_view id;
  std::string_view chat_jid, other_chat, sender_jid, other_sender;
  std::string chat, sender;  // participants
  std::string conversation;
  bool from_me = false;

  // `beside`: of a message, what may name its sender where the key does not.
  WebKey(const JsonValue& key, const WebSession& session, std::string_view beside = {});
  void add_identities(Mapping& out) const;
};

// Adds the message, or what it is instead: an edit, a reaction, a notice of a group; and what it carries of reactions,
// votes and receipts by others. Gives the record of the message itself, or null where it is a notice; good while more are
// added.
SourceRecord* map_web_message(const JsonValue& message, const WebSession& session, Mapping& out);

// A change of a message that was delivered before: {"key", "update"}.
void map_web_update(const JsonValue& change, const WebSession& session, Mapping& out);

// {"key": of the message reacted to, "reaction": {"key": of the reaction, "text", "senderTimestampMs"}}.
void map_web_reaction(const JsonValue& target_key, const JsonValue& reaction, const WebSession& session, Mapping& out);

// {"userJid", "receiptTimestamp"?, "readTimestamp"?, "playedTimestamp"?} of that message.
void map_user_receipt(const WebKey& key, const JsonValue& receipt, Mapping& out);

// Status numbers (0 to 5) or names (ERROR to PLAYED) as "failed", "sent", "delivered", "read", "played"; "" for one that
// is still on its way; nothing for what is not known.
std::optional<std::string_view> web_status(const JsonValue& status);
void map_web_status(const WebKey& key, const JsonValue& status, const std::optional<EventTime>& time, Mapping& out);

// The participant that {"id", "lid"?, "phoneNumber"?} or a JID names; what is known of two names becomes an identity.
std::string web_person(const JsonValue& person, Mapping& out);

}  // namespace muniment::ingest
