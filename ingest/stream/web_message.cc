// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/web_message.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/hex.h"
#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/message_content.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"
#include "ingest/stream/web_stubs.h"

namespace muniment::ingest {
namespace {

struct Status {
  int64_t number;
  std::string_view name, means;
};
constexpr auto kStatuses = std::to_array<Status>({
    {0, "ERROR", "failed"},
    {1, "PENDING", ""},
    {2, "SERVER_ACK", "sent"},
    {3, "DELIVERY_ACK", "delivered"},
    {4, "READ", "read"},
    {5, "PLAYED", "played"},
});

std::optional<EventTime> server_time(const JsonValue& value) { return time_of(value, TimeBasis::server); }

void begin(const WebKey& key, SourceRecord& record) {
  record.source_message_id = key.id;
  record.sender = key.sender;
  record.conversation = key.conversation;
}

bool says_something(const SourceRecord& record) {
  return record.kind != RecordKind::message || record.text || !record.attachments.empty() || !record.excluded.empty();
}

// The library turns the key of what was deleted to the view of this account: it no longer says whether its own sender did.
void forget_who_deleted(SourceRecord& record) {
  std::erase_if(record.facts, [](const Fact& fact) {
    return fact.type == FactType::deleted_by_sender || fact.type == FactType::deleted_by_admin;
  });
}

// Votes are told in the clear only where the library had the secret of the poll: as digests of the options chosen.
void map_votes(const WebKey& poll, const JsonValue& updates, const WebSession& session, Mapping& out) {
  updates.each([&](const JsonValue& update) {
    const WebKey key(update["pollUpdateMessageKey"], session);
    SourceRecord& record = out.add(RecordKind::vote);
    begin(key, record);
    record.conversation = poll.conversation;
    record.time = time_of(update["senderTimestampMs"], TimeBasis::sender);
    add_reference(record, ReferenceType::vote_on, poll.id);
    if (!update["vote"].is_object()) return add_fact(record, FactType::undecryptable);
    update["vote"]["selectedOptions"].each([&](const JsonValue& option) {
      if (const auto digest = option.bytes()) add_fact(record, FactType::poll_option, "sha256:" + to_hex(*digest));
    });
  });
}

void map_edit(const WebKey& key, const JsonValue& update, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::edit);
  begin(key, record);
  record.time = server_time(update["messageTimestamp"]);
  read_message_content(update["message"], record);
  record.kind = RecordKind::edit;
  std::erase_if(record.references, [](const Reference& one) { return one.type == ReferenceType::reply; });
  add_reference(record, ReferenceType::edit_of, key.id);
  record.source_message_id = std::string(key.id) + ":edited";
  if (record.time) record.source_message_id += "@" + std::to_string(record.time->utc_ms);
}

void map_late_content(const WebKey& key, const JsonValue& update, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::message);
  begin(key, record);
  record.time = server_time(update["messageTimestamp"]);
  read_message_content(update["message"], record);
}

void map_revocation(const WebKey& target, const JsonValue& update, const WebSession& session, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::revoke);
  begin(target, record);
  record.source_message_id = std::string(target.id) + ":revoked";
  if (update["key"]["id"].is_text()) begin(WebKey(update["key"], session), record);
  record.time = server_time(update["messageTimestamp"]);
  add_reference(record, ReferenceType::revoke_of, target.id);
}

// Gateways and recorders put the whole file into the message or beside it.
void hold_file_of(const JsonValue& message, SourceRecord& record, Mapping& out) {
  const JsonValue inside = message["message"]["base64"], media = message["media"];
  out.hold_media_beside(record, inside.exists() ? inside : message["base64"], {}, message["mimetype"].text());
  if (media.is_object()) {
    out.hold_media_beside(record, media.first_of("base64", "data"), media.first_of("filename", "fileName").text(), media["mimetype"].text());
  }
}

}  // namespace

WebKey::WebKey(const JsonValue& key, const WebSession& session, std::string_view beside)
    : id(key.first_of("id", "ID").text()),
      chat_jid(key.first_of("remoteJid", "remoteJID").text()),
      sender_jid(key["participant"].text()),
      other_sender(key.first_of("participantAlt", "participantPn", "participantLid").text()),
      from_me(key["fromMe"].flag()) {
  const std::string plain = participant_of(chat_jid);
  const bool of_two = plain.empty() || is_phone(plain) || is_lid(plain);
  const std::string_view other = key.first_of("remoteJidAlt", "senderPn", "senderLid").text();
  if (of_two)
    other_chat = other;
  else if (other_sender.empty())
    other_sender = other;
  if (sender_jid.empty()) sender_jid = beside;
  if (sender_jid.empty() && !from_me) {
    sender_jid = chat_jid;
    if (of_two) other_sender = other_chat;
  }
  chat = preferred(chat_jid, other_chat);
  sender = from_me && !session.account.empty() ? session.account : preferred(sender_jid, other_sender);
  conversation = conversation_of(chat, sender, session.account, session.session);
}

void WebKey::add_identities(Mapping& out) const {
  add_identity(out, sender_jid, other_sender);
  add_identity(out, chat_jid, other_chat);
}

