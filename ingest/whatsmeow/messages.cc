// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/messages.h"

#include <string>
#include <vector>

#include "ingest/stream/content.h"
#include "ingest/stream/message_content.h"
#include "ingest/whatsmeow/receipt_types.h"

namespace muniment::ingest::whatsmeow {
namespace {

SourceRecord& begin_message(const Hook& hook, const Parties& parties, Mapping& out) {
  const JsonValue info = hook.data["Info"];
  SourceRecord& record = out.add(RecordKind::message);
  record.source_message_id = info["ID"].text();
  record.sender = parties.sender;
  record.conversation = hook.conversation(parties.chat, parties.sender);
  record.time = time_in(info["Timestamp"]);
  if (!info["PushName"].text().empty()) add_fact(record, FactType::push_name, info["PushName"].text());
  if (const std::string list = jid_in(info["BroadcastListOwner"]); !list.empty()) {
    add_fact(record, FactType::broadcast, parties.chat_jid);
  }
  return record;
}

// A post of a channel that was edited comes again under its own id, with the time of the edit beside it.
void tell_channel_edit(const JsonValue& meta, SourceRecord& record) {
  const auto edited = time_in(meta["EditTS"]);
  if (!edited) return;
  record.kind = RecordKind::edit;
  add_reference(record, ReferenceType::edit_of, record.source_message_id);
  record.source_message_id += ":edited@" + std::to_string(edited->utc_ms);
  record.time = edited;
}

}  // namespace

void map_message(const Hook& hook, Mapping& out) {
  const Parties parties(hook.data["Info"]);
  SourceRecord& record = begin_message(hook, parties, out);
  const JsonValue message = hook.data["Message"].is_object() ? hook.data["Message"] : hook.data["RawMessage"];
  const size_t facts = record.facts.size();
  if (hook.data["IsViewOnce"].flag()) add_view_once(record);
  read_message_content(message, record);
  tell_channel_edit(hook.data["NewsletterMeta"], record);
  const bool empty = record.kind == RecordKind::message && !record.text && record.attachments.empty() &&
                     record.facts.size() == facts && record.excluded.empty();
  if (empty) {
    record.kind = RecordKind::unrecognised;
    add_fact(record, FactType::source_type, "message without content");
  }
  parties.add_identities(out);
}

// If it can be read later, it comes again as a message.
void map_undecryptable(const Hook& hook, Mapping& out) {
  const Parties parties(hook.data["Info"]);
  SourceRecord& record = begin_message(hook, parties, out);
  add_fact(record, FactType::undecryptable, hook.data["UnavailableType"].text());
  if (hook.data["UnavailableType"].text() == "view_once") add_fact(record, FactType::view_once);
  parties.add_identities(out);
}

void map_receipt(const Hook& hook, Mapping& out) {
  const std::string_view name = hook.data["Type"].text();
  const auto status = receipt_status(name);
  if (!status) {
    out.unrecognised("Receipt " + std::string(name)).time = hook.time();
    return;
  }
  if (status->empty()) return out.exclude("receipts between the devices of one account");
  std::vector<std::string> ids;
  hook.data["MessageIDs"].each([&](const JsonValue& id) { ids.emplace_back(id.text()); });
  SourceRecord* const record = add_receipt(out, *status, ids);
  if (record == nullptr) return out.trouble("a receipt without ids", "expected MessageIDs");
  const Parties parties(hook.data);
  record->sender = parties.sender;
  record->conversation = hook.conversation(parties.chat, parties.sender);
  record->time = hook.time();
  if (*status == "failed") add_fact(*record, FactType::error, failure_in_words(name));
  parties.add_identities(out);
}

void map_unknown(const Hook& hook, Mapping& out, std::string_view name) {
  if (!hook.data["Info"].is_object()) {
    out.unrecognised(name).time = hook.time();
    return;
  }
  const Parties parties(hook.data["Info"]);
  SourceRecord& record = begin_message(hook, parties, out);
  record.kind = RecordKind::unrecognised;
  add_fact(record, FactType::source_type, name);
  parties.add_identities(out);
}

}  // namespace muniment::ingest::whatsmeow
