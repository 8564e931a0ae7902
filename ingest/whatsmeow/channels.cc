// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/channels.h"

#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/message_content.h"

namespace muniment::ingest::whatsmeow {

void map_channel_membership(const Hook& hook, Mapping& out, FactType fact) {
  const std::string channel = participant_of(jid_in(hook.data.first_of("id", "ID")));
  const JsonValue meta = hook.data.first_of("thread_metadata", "ThreadMeta");
  add_system_event(out, channel, hook.delivery.account, std::nullopt, fact).conversation_title =
      meta.first_of("name", "Name").first_of("text", "Text").text();
}
void map_channel_joined(const Hook& hook, Mapping& out) {
  map_channel_membership(hook, out, FactType::member_joined);
}
void map_channel_left(const Hook& hook, Mapping& out) {
  map_channel_membership(hook, out, FactType::member_left);
}

// Mostly new counts of views and reactions, without the post itself.
void map_channel_messages(const Hook& hook, Mapping& out) {
  const std::string channel = participant_of(jid_in(hook.data["JID"]));
  hook.data["Messages"].each([&](const JsonValue& message) {
    SourceRecord& record = out.add(RecordKind::message);
    record.source_message_id = message["MessageID"].text();
    if (record.source_message_id.empty()) record.source_message_id = message["MessageServerID"].words();
    record.sender = channel;
    record.conversation = channel;
    record.time = time_in(message["Timestamp"]);
    if (message["Message"].is_object())
      read_message_content(message["Message"], record);
    else
      add_fact(record, FactType::placeholder);
  });
}

}  // namespace muniment::ingest::whatsmeow
