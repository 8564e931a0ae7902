// SPDX-License-Identifier: GPL-3.0-or-later
// Webhook bodies of go-whatsapp-web-multidevice: {"event", "device_id", "timestamp"?, "payload"}. docs/formats/gowa.md.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/gateway_format.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/message_content.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"
#include "ingest/whatsmeow/receipt_types.h"

namespace muniment::ingest {
namespace {

// One delivery, taken apart.
struct Hook {
  const Delivery& delivery;
  JsonValue payload;
  std::string account;

  explicit Hook(const Delivery& given) : delivery(given), payload(given.data["payload"]) {
    account = participant_of(given.data["device_id"].text());
    if (!is_phone(account) && !is_lid(account)) account = given.account;
  }
  [[nodiscard]] std::string sender() const { return preferred(payload["from"].text(), payload["from_lid"].text()); }
  [[nodiscard]] std::string conversation(std::string_view from) const {
    const std::string chat = preferred(payload["chat_id"].text(), payload["chat_lid"].text());
    return conversation_of(chat, from, account, delivery.session);
  }
  // Some events have their time in the payload, some around it; there it is that of the platform, but for settings.
  [[nodiscard]] std::optional<EventTime> time() const {
    if (auto inside = time_of(payload["timestamp"], TimeBasis::server)) return inside;
    return time_of(delivery.data["timestamp"], TimeBasis::server);
  }
};

// What most payloads share.
SourceRecord& begin(const Hook& hook, RecordKind kind, Mapping& out) {
  SourceRecord& record = out.add(kind);
  record.source_message_id = hook.payload["id"].text();
  record.sender = hook.sender();
  record.conversation = hook.conversation(record.sender);
  record.time = hook.time();
  return record;
}

void add_names(const Hook& hook, SourceRecord& record) {
  if (const auto name = hook.payload["from_name"].text(); !name.empty()) add_fact(record, FactType::push_name, name);
  if (const auto name = hook.payload["sender_display_name"].text(); !name.empty())
    add_fact(record, FactType::contact_name, name);
}

void add_identities(const Hook& hook, Mapping& out) {
  add_identity(out, hook.payload["from"].text(), hook.payload["from_lid"].text());
  add_identity(out, hook.payload["chat_id"].text(), hook.payload["chat_lid"].text());
}

// An event, or a kind of one ("read"), that is not known.
void unrecognised(const Hook& hook, std::string_view kind, Mapping& out) {
  std::string type(hook.delivery.data["event"].text());
  if (!kind.empty()) type += " " + std::string(kind);
  SourceRecord& record = out.unrecognised(type);
  record.sender = hook.sender();
  if (hook.payload["chat_id"].exists()) record.conversation = hook.conversation(record.sender);
  record.time = hook.time();
}

// --- messages

struct MediaKey {
  std::string_view name;
  AttachmentKind kind;
};
constexpr auto kMedia = std::to_array<MediaKey>({
    {"image", AttachmentKind::image},
    {"video", AttachmentKind::video},
    {"video_note", AttachmentKind::video_note},
    {"audio", AttachmentKind::audio},
    {"document", AttachmentKind::document},
    {"sticker", AttachmentKind::sticker},
});

// "statics/media/x.jpeg", {"path" or "media_path", "caption"} or {"url", "filename", "caption"}.
void add_media_of(const JsonValue& media, AttachmentKind kind, SourceRecord& record, Mapping& out) {
  const std::string_view path = media.is_text() ? media.text() : media.first_of("path", "media_path").text();
  const std::string_view name = media["filename"].exists() ? media["filename"].text() : last_part(path);
  SourceAttachment& attachment = add_media(record, kind, name, media["mime_type"].text());
  attachment.source_id = media["url"].text();
  if (const JsonValue inside = media.first_of("base64", "data"); inside.exists()) out.hold_media(record, attachment, inside);
  set_text(record, media["caption"].text());
}

struct PartKey {
  std::string_view name, proto_name;
};
constexpr auto kParts = std::to_array<PartKey>({
    {"contact", "contactMessage"},
    {"location", "locationMessage"},
    {"live_location", "liveLocationMessage"},
    {"list", "listMessage"},
    {"order", "orderMessage"},
});

// Whether anything of it can be shown: media that the gateway could not fetch leave no trace in a payload.
bool has_content(const SourceRecord& record) {
  return record.text || !record.attachments.empty() || std::ranges::any_of(record.facts, [](const Fact& fact) {
           return fact.type != FactType::push_name && fact.type != FactType::contact_name;
         });
}

void add_content(const Hook& hook, SourceRecord& record, Mapping& out) {
  const JsonValue& payload = hook.payload;
  for (const auto& [name, kind] : kMedia) {
    if (payload[name].exists()) add_media_of(payload[name], kind, record, out);
  }
  payload["interactive_media"].each(
      [&](const JsonValue& path) { add_media_of(path, AttachmentKind::unknown, record, out); });
  for (const auto& [name, proto_name] : kParts) {
    if (payload[name].exists()) read_message_part(proto_name, payload[name], record);
  }
  payload["contacts_array"].each([&](const JsonValue& card) { read_message_part("contactMessage", card, record); });
  set_text(record, payload["interactive"].text());
  set_text(record, payload["body"].text());
  if (payload["view_once"].flag()) add_fact(record, FactType::view_once);
  if (payload["forwarded"].flag()) add_fact(record, FactType::forwarded);
  if (const JsonValue referral = payload["referral"]; referral.exists()) {
    add_fact(record, FactType::referral, referral.first_of("source_url", "sourceUrl", "title").text());
  }
}

// {"type": "creation" | "vote" | "edit" | "add_option", "poll_id", "question", "options": [{"name"}],
// "selected_options"}.
void add_poll_of(const JsonValue& poll, SourceRecord& record) {
  const std::string_view type = poll["type"].text();
  record.text.reset();  // the body is a description of it by the gateway
  if (type == "vote") {
    record.kind = RecordKind::vote;
    add_reference(record, ReferenceType::vote_on, poll["poll_id"].text());
    if (!poll["selected_options"].is_array()) return add_fact(record, FactType::undecryptable);
    std::string chosen;
    poll["selected_options"].each([&](const JsonValue& option) {
      add_fact(record, FactType::poll_option, option.text());
      chosen += (chosen.empty() ? "" : "\n") + std::string(option.text());
    });
    record.text = chosen;
    return;
  }
  add_poll(record, poll["question"].text());
  poll["options"].each(
      [&](const JsonValue& option) { add_fact(record, FactType::poll_option, option["name"].text()); });
  if (type == "creation") return;
  record.kind = RecordKind::edit;
  add_reference(record, ReferenceType::edit_of, poll["poll_id"].text());
}

void map_message(const Hook& hook, Mapping& out) {
  SourceRecord& record = begin(hook, RecordKind::message, out);
  add_names(hook, record);
  add_content(hook, record, out);
  add_reply(record, hook.payload["replied_to_id"].text(), hook.payload["quoted_body"].text());
  if (const JsonValue poll = hook.payload["poll"]; poll.is_object()) add_poll_of(poll, record);
  if (!has_content(record)) {
    record.kind = RecordKind::unrecognised;
    add_fact(record, FactType::source_type, "message without content");
  }
}

void map_reaction(const Hook& hook, Mapping& out) {
  SourceRecord& record = begin(hook, RecordKind::reaction, out);
  record.text = hook.payload["reaction"].text();  // empty: taken back
  add_reference(record, ReferenceType::reaction_to, hook.payload["reacted_message_id"].text());
  add_names(hook, record);
}

void map_edit(const Hook& hook, Mapping& out) {
  SourceRecord& record = begin(hook, RecordKind::edit, out);
  add_content(hook, record, out);
  if (const JsonValue poll = hook.payload["poll"]; poll.is_object())
    add_poll_of(poll, record);
  else
    add_reference(record, ReferenceType::edit_of, hook.payload["original_message_id"].text());
  add_names(hook, record);
}

void map_revocation(const Hook& hook, Mapping& out) {
  SourceRecord& record = begin(hook, RecordKind::revoke, out);
  add_reference(record, ReferenceType::revoke_of, hook.payload["revoked_message_id"].text());
  if (const JsonValue own = hook.payload["revoked_from_me"]; own.exists())
    add_who_deleted(record, own.flag(), record.sender);
  add_names(hook, record);
}

// Somebody took a message off one device; everybody else still has it. It was the account's own device, whoever wrote
// the message ("from").
void map_deletion_for_me(const Hook& hook, Mapping& out) {
  const std::string_view id = hook.payload["deleted_message_id"].text();
  SourceRecord& record = add_system_event(out, hook.conversation(hook.sender()), hook.account, hook.time(),
                                          FactType::message_deleted_for_me);
  record.source_message_id = "deleted for me:" + std::string(id);
  add_reference(record, ReferenceType::about, id);
  if (const auto content = hook.payload["original_content"].text(); !content.empty()) {
    add_fact(record, FactType::quoted, content);
  }
}

// --- receipts

std::vector<std::string> texts_of(const JsonValue& list) {
  std::vector<std::string> all;
  list.each([&](const JsonValue& value) { all.emplace_back(value.text()); });
  return all;
}

void map_receipt(const Hook& hook, Mapping& out) {
  const std::string_view name = hook.payload["receipt_type"].text();
  const auto status = whatsmeow::receipt_status(name);
  if (!status) return unrecognised(hook, name, out);
  if (status->empty()) return out.exclude("receipts between the devices of one account");
  SourceRecord* const record = add_receipt(out, *status, texts_of(hook.payload["ids"]));
  if (record == nullptr) return out.trouble("a receipt without ids", "expected payload.ids");
  record->sender = hook.sender();
  record->conversation = hook.conversation(record->sender);
  record->time = hook.time();
  if (*status == "failed") add_fact(*record, FactType::error, whatsmeow::failure_in_words(name));
  add_names(hook, *record);
}

// --- groups, channels, calls, settings

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

// The gateway names nobody who did it.
void map_participants(const Hook& hook, Mapping& out) {
  const auto change = std::ranges::find(kGroupChanges, hook.payload["type"].text(), &GroupChange::name);
  if (change == kGroupChanges.end()) return unrecognised(hook, hook.payload["type"].text(), out);
  hook.payload["jids"].each([&](const JsonValue& jid) {
    const std::string member = participant_of(jid.text());
    add_member_event(out, hook.conversation(member), {}, member, hook.time(), change->change);
  });
}

void map_group_joined(const Hook& hook, Mapping& out) {
  add_system_event(out, hook.conversation({}), hook.account, hook.time(), FactType::member_joined).conversation_title =
      hook.payload.first_of("name", "group_name", "subject").text();
}

void map_channel_membership(const Hook& hook, Mapping& out, FactType fact) {
  const std::string channel = participant_of(hook.payload["newsletter_id"].text());
  add_system_event(out, channel, hook.account, hook.time(), fact).conversation_title = hook.payload["name"].text();
}

void map_channel_joined(const Hook& hook, Mapping& out) {
  map_channel_membership(hook, out, FactType::member_joined);
}
void map_channel_left(const Hook& hook, Mapping& out) {
  map_channel_membership(hook, out, FactType::member_left);
}

// The gateway says that there is a message, how often it was seen and what was felt about it; not what it says.
void map_channel_messages(const Hook& hook, Mapping& out) {
  const std::string channel = participant_of(hook.payload["newsletter_id"].text());
  hook.payload["messages"].each([&](const JsonValue& message) {
    SourceRecord& record = out.add(RecordKind::message);
    record.source_message_id = message["message_id"].text();
    if (record.source_message_id.empty()) record.source_message_id = message["server_id"].words();
    record.sender = channel;
    record.conversation = channel;
    record.time = time_of(message["timestamp"], TimeBasis::server);
    add_fact(record, FactType::placeholder);
    add_fact(record, FactType::source_type, message["type"].text());
  });
}

void map_call(const Hook& hook, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::call);
  record.source_message_id = hook.payload["call_id"].text();
  record.sender = hook.sender();
  const std::string group = participant_of(hook.payload["group_jid"].text());
  record.conversation =
      conversation_of(group.empty() ? record.sender : group, record.sender, hook.account, hook.delivery.session);
  record.time = hook.time();
  add_fact(record, hook.payload["auto_rejected"].flag() ? FactType::missed_call : FactType::call);
  add_names(hook, record);
}

// How one account files its chats: no message, but a business may work by it.
void map_label(const Hook& hook, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = hook.account;
  record.time = hook.time();
  add_fact(record, FactType::source_type, hook.delivery.data["event"].text());
  set_text(record, hook.payload["name"].text());
}

void exclude_presence(const Hook&, Mapping& out) {
  out.exclude("presence: who is writing now");
}
void exclude_mute(const Hook&, Mapping& out) {
  out.exclude("settings of one device: which chats are muted");
}

struct EventType {
  std::string_view name;
  void (*map)(const Hook& hook, Mapping& out);
};
constexpr auto kEvents = std::to_array<EventType>({
    {"message", map_message},
    {"message.reaction", map_reaction},
    {"message.edited", map_edit},
    {"message.revoked", map_revocation},
    {"message.deleted", map_deletion_for_me},
    {"message.ack", map_receipt},
    {"group.participants", map_participants},
    {"group.joined", map_group_joined},
    {"newsletter.joined", map_channel_joined},
    {"newsletter.left", map_channel_left},
    {"newsletter.message", map_channel_messages},
    {"newsletter.mute", exclude_mute},
    {"call.offer", map_call},
    {"label.edit", map_label},
    {"label.association", map_label},
    {"chat_presence", exclude_presence},
});

const EventType* known_event(const JsonValue& body) {
  const auto found = std::ranges::find(kEvents, body["event"].text(), &EventType::name);
  return found == kEvents.end() ? nullptr : &*found;
}

// Other gateways have "event" and "payload" too, but say "session" or "instance".
bool fits(const JsonValue& body) {
  if (!body["event"].is_text() || !body["payload"].is_object()) return false;
  if (body["device_id"].is_text()) return true;
  return known_event(body) != nullptr && !body["session"].exists() && !body["instance"].exists();
}

void map(const Delivery& delivery, Mapping& out) {
  const Hook hook(delivery);
  out.set_session(delivery.data["device_id"].text());
  const EventType* const event = known_event(delivery.data);
  if (event == nullptr) return unrecognised(hook, {}, out);
  event->map(hook, out);
  if (hook.payload["from_lid"].exists() || hook.payload["chat_lid"].exists()) add_identities(hook, out);
}

constexpr Dialect kDialect = {.name = "gowa", .signs = {"event", "device_id", "payload"}, .fits = fits, .map = map, .signature = kHubSignature};
constexpr GatewayWords kWords = {.summary = "webhooks of go-whatsapp-web-multidevice (whatsmeow)",
                                  .layout = "GoWA webhooks",
                                  .parser = "gowa/1"};

}  // namespace

namespace formats {
extern const SourceFormat gowa;
constinit const SourceFormat gowa = gateway_format(kDialect, kWords);
}  // namespace formats

}  // namespace muniment::ingest
