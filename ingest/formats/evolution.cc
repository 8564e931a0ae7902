// SPDX-License-Identifier: GPL-3.0-or-later
// Webhook bodies of the Evolution API: {"event", "instance", "data", "date_time", "sender", "apikey", …}.
// docs/formats/evolution.md.
#include <algorithm>
#include <array>
#include <string>

#include "core/model/conversation.h"
#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/gateway_format.h"
#include "ingest/stream/linked_events.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/message_content.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

// MESSAGES_UPSERT, messages-upsert and messages.upsert are one event; and some have other names than in the library.
struct OtherName {
  std::string_view theirs, ours;
};
constexpr auto kOtherNames = std::to_array<OtherName>({
    {"messages.set", "messages.upsert"},
    {"send.message", "messages.upsert"},
    {"group.update", "groups.update"},
    {"group.participants.update", "group-participants.update"},
    {"contacts.set", "contacts.upsert"},
});

std::string name_of(std::string_view written) {
  std::string name(written);
  std::ranges::transform(name, name.begin(), [](char c) {
    if (c == '_' || c == '-') return '.';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto other = std::ranges::find(kOtherNames, name, &OtherName::theirs);
  return other == kOtherNames.end() ? name : std::string(other->ours);
}

struct Hook {
  JsonValue body;
  std::string name;
  LinkedEvent event;

  explicit Hook(const Delivery& delivery) : body(delivery.data), name(name_of(delivery.data["event"].text())) {
    event.name = name;
    event.data = body["data"];
    event.session.account = participant_of(body["sender"].text());
    if (event.session.account.empty()) event.session.account = delivery.account;
    event.session.session = delivery.session.empty() ? std::string(body["instance"].text()) : delivery.session;
  }
  Hook(const Hook&) = delete;
  Hook& operator=(const Hook&) = delete;
  // When the gateway told it, for what has no time of the platform.
  [[nodiscard]] std::optional<EventTime> time() const { return time_of(body["date_time"], TimeBasis::recorder); }
};

// --- messages

// The place where the gateway put the file.
void add_place_of_media(const JsonValue& message, SourceRecord& record) {
  if (record.attachments.empty()) return;
  SourceAttachment& media = record.attachments.front();
  const JsonValue url = message["message"]["mediaUrl"].exists() ? message["message"]["mediaUrl"] : message["mediaUrl"];
  if (url.is_text()) media.source_id = url.text();
}

void map_messages(const Hook& hook, Mapping& out) {
  const JsonValue messages = hook.event.data["messages"].exists() ? hook.event.data["messages"] : hook.event.data;
  messages.each([&](const JsonValue& message) {
    SourceRecord* const record = map_web_message(message, hook.event.session, out);
    if (record == nullptr) return;
    // A text with something around it was made a plain one, and what was around it put beside.
    if (message["message"]["conversation"].exists()) read_message_context(message, *record);
    add_place_of_media(message, *record);
  });
}

// {"keyId" or "id", "remoteJid", "fromMe", "participant"}, without "key".
WebKey flat_key(const JsonValue& change, const WebSession& session) {
  WebKey key(change["key"].is_object() ? change["key"] : change, session);
  if (const JsonValue id = change["keyId"]; id.is_text()) key.id = id.text();
  return key;
}

void map_updates(const Hook& hook, Mapping& out) {
  hook.event.data.each([&](const JsonValue& change) {
    if (change["update"].is_object()) return map_web_update(change, hook.event.session, out);
    const WebKey key = flat_key(change, hook.event.session);
    if (key.id.empty()) return out.trouble("an update without an id", "expected keyId");
    const size_t before = out.size();
    if (change["status"].exists()) map_web_status(key, change["status"], hook.time(), out);
    if (out.size() == before) out.unrecognised("messages.update");
    key.add_identities(out);
  });
}

// Where a change was made and, in a chat of two, by whom. The gateway passes on what the sender's device wrote, in which the
// key says how that device sees the message: "fromMe" is true for everybody, and the chat of two is the one to whom the sender
// writes. So a change by the other one names our account as the chat, and says nowhere who they are.
void tell_where(const Hook& hook, const JsonValue& key, SourceRecord& record) {
  const WebSession& session = hook.event.session;
  const std::string chat = participant_of(key["remoteJid"].text());
  const bool is_told = !session.account.empty() && is_phone(chat) && chat != session.account;
  if (is_told) {
    record.sender = session.account;
    record.conversation = direct_conversation(session.account, chat, session.session);
  } else if (chat.empty() || is_phone(chat) || is_lid(chat)) {
    record.conversation = direct_conversation(session.account, kSideNotTold, session.session);
  } else {
    record.conversation = chat;
  }
}

// Published under the name of an edit is every change of a message and every setting of a chat.
void map_change(const Hook& hook, Mapping& out) {
  const JsonValue inside = hook.event.data["message"];
  const JsonValue change = inside["editedMessage"].exists() || inside["key"].exists() ? inside : hook.event.data;
  const JsonValue key = change["key"].exists() ? change["key"] : hook.event.data["key"];
  SourceRecord& record = out.add(RecordKind::message);
  tell_where(hook, key, record);
  record.time = time_of(change["timestampMs"], TimeBasis::sender);
  if (!record.time) record.time = hook.time();
  read_protocol_message(change, record);
  const bool is_edit = record.kind == RecordKind::edit, is_revocation = record.kind == RecordKind::revoke;
  if (is_edit && is_place(record.conversation)) record.sender = participant_of(key["participant"].text());  // who wrote it
  if (!is_edit && !is_revocation) return;
  record.source_message_id = std::string(key["id"].text()) + (is_edit ? ":edited" : ":revoked");
  if (record.time) record.source_message_id += "@" + std::to_string(record.time->utc_ms);
}

// The gateway tells so what its sender took back, and what was deleted through the gateway itself.
void map_deletion(const Hook& hook, Mapping& out) {
  hook.event.data.each([&](const JsonValue& deleted) {
    const WebKey key = flat_key(deleted, hook.event.session);
    if (key.id.empty()) return out.trouble("a deletion without an id", "expected id");
    SourceRecord& record = out.add(RecordKind::revoke);
    record.source_message_id = std::string(key.id) + ":revoked";
    record.conversation = key.conversation;
    record.sender = key.sender;
    record.time = hook.time();
    add_reference(record, ReferenceType::revoke_of, key.id);
    add_fact(record, FactType::source_type, "messages.delete");
    key.add_identities(out);
  });
}

// --- the session

void map_code(const Hook& hook, Mapping& out) {
  const JsonValue& data = hook.event.data;
  if (data["message"].is_text() && !data["qrcode"].exists()) {
    add_session_event(hook.event, out, FactType::session_failed, data["message"].text());
  } else {
    add_session_event(hook.event, out, FactType::code_shown);
  }
}

void map_connection(const Hook& hook, Mapping& out) {
  const JsonValue& data = hook.event.data;
  const std::string_view state = data["state"].text();
  const auto code = data["statusReason"].integer();
  FactType fact = meaning_of_close(code);
  if (state == "open") fact = FactType::connected;
  if (state == "connecting") fact = FactType::connecting;
  if (state == "refused") fact = FactType::session_failed;
  const bool is_closed = state == "close" || state == "closed";
  if (!is_closed && state != "open" && state != "connecting" && state != "refused") {
    out.unrecognised("connection.update " + std::string(state));
    return;
  }
  SourceRecord& record = add_session_event(hook.event, out, fact, is_closed || state == "refused" ? data["statusReason"].words() : "");
  if (data["wuid"].is_text()) record.sender = participant_of(data["wuid"].text());
}

void map_status(const Hook& hook, Mapping& out) {
  const JsonValue code = hook.event.data["disconnectionReasonCode"];
  const std::string status(hook.event.data["status"].text());
  add_session_event(hook.event, out, meaning_of_close(code.integer()), code.exists() ? status + " " + code.words() : status);
}
void map_logout(const Hook& hook, Mapping& out) { add_session_event(hook.event, out, FactType::logged_out, "by the gateway"); }
void map_removed(const Hook& hook, Mapping& out) { add_session_event(hook.event, out, FactType::session_removed); }
void map_created(const Hook& hook, Mapping& out) { add_session_event(hook.event, out, FactType::session_created); }
void map_started(const Hook& hook, Mapping& out) { add_session_event(hook.event, out, FactType::source_type, "application.startup"); }

struct EventType {
  std::string_view name;
  void (*map)(const Hook& hook, Mapping& out);
};
constexpr auto kEvents = std::to_array<EventType>({
    {"messages.upsert", map_messages},
    {"messages.update", map_updates},
    {"messages.edited", map_change},
    {"messages.delete", map_deletion},
    {"qrcode.updated", map_code},
    {"connection.update", map_connection},
    {"status.instance", map_status},
    {"logout.instance", map_logout},
    {"remove.instance", map_removed},
    {"instance.delete", map_removed},
    {"instance.create", map_created},
    {"application.startup", map_started},
});

bool fits(const JsonValue& body) {
  const bool is_hook = body["data"].exists() || body["apikey"].exists() || body["server_url"].exists();
  return body["event"].is_text() && body["instance"].exists() && is_hook && !body["payload"].exists();
}

void map(const Delivery& delivery, Mapping& out) {
  const Hook hook(delivery);
  out.set_session(hook.event.session.session);
  if (const auto event = std::ranges::find(kEvents, hook.name, &EventType::name); event != kEvents.end()) {
    event->map(hook, out);
  } else if (hook.name.starts_with("typebot.")) {
    out.exclude("steps of an automatic answer in the gateway");
  } else if (!map_linked_event(hook.event, out)) {
    out.unrecognised(hook.name);
  }
  out.set_missing_times(hook.time());
}

constexpr Dialect kDialect = {.name = "evolution", .signs = {"event", "instance", "data"}, .fits = fits, .map = map};
constexpr GatewayWords kWords = {.summary = "webhooks of the Evolution API",
                                  .layout = "Evolution API webhooks",
                                  .parser = "evolution/1"};

}  // namespace

namespace formats {
extern const SourceFormat evolution;
constinit const SourceFormat evolution = gateway_format(kDialect, kWords);
}  // namespace formats

}  // namespace muniment::ingest