SourceRecord* map_web_message(const JsonValue& message, const WebSession& session, Mapping& out) {
  const WebKey key(message["key"], session, message["participant"].text());
  const JsonValue stub = message["messageStubType"];
  const JsonValue content = message["message"];
  const bool is_stub = stub.exists() && stub.integer() != 0 && content.size() == 0;
  const std::optional<EventTime> time = server_time(message["messageTimestamp"]);
  if (is_stub && map_web_stub(message, key, time, out)) {
    key.add_identities(out);
    return nullptr;
  }
  SourceRecord& record = out.add(RecordKind::message);
  begin(key, record);
  record.time = time;
  const size_t none = record.facts.size();
  read_message_content(content, record);
  if (record.kind == RecordKind::revoke) forget_who_deleted(record);
  if (!says_something(record) && record.facts.size() == none) {
    record.kind = RecordKind::unrecognised;
    add_fact(record, FactType::source_type, is_stub ? "stub " + stub.words() : "message without content");
  }
  hold_file_of(message, record, out);
  if (!message["pushName"].text().empty()) add_fact(record, FactType::push_name, message["pushName"].text());
  if (message["broadcast"].flag()) add_fact(record, FactType::broadcast);
  const bool has_timer = find_fact(record.facts, FactType::expires) != nullptr;
  if (const auto seconds = message["ephemeralDuration"].integer(); seconds && *seconds > 0 && !has_timer) {
    add_fact(record, FactType::expires, {}, static_cast<uint64_t>(*seconds));
  }
  key.add_identities(out);
  message["reactions"].each([&](const JsonValue& reaction) { map_web_reaction(message["key"], reaction, session, out); });
  map_votes(key, message["pollUpdates"], session, out);
  message["userReceipt"].each([&](const JsonValue& receipt) { map_user_receipt(key, receipt, out); });
  return &record;
}

void map_web_update(const JsonValue& change, const WebSession& session, Mapping& out) {
  const WebKey key(change["key"], session);
  const JsonValue update = change["update"];
  const JsonValue stub = update["messageStubType"];
  if (stub.integer() == 1 || stub.text() == "REVOKE")
    map_revocation(key, update, session, out);
  else if (update["message"]["editedMessage"].exists())
    map_edit(key, update, out);
  else if (update["message"].size() > 0)  // what could not be read before
    map_late_content(key, update, out);
  if (update["status"].exists()) map_web_status(key, update["status"], server_time(update["messageTimestamp"]), out);
  if (update["starred"].flag()) {
    SourceRecord& record = add_system_event(out, key.conversation, session.account, std::nullopt, FactType::message_starred);
    add_reference(record, ReferenceType::about, key.id);
  }
  update["reactions"].each([&](const JsonValue& reaction) { map_web_reaction(change["key"], reaction, session, out); });
  map_votes(key, update["pollUpdates"], session, out);
  update["userReceipt"].each([&](const JsonValue& receipt) { map_user_receipt(key, receipt, out); });
  key.add_identities(out);
}

void map_web_reaction(const JsonValue& target_key, const JsonValue& reaction, const WebSession& session, Mapping& out) {
  const WebKey target(target_key, session);
  const WebKey own(reaction["key"], session);
  SourceRecord& record = out.add(RecordKind::reaction);
  begin(own, record);
  record.conversation = target.conversation;
  record.text = reaction["text"].text();  // empty: taken back
  record.time = time_of(reaction["senderTimestampMs"], TimeBasis::sender);
  add_reference(record, ReferenceType::reaction_to, target.id);
}

void map_user_receipt(const WebKey& key, const JsonValue& receipt, Mapping& out) {
  const std::string reader = participant_of(receipt["userJid"].text());
  for (const auto& [name, means] : {std::pair("receiptTimestamp", "delivered"), std::pair("readTimestamp", "read"),
                                    std::pair("playedTimestamp", "played")}) {
    const auto time = server_time(receipt[name]);
    if (!time) continue;
    SourceRecord& record = *add_receipt(out, means, {std::string(key.id)});
    record.sender = reader;
    record.conversation = key.conversation;
    record.time = time;
  }
}

std::optional<std::string_view> web_status(const JsonValue& status) {
  const auto number = status.integer();
  const auto found = std::ranges::find_if(kStatuses, [&](const Status& one) {
    return number ? *number == one.number : status.text() == one.name;
  });
  return found == kStatuses.end() ? std::nullopt : std::optional(found->means);
}

// Who received it: of a message of ours the other one, of a message to us the account. The server sends on nobody's behalf.
void map_web_status(const WebKey& key, const JsonValue& status, const std::optional<EventTime>& time, Mapping& out) {
  const auto means = web_status(status);
  if (!means) {
    out.unrecognised("status " + status.words());
    return;
  }
  if (means->empty()) return out.exclude("receipts: not sent yet");
  SourceRecord* const record = add_receipt(out, *means, {std::string(key.id)});
  if (key.from_me && *means != "sent" && *means != "failed" && !is_group(key.chat)) record->sender = key.chat;
  record->conversation = key.conversation;
  record->time = time;
}

std::string web_person(const JsonValue& person, Mapping& out) {
  if (person.is_text()) return participant_of(person.text());
  const std::string_view id = person["id"].text();
  const std::string_view lid = person["lid"].text(), phone = person.first_of("phoneNumber", "pn", "jid").text();
  add_identity(out, id, lid);
  add_identity(out, id, phone);
  add_identity(out, phone, lid);
  const std::string who = preferred(id, phone);
  return who.empty() ? participant_of(lid) : who;
}

}  // namespace muniment::ingest
