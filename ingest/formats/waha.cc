// SPDX-License-Identifier: GPL-3.0-or-later
// Webhook bodies of WAHA: {"event", "session", "engine", "me", "timestamp"?, "payload"}, from any of its engines.
// docs/formats/waha.md.
#include <algorithm>
#include <array>
#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/gateway_format.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/message_content.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

// "false_15550101@c.us_3EB0A1", "true_1203…@g.us_3EB0A1_15550101@c.us"; some engines write only "3EB0A1".
struct MessageKey {
  std::string_view chat, id, participant;
  bool from_me = false;
};

MessageKey key_of(const JsonValue& written) {
  std::string_view rest = written.is_object() ? written.first_of("_serialized", "id").text() : written.text();
  MessageKey key;
  const bool has_side = rest.starts_with("true_") || rest.starts_with("false_");
  const size_t at = rest.find('@');
  const size_t behind_chat = at == std::string_view::npos ? at : rest.find('_', at);
  if (!has_side || behind_chat == std::string_view::npos) {
    key.id = rest;
    return key;
  }
  key.from_me = rest.front() == 't';
  const size_t chat = rest.find('_') + 1;
  key.chat = rest.substr(chat, behind_chat - chat);
  rest.remove_prefix(behind_chat + 1);
  key.id = rest.substr(0, rest.find('_'));
  if (key.id.size() < rest.size()) key.participant = rest.substr(key.id.size() + 1);
  if (key.participant.find('@') == std::string_view::npos) key.participant = {};  // "out": a note to oneself
  return key;
}

// One delivery, taken apart.
struct Hook {
  const Delivery& delivery;
  JsonValue body, payload;
  std::string account;

  explicit Hook(const Delivery& given) : delivery(given), body(given.data), payload(given.data["payload"]) {
    account = preferred(body["me"]["id"].text(), body["me"]["lid"].text());
    if (account.empty()) account = given.account;
  }
  // The gateway's own clock, for what has no time of the platform.
  [[nodiscard]] std::optional<EventTime> time(const JsonValue& of) const {
    if (auto stated = time_of(of["timestamp"], TimeBasis::server)) return stated;
    return time_of(body["timestamp"], TimeBasis::recorder);
  }
  [[nodiscard]] std::string conversation(std::string_view chat, std::string_view sender) const {
    return conversation_of(chat, sender, account, delivery.session.empty() ? body["session"].text() : delivery.session);
  }
};

// Who and where: the JIDs of a payload, and those that the engine knows beside them. NOWEB has them in _data.key, GOWS
// in _data.Info.
struct Parties {
  MessageKey key;
  std::string_view chat_jid, sender_jid;  // sender_jid empty: the account
  std::string_view other_chat, other_sender;
  std::string chat, sender;

  Parties(const Hook& hook, const JsonValue& payload) : key(key_of(payload["id"])) {
    const bool from_me = payload["fromMe"].exists() ? payload["fromMe"].flag() : key.from_me;
    chat_jid = key.chat;
    if (chat_jid.empty()) chat_jid = payload[from_me ? "to" : "from"].text();
    const bool of_two = !is_group(chat_jid);
    if (!from_me) {
      sender_jid = payload.first_of("participant", "author").text();
      if (sender_jid.empty()) sender_jid = key.participant.empty() ? payload["from"].text() : key.participant;
    }
    const JsonValue noweb = payload["_data"]["key"], gows = payload["_data"]["Info"];
    other_sender = noweb.first_of("participantAlt", "participantPn", "senderPn", "participantLid", "senderLid").text();
    if (other_sender.empty()) other_sender = gows["SenderAlt"].text();
    if (of_two) {
      other_chat = noweb["remoteJidAlt"].text();
      if (other_chat.empty()) other_chat = gows[from_me ? "RecipientAlt" : "SenderAlt"].text();
      if (!from_me && other_sender.empty()) other_sender = other_chat;
    }
    chat = preferred(chat_jid, other_chat);
    sender = from_me ? hook.account : preferred(sender_jid, other_sender);
  }
};

SourceRecord& begin(const Hook& hook, const JsonValue& payload, const Parties& parties, RecordKind kind, Mapping& out) {
  SourceRecord& record = out.add(kind);
  record.source_message_id = parties.key.id;
  record.sender = parties.sender;
  record.conversation = hook.conversation(parties.chat, parties.sender);
  record.time = hook.time(payload);
  return record;
}

