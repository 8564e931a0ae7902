// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/people.h"

#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/identities.h"

namespace muniment::ingest::whatsmeow {

void map_contact(const Hook& hook, Mapping& out) {
  const JsonValue action = hook.data["Action"];
  const std::string jid = jid_in(hook.data["JID"]);
  const std::string other = jid_in(action.first_of("pnJID", "pnJid", "lidJID", "lidJid"));
  const std::string who = preferred(jid, other);
  add_name(out, who, FactType::contact_name, action.first_of("fullName", "firstName").text());
  add_name(out, who, FactType::username, action["username"].text());
  add_identity(out, jid, other);
  const bool says_nothing = other.empty() && !action["fullName"].exists() && !action["firstName"].exists();
  if (says_nothing) out.exclude("a contact without a name");
}

void map_push_name(const Hook& hook, Mapping& out) {
  const std::string who = preferred(jid_in(hook.data["JID"]), jid_in(hook.data["JIDAlt"]));
  add_name(out, who, FactType::push_name, hook.data["NewPushName"].text());
  add_identity(out, jid_in(hook.data["JID"]), jid_in(hook.data["JIDAlt"]));
}

void map_business_name(const Hook& hook, Mapping& out) {
  add_name(out, participant_of(jid_in(hook.data["JID"])), FactType::push_name, hook.data["NewBusinessName"].text());
}

// How one account files its chats: no message, but a business may work by it.
void map_label(const Hook& hook, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = hook.delivery.account;
  record.time = hook.time();
  add_fact(record, FactType::source_type, "label");
  set_text(record, hook.data["Action"]["name"].text());
}

}  // namespace muniment::ingest::whatsmeow
