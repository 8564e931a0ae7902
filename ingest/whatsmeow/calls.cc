// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/calls.h"

#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/identities.h"

namespace muniment::ingest::whatsmeow {
namespace {

SourceRecord& begin_call(const Hook& hook, Mapping& out) {
  const JsonValue& data = hook.data;
  SourceRecord& record = out.add(RecordKind::call);
  record.source_message_id = data["CallID"].text();
  const std::string creator = jid_in(data["CallCreator"]);
  record.sender = preferred(creator.empty() ? jid_in(data["From"]) : creator, jid_in(data["CallCreatorAlt"]));
  const std::string group = participant_of(jid_in(data["GroupJID"]));
  record.conversation = hook.conversation(group.empty() ? record.sender : group, record.sender);
  record.time = hook.time();
  return record;
}

std::string_view media_of_call(const Hook& hook) {
  const std::string_view media = hook.data["Media"].text();
  return media == "audio" ? "voice" : media;
}

}  // namespace

void map_call(const Hook& hook, Mapping& out) {
  add_fact(begin_call(hook, out), FactType::call, media_of_call(hook));
  add_identity(out, jid_in(hook.data["CallCreator"]), jid_in(hook.data["CallCreatorAlt"]));
}

void map_call_change(const Hook& hook, Mapping& out, FactType fact, std::string_view what) {
  SourceRecord& record = begin_call(hook, out);
  add_reference(record, ReferenceType::about, record.source_message_id);
  record.source_message_id += ":" + std::string(what);
  add_fact(record, fact, media_of_call(hook));
  add_fact(record, FactType::source_type, what);
  if (const std::string_view why = hook.data["Reason"].text(); !why.empty()) add_fact(record, FactType::error, why);
}
void map_call_accepted(const Hook& hook, Mapping& out) {
  map_call_change(hook, out, FactType::call, "accepted");
}
void map_call_rejected(const Hook& hook, Mapping& out) {
  map_call_change(hook, out, FactType::missed_call, "rejected");
}
void map_call_ended(const Hook& hook, Mapping& out) {
  const bool missed = hook.data["Reason"].text() == "timeout";
  map_call_change(hook, out, missed ? FactType::missed_call : FactType::call, "ended");
}

}  // namespace muniment::ingest::whatsmeow