void add_identities(const Hook& hook, const Parties& parties, Mapping& out) {
  add_identity(out, parties.sender_jid, parties.other_sender);
  add_identity(out, parties.chat_jid, parties.other_chat);
  add_identity(out, hook.body["me"]["id"].text(), hook.body["me"]["lid"].text());
}

// An event, or a kind of one ("read"), that is not known.
SourceRecord& unrecognised(const Hook& hook, std::string_view kind, Mapping& out) {
  std::string type(hook.body["event"].text());
  if (!kind.empty()) type += " " + std::string(kind);
  SourceRecord& record = out.unrecognised(type);
  record.time = hook.time(hook.payload);
  return record;
}

// --- messages

void add_push_name(const JsonValue& payload, SourceRecord& record) {
  const JsonValue data = payload["_data"];
  JsonValue name = data.first_of("pushName", "notifyName");
  if (!name.exists()) name = data["Info"]["PushName"];
  if (!name.text().empty()) add_fact(record, FactType::push_name, name.text());
}

// By the engine's word for it, where it has one, else by the kind of file.
struct MediaType {
  std::string_view begins;
  AttachmentKind kind;
};
constexpr auto kMediaTypes = std::to_array<MediaType>({
    {"sticker", AttachmentKind::sticker},
    {"document", AttachmentKind::document},
    {"ptv", AttachmentKind::video_note},
    {"ptt", AttachmentKind::audio},
    {"image/webp", AttachmentKind::sticker},
    {"image", AttachmentKind::image},
    {"video", AttachmentKind::video},
    {"audio", AttachmentKind::audio},
    {"application", AttachmentKind::document},
    {"text", AttachmentKind::document},
});

AttachmentKind kind_of(std::string_view mime, std::string_view type) {
  for (const std::string_view said : {type, mime}) {
    const auto known =
        std::ranges::find_if(kMediaTypes, [&](const MediaType& one) { return said.starts_with(one.begins); });
    if (known != kMediaTypes.end()) return known->kind;
  }
  return AttachmentKind::unknown;
}

// The file lies with the gateway or in a bucket, and there not for long: it is named, and its bytes are absent, unless they
// are in the delivery itself.
void add_media_of(const JsonValue& payload, SourceRecord& record) {
  const JsonValue media = payload["media"];
  if (!media.is_object() && !payload["hasMedia"].flag() && !payload["mediaUrl"].is_text()) return;
  const std::string_view url = media["url"].exists() ? media["url"].text() : payload["mediaUrl"].text();
  const std::string_view name = media["filename"].exists() ? media["filename"].text() : last_part(url);
  const std::string_view mime = media["mimetype"].text();
  SourceAttachment& attachment = add_media(record, kind_of(mime, payload["_data"]["type"].text()), name, mime);
  attachment.source_id = url;
  if (const JsonValue bucket = media["s3"]; bucket.is_object()) {
    attachment.source_id = "s3://" + std::string(bucket.first_of("Bucket", "bucket").text()) + "/" +
                           std::string(bucket.first_of("Key", "key").text());
  }
  if (const auto error = media["error"]; error.exists()) {
    add_fact(record, FactType::error, error.is_text() ? error.text() : error.first_of("message", "name").text());
  }
}

void add_content(const JsonValue& payload, SourceRecord& record) {
  add_media_of(payload, record);
  if (const JsonValue place = payload["location"]; place.is_object()) {
    add_coordinates(record, place["live"].flag() ? FactType::live_location : FactType::location, place["latitude"],
                    place["longitude"]);
    add_place(record, place.first_of("name", "description").text(), place["address"].text());
  }
  payload["vCards"].each([&](const JsonValue& card) { add_contact(record, {}, card.text()); });
  set_text(record, payload["body"].text());
  const JsonValue reply = payload["replyTo"];
  add_reply(record, key_of(reply["id"]).id, reply["body"].text());
}

// What has no word in the payload, the engine may have as the protocol has it: polls, invitations, events.
void add_content_of_engine(const JsonValue& payload, SourceRecord& record) {
  const JsonValue data = payload["_data"];
  const JsonValue message = data.first_of("message", "Message");
  if (message.is_object()) return read_message_content(message, record);
  if (const JsonValue question = data["pollName"]; question.is_text()) {
    add_poll(record, question.text());
    data["pollOptions"].each(
        [&](const JsonValue& option) { add_fact(record, FactType::poll_option, option["name"].text()); });
    return;
  }
  record.kind = RecordKind::unrecognised;
  const std::string_view type = data["type"].text();
  add_fact(record, FactType::source_type, type.empty() ? "message without content" : type);
}

