// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/history.h"

#include <optional>
#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/web_message.h"

namespace muniment::ingest::whatsmeow {

void map_history(const Hook& hook, Mapping& out) {
  const JsonValue data = hook.data["Data"];
  const WebSession session{hook.delivery.account, std::string(hook.session)};
  SourceRecord& progress = out.add(RecordKind::session_event);
  const auto per_cent = data["progress"].integer();
  add_fact(progress, FactType::history_progress, data["syncType"].words(),
           per_cent && *per_cent >= 0 ? std::optional(static_cast<uint64_t>(*per_cent)) : std::nullopt);
  data["conversations"].each([&](const JsonValue& conversation) {
    conversation["messages"].each([&](const JsonValue& held) { map_web_message(held["message"], session, out); });
    add_identity(out, conversation.first_of("pnJid", "pnJID").text(), conversation.first_of("lidJid", "lidJID").text());
  });
  data["pushnames"].each([&](const JsonValue& named) {
    add_name(out, participant_of(named.first_of("id", "ID").text()), FactType::push_name, named["pushname"].text());
  });
  data["phoneNumberToLidMappings"].each([&](const JsonValue& pair) {
    add_identity(out, pair.first_of("pnJid", "pnJID").text(), pair.first_of("lidJid", "lidJID").text());
  });
}

}  // namespace muniment::ingest::whatsmeow