void map_message(const Hook& hook, Mapping& out) {
  const Parties parties(hook, hook.payload);
  SourceRecord& record = begin(hook, hook.payload, parties, RecordKind::message, out);
  add_content(hook.payload, record);
  out.hold_media_beside(record, hook.payload["media"].first_of("data", "base64"), {}, {});
  if (!record.text && record.attachments.empty() && record.facts.empty()) add_content_of_engine(hook.payload, record);
  const JsonValue data = hook.payload["_data"];
  if (data.first_of("isViewOnce", "IsViewOnce").flag()) add_view_once(record);
  if (data["isForwarded"].flag()) add_fact(record, FactType::forwarded);
  add_push_name(hook.payload, record);
  add_identities(hook, parties, out);
}

// It came, and this device cannot read it yet; if ever it can, it comes again as a message.
void map_waiting(const Hook& hook, Mapping& out) {
  const Parties parties(hook, hook.payload);
  SourceRecord& record = begin(hook, hook.payload, parties, RecordKind::message, out);
  add_fact(record, FactType::undecryptable);
  add_push_name(hook.payload, record);
  add_identities(hook, parties, out);
}

void map_reaction(const Hook& hook, Mapping& out) {
  const Parties parties(hook, hook.payload);
  const JsonValue reaction = hook.payload["reaction"];
  SourceRecord& record = begin(hook, hook.payload, parties, RecordKind::reaction, out);
  record.text = reaction["text"].text();  // empty: taken back
  add_reference(record, ReferenceType::reaction_to, key_of(reaction["messageId"]).id);
  add_push_name(hook.payload, record);
  add_identities(hook, parties, out);
}

// The browser engine tells a change with the id and the time of the message that was changed: then it gets an id of its
// own, and the time when the change was made known.
void tell_from_message(const Hook& hook, SourceRecord& record, const JsonValue& changed, std::string_view target,
                       std::string_view what) {
  if (!record.source_message_id.empty() && record.source_message_id != target) return;
  record.time = time_of(changed["_data"]["latestEditSenderTimestampMs"], TimeBasis::sender);
  if (!record.time) record.time = time_of(hook.body["timestamp"], TimeBasis::recorder);
  record.source_message_id = std::string(target) + ":" + std::string(what);
  if (record.time) record.source_message_id += "@" + std::to_string(record.time->utc_ms);
}

void map_edit(const Hook& hook, Mapping& out) {
  const Parties parties(hook, hook.payload);
  SourceRecord& record = begin(hook, hook.payload, parties, RecordKind::edit, out);
  add_content(hook.payload, record);
  std::erase_if(record.references, [](const Reference& reference) { return reference.type == ReferenceType::reply; });
  std::string_view target = key_of(hook.payload["editedMessageId"]).id;
  if (target.empty()) target = parties.key.id;
  add_reference(record, ReferenceType::edit_of, target);
  tell_from_message(hook, record, hook.payload, target, "edited");
  add_push_name(hook.payload, record);
  add_identities(hook, parties, out);
}

// "after" is the notice that stands there now, "before" the message as it was, if the gateway had it still.
void map_revocation(const Hook& hook, Mapping& out) {
  const JsonValue before = hook.payload["before"];
  const JsonValue notice = hook.payload["after"].is_object() ? hook.payload["after"] : before;
  const Parties parties(hook, notice);
  SourceRecord& record = begin(hook, notice, parties, RecordKind::revoke, out);
  std::string_view target = key_of(hook.payload["revokedMessageId"]).id;
  if (target.empty()) target = key_of(before["id"]).id;
  if (target.empty()) target = parties.key.id;
  add_reference(record, ReferenceType::revoke_of, target);
  if (!before["body"].text().empty()) add_fact(record, FactType::quoted, before["body"].text());
  tell_from_message(hook, record, notice, target, "revoked");
  add_identities(hook, parties, out);
}

struct Ack {
  int64_t number;
  std::string_view status;
};
constexpr auto kAcks = std::to_array<Ack>({{-1, "failed"}, {1, "sent"}, {2, "delivered"}, {3, "read"}, {4, "played"}});

void map_receipt(const Hook& hook, Mapping& out) {
  const auto number = hook.payload["ack"].integer();
  if (number == 0) return out.exclude("receipts: not sent yet");
  const auto ack = std::ranges::find_if(kAcks, [&](const Ack& known) { return number == known.number; });
  const Parties parties(hook, hook.payload);
  if (ack == kAcks.end()) {
    unrecognised(hook, hook.payload["ack"].words(), out).conversation = hook.conversation(parties.chat, parties.chat);
    return;
  }
  if (parties.key.id.empty()) return out.trouble("a receipt without an id", "expected payload.id");
  SourceRecord& record = *add_receipt(out, ack->status, {std::string(parties.key.id)});
  // Who received it: of a message of ours the other one, of a message to us the account. The server sends on nobody's
  // behalf.
  const std::string member = participant_of(hook.payload["participant"].exists() ? hook.payload["participant"].text()
                                                                                 : parties.key.participant);
  if (ack->status == "delivered" || ack->status == "read" || ack->status == "played") {
    record.sender = parties.key.from_me ? (is_group(parties.chat) ? member : parties.chat) : hook.account;
  }
  record.conversation = hook.conversation(parties.chat, parties.chat);
  record.time = time_of(hook.payload["_data"]["Timestamp"], TimeBasis::server);
  if (!record.time) record.time = hook.time(hook.payload);
}

// --- polls and events

void map_vote(const Hook& hook, Mapping& out) {
  const JsonValue vote = hook.payload["vote"];
  const Parties parties(hook, vote);
  SourceRecord& record = begin(hook, vote, parties, RecordKind::vote, out);
  add_reference(record, ReferenceType::vote_on, key_of(hook.payload["poll"]["id"]).id);
  if (!vote["selectedOptions"].is_array()) return add_fact(record, FactType::undecryptable);
  std::string chosen;
  vote["selectedOptions"].each([&](const JsonValue& option) {
    add_fact(record, FactType::poll_option, option.text());
    chosen += (chosen.empty() ? "" : "\n") + std::string(option.text());
  });
  record.text = chosen;  // empty: taken back
}

void map_event_answer(const Hook& hook, Mapping& out) {
  const Parties parties(hook, hook.payload);
  SourceRecord& record = begin(hook, hook.payload, parties, RecordKind::vote, out);
  add_reference(record, ReferenceType::vote_on, key_of(hook.payload["eventCreationKey"]["id"]).id);
  const std::string_view answer = hook.payload["eventResponse"]["response"].text();
  if (answer.empty())
    add_fact(record, FactType::undecryptable);
  else
    record.text = answer;
}

// --- groups

std::string group_of(const JsonValue& payload) {
  return participant_of(payload["group"].first_of("id", "JID").text());
}

std::string actor_of(const JsonValue& payload) {
  const JsonValue data = payload["_data"];
  return preferred(data.first_of("SenderPN", "authorPn").text(), data.first_of("Sender", "author").text());
}

void add_identity_of_actor(const JsonValue& payload, Mapping& out) {
  const JsonValue data = payload["_data"];
  add_identity(out, data.first_of("Sender", "author").text(), data.first_of("SenderPN", "authorPn").text());
}

void map_own_join(const Hook& hook, Mapping& out) {
  SourceRecord& record =
      add_system_event(out, group_of(hook.payload), hook.account, hook.time(hook.payload), FactType::member_joined);
  record.conversation_title = hook.payload["group"].first_of("subject", "name").text();
}

void map_own_leave(const Hook& hook, Mapping& out) {
  add_system_event(out, group_of(hook.payload), hook.account, hook.time(hook.payload), FactType::member_left);
}

void map_group_update(const Hook& hook, Mapping& out) {
  const JsonValue group = hook.payload["group"];
  const auto add = [&](FactType fact, std::string_view text) -> SourceRecord& {
    return add_system_event(out, group_of(hook.payload), actor_of(hook.payload), hook.time(hook.payload), fact, text);
  };
  const JsonValue subject = group.first_of("subject", "name");
  if (subject.exists()) add(FactType::subject_changed, subject.text()).conversation_title = subject.text();
  if (group["description"].exists()) add(FactType::description_changed, group["description"].text());
  group.each_member([&](std::string_view key, const JsonValue& value) {
    if (key == "id" || key == "subject" || key == "name" || key == "description" || !value.exists()) return;
    const std::string flag = value.is_text() || value.integer() ? value.words() : value.flag() ? "true" : "false";
    if (!value.is_object() && !value.is_array()) add(FactType::group_settings_changed, std::string(key) + " " + flag);
  });
  add_identity_of_actor(hook.payload, out);
}

struct GroupChange {
  std::string_view name;
  MemberChange change;
};
constexpr auto kGroupChanges = std::to_array<GroupChange>({
    {"join", kMemberCame},
    {"leave", kMemberGone},
    {"promote", kAdminAdded},
    {"demote", kAdminRemoved},
});

void map_participants(const Hook& hook, Mapping& out) {
  const auto change = std::ranges::find(kGroupChanges, hook.payload["type"].text(), &GroupChange::name);
  if (change == kGroupChanges.end()) return (void)unrecognised(hook, hook.payload["type"].text(), out);
  const std::string actor = actor_of(hook.payload);
  hook.payload["participants"].each([&](const JsonValue& person) {
    const std::string member = preferred(person["pn"].text(), person["id"].text());
    add_member_event(out, group_of(hook.payload), actor, member, hook.time(hook.payload), change->change);
    add_identity(out, person["id"].text(), person["pn"].text());
  });
  add_identity_of_actor(hook.payload, out);
}

void map_join_request(const Hook& hook, Mapping& out) {
  const std::string who = preferred(hook.payload["requesterPn"].text(), hook.payload["requesterId"].text());
  SourceRecord& record =
      add_system_event(out, group_of(hook.payload), who, hook.time(hook.payload), FactType::join_requested);
  const std::string_view action = hook.payload["action"].text();
  if (!action.empty() && action != "created") add_fact(record, FactType::source_type, action);
  if (record.time) record.source_message_id += ":" + std::string(action);
  add_identity(out, hook.payload["requesterId"].text(), hook.payload["requesterPn"].text());
}

// The older events of the browser engine: {"chatId", "author", "recipientIds", "type"}.
void map_old_group_event(const Hook& hook, Mapping& out, const MemberChange& change) {
  const std::string group = participant_of(hook.payload["chatId"].text());
  const std::string author = participant_of(hook.payload["author"].text());
  hook.payload["recipientIds"].each([&](const JsonValue& jid) {
    add_member_event(out, group, author, participant_of(jid.text()), hook.time(hook.payload), change);
  });
}
void map_old_join(const Hook& hook, Mapping& out) {
  map_old_group_event(hook, out, kMemberCame);
}
void map_old_leave(const Hook& hook, Mapping& out) {
  map_old_group_event(hook, out, kMemberGone);
}

// --- calls, sessions, the rest

SourceRecord& begin_call(const Hook& hook, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::call);
  record.source_message_id = hook.payload["id"].text();
  const JsonValue data = hook.payload["_data"];
  record.sender = preferred(hook.payload["from"].text(), data["CallCreatorAlt"].text());
  const std::string group = participant_of(data.first_of("GroupJID", "groupJid").text());
  record.conversation = hook.conversation(group.empty() ? record.sender : group, record.sender);
  record.time = hook.time(hook.payload);
  return record;
}

std::string_view media_of_call(const Hook& hook) {
  return hook.payload["isVideo"].flag() ? "video" : "voice";
}

void map_call(const Hook& hook, Mapping& out) {
  add_fact(begin_call(hook, out), FactType::call, media_of_call(hook));
}

void map_call_change(const Hook& hook, Mapping& out, FactType fact, std::string_view what) {
  SourceRecord& record = begin_call(hook, out);
  add_reference(record, ReferenceType::about, record.source_message_id);
  record.source_message_id += ":" + std::string(what);
  add_fact(record, fact, media_of_call(hook));
  add_fact(record, FactType::source_type, what);
}
void map_call_accepted(const Hook& hook, Mapping& out) {
  map_call_change(hook, out, FactType::call, "accepted");
}
void map_call_rejected(const Hook& hook, Mapping& out) {
  map_call_change(hook, out, FactType::missed_call, "rejected");
}

struct SessionState {
  std::string_view name;
  FactType fact;
};
constexpr auto kSessionStates = std::to_array<SessionState>({
    {"STOPPED", FactType::disconnected},
    {"STARTING", FactType::connecting},
    {"SCAN_QR_CODE", FactType::code_shown},
    {"PASSKEY_REQUIRED", FactType::code_shown},
    {"PASSKEY_CONFIRMATION_REQUIRED", FactType::code_shown},
    {"WORKING", FactType::connected},
    {"FAILED", FactType::session_failed},
});

void map_session(const Hook& hook, Mapping& out) {
  const std::string_view status = hook.payload["status"].text();
  const auto state = std::ranges::find(kSessionStates, status, &SessionState::name);
  if (state == kSessionStates.end()) return (void)unrecognised(hook, status, out);
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = hook.account;
  record.time = time_of(hook.body["timestamp"], TimeBasis::recorder);
  hook.payload["statuses"].each([&](const JsonValue& past) {
    if (past["status"].text() != status) return;
    if (auto time = time_of(past["timestamp"], TimeBasis::recorder)) record.time = time;
  });
  add_fact(record, state->fact, status);
  add_identity(out, hook.body["me"]["id"].text(), hook.body["me"]["lid"].text());
}

// How one account files its chats: no message, but a business may work by it.
void map_label(const Hook& hook, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = hook.account;
  record.time = hook.time(hook.payload);
  add_fact(record, FactType::source_type, hook.body["event"].text());
  set_text(record, hook.payload["name"].exists() ? hook.payload["name"].text() : hook.payload["label"]["name"].text());
}

void exclude_presence(const Hook&, Mapping& out) {
  out.exclude("presence: who is online or writing now");
}
void exclude_engine(const Hook&, Mapping& out) {
  out.exclude("inner events of the gateway's engine");
}
void exclude_archived(const Hook&, Mapping& out) {
  out.exclude("settings of one device: which chats are archived");
}

struct EventType {
  std::string_view name;
  void (*map)(const Hook& hook, Mapping& out);
};
constexpr auto kEvents = std::to_array<EventType>({
    {"message", map_message},
    {"message.any", map_message},
    {"message.waiting", map_waiting},
    {"message.reaction", map_reaction},
    {"message.edited", map_edit},
    {"message.revoked", map_revocation},
    {"message.ack", map_receipt},
    {"message.ack.group", map_receipt},
    {"poll.vote", map_vote},
    {"poll.vote.failed", map_vote},
    {"event.response", map_event_answer},
    {"event.response.failed", map_event_answer},
    {"group.v2.join", map_own_join},
    {"group.v2.leave", map_own_leave},
    {"group.v2.update", map_group_update},
    {"group.v2.participants", map_participants},
    {"group.join", map_old_join},
    {"group.leave", map_old_leave},
    {"call.received", map_call},
    {"call.accepted", map_call_accepted},
    {"call.rejected", map_call_rejected},
    {"session.status", map_session},
    {"label.upsert", map_label},
    {"label.deleted", map_label},
    {"label.chat.added", map_label},
    {"label.chat.deleted", map_label},
    {"presence.update", exclude_presence},
    {"engine.event", exclude_engine},
    {"state.change", exclude_engine},
    {"chat.archive", exclude_archived},
});

bool fits(const JsonValue& body) {
  return body["event"].is_text() && body["session"].is_text() && body["payload"].exists() &&
         (body["engine"].exists() || body["me"].exists() || body["environment"].exists());
}

void map(const Delivery& delivery, Mapping& out) {
  const Hook hook(delivery);
  out.set_session(hook.body["session"].text());
  const std::string_view name = hook.body["event"].text();
  const auto event = std::ranges::find(kEvents, name, &EventType::name);
  if (event != kEvents.end())
    event->map(hook, out);
  else if (hook.payload["requesterId"].is_text())
    map_join_request(hook, out);  // under several names
  else
    unrecognised(hook, {}, out);
}

constexpr Dialect kDialect = {.name = "waha",
                              .signs = {"event", "session", "payload"},
                              .fits = fits,
                              .map = map,
                              .signature = {"X-Webhook-Hmac", "", SignatureScheme::Hash::sha512}};
constexpr GatewayWords kWords = {.summary = "webhooks of WAHA, whatever its engine",
                                  .layout = "WAHA webhooks",
                                  .parser = "waha/1"};

}  // namespace

namespace formats {
extern const SourceFormat waha;
constinit const SourceFormat waha = gateway_format(kDialect, kWords);
}  // namespace formats

}  // namespace muniment::ingest
