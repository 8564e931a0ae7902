// SPDX-License-Identifier: GPL-3.0-or-later
// Events of whatsmeow as JSON: Go's field names, JIDs as text, times as RFC 3339. docs/formats/whatsmeow.md.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "ingest/stream/content.h"
#include "ingest/stream/gateway_format.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/message_content.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

// "15550101@s.whatsapp.net", or {"User", "Server"} of versions before JIDs were text.
std::string jid_in(const JsonValue& value) {
  if (!value.is_object()) return std::string(value.text());
  const std::string_view user = value["User"].text();
  return user.empty() ? std::string() : std::string(user) + "@" + std::string(value["Server"].text());
}

std::optional<EventTime> time_in(const JsonValue& value) {
  return time_of(value, TimeBasis::server);
}

struct Hook {
  const Delivery& delivery;
  JsonValue data;
  std::string_view session;
  [[nodiscard]] std::string conversation(std::string_view chat, std::string_view sender) const {
    return conversation_of(chat, sender, delivery.account, session);
  }
  [[nodiscard]] std::optional<EventTime> time() const { return time_in(data["Timestamp"]); }
};

// The source of a message, receipt or notice: whatsmeow has the other id of the sender beside it, and of the one who is
// written to.
struct Parties {
  std::string chat_jid, sender_jid, other_chat, other_sender;
  std::string chat, sender;

  explicit Parties(const JsonValue& source) : chat_jid(jid_in(source["Chat"])), sender_jid(jid_in(source["Sender"])) {
    other_sender = jid_in(source["SenderAlt"]);
    if (!source["IsGroup"].flag() && !is_group(chat_jid)) {
      other_chat = source["IsFromMe"].flag() ? jid_in(source["RecipientAlt"]) : other_sender;
    }
    chat = preferred(chat_jid, other_chat);
    sender = preferred(sender_jid, other_sender);
  }
  void add_identities(Mapping& out) const {
    add_identity(out, sender_jid, other_sender);
    add_identity(out, chat_jid, other_chat);
  }
};

// --- messages

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

void map_message(const Hook& hook, Mapping& out) {
  const Parties parties(hook.data["Info"]);
  SourceRecord& record = begin_message(hook, parties, out);
  const JsonValue message = hook.data["Message"].is_object() ? hook.data["Message"] : hook.data["RawMessage"];
  const size_t facts = record.facts.size();
  if (hook.data["IsViewOnce"].flag()) add_fact(record, FactType::view_once);
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

struct ReceiptType {
  std::string_view name, status;  // no status: between the devices of one account
};
constexpr auto kReceiptTypes = std::to_array<ReceiptType>({
    {"", "delivered"},
    {"inactive", "delivered"},
    {"read", "read"},
    {"read-self", "read"},
    {"played", "played"},
    {"played-self", "played"},
    {"retry", "failed"},
    {"server-error", "failed"},
    {"sender", ""},
    {"peer_msg", ""},
    {"hist_sync", ""},
});

void map_receipt(const Hook& hook, Mapping& out) {
  const std::string_view name = hook.data["Type"].text();
  const auto type = std::ranges::find(kReceiptTypes, name, &ReceiptType::name);
  if (type == kReceiptTypes.end()) {
    out.unrecognised("Receipt " + std::string(name)).time = hook.time();
    return;
  }
  if (type->status.empty()) return out.exclude("receipts between the devices of one account");
  std::vector<std::string> ids;
  hook.data["MessageIDs"].each([&](const JsonValue& id) { ids.emplace_back(id.text()); });
  SourceRecord* const record = add_receipt(out, type->status, ids);
  if (record == nullptr) return out.trouble("a receipt without ids", "expected MessageIDs");
  const Parties parties(hook.data);
  record->sender = parties.sender;
  record->conversation = hook.conversation(parties.chat, parties.sender);
  record->time = hook.time();
  if (type->status == "failed") add_fact(*record, FactType::error, name);
  parties.add_identities(out);
}

// --- groups and chats

// Who did it: nobody is named where somebody came by an invitation.
std::string actor_of(const JsonValue& data) {
  return preferred(jid_in(data["SenderPN"]), jid_in(data["Sender"]));
}

void map_members(const Hook& hook, Mapping& out, std::string_view key, FactType by_themself, FactType by_other) {
  const std::string group = participant_of(jid_in(hook.data["JID"]));
  const std::string actor = actor_of(hook.data);
  hook.data[key].each([&](const JsonValue& jid) {
    const std::string member = participant_of(jid_in(jid));
    const bool themself = by_themself != by_other && (actor.empty() || actor == member);
    if (themself)
      add_system_event(out, group, member, hook.time(), by_themself);
    else
      add_system_event(out, group, actor, hook.time(), by_other, member);
  });
}

std::string timer_in(const JsonValue& ephemeral) {
  return ephemeral["IsEphemeral"].flag() ? ephemeral["DisappearingTimer"].words() + " seconds" : "off";
}

void map_group(const Hook& hook, Mapping& out) {
  const JsonValue& data = hook.data;
  const std::string group = participant_of(jid_in(data["JID"])), actor = actor_of(data);
  const auto add = [&](FactType fact, std::string_view text) -> SourceRecord& {
    return add_system_event(out, group, actor, hook.time(), fact, text);
  };
  const auto on_off = [&](std::string_view what, bool on) {
    add(FactType::group_settings_changed, std::string(what) + (on ? " on" : " off"));
  };
  if (const JsonValue name = data["Name"]; name.exists()) {
    add(FactType::subject_changed, name["Name"].text()).conversation_title = name["Name"].text();
  }
  if (const JsonValue topic = data["Topic"]; topic.exists()) add(FactType::description_changed, topic["Topic"].text());
  if (data["Locked"].exists()) on_off("only admins edit the group's info:", data["Locked"]["IsLocked"].flag());
  if (data["Announce"].exists()) on_off("only admins write:", data["Announce"]["IsAnnounce"].flag());
  if (data["MembershipApprovalMode"].exists()) {
    on_off("admins approve new members:", data["MembershipApprovalMode"]["IsJoinApprovalRequired"].flag());
  }
  if (data["Ephemeral"].exists()) add(FactType::disappearing_changed, timer_in(data["Ephemeral"]));
  if (data["Delete"]["Deleted"].flag()) add(FactType::group_ended, data["Delete"]["DeleteReason"].text());
  if (data["Link"].exists())
    add(FactType::community_changed, "linked " + participant_of(jid_in(data["Link"]["Group"]["JID"])));
  if (data["Unlink"].exists())
    add(FactType::community_changed, "unlinked " + participant_of(jid_in(data["Unlink"]["Group"]["JID"])));
  if (data["NewInviteLink"].exists()) add(FactType::invite_link_reset, {});
  if (data["Suspended"].flag()) add(FactType::group_settings_changed, "suspended");
  if (data["Unsuspended"].flag()) add(FactType::group_settings_changed, "unsuspended");
  map_members(hook, out, "Join", FactType::member_joined, FactType::member_added);
  map_members(hook, out, "Leave", FactType::member_left, FactType::member_removed);
  map_members(hook, out, "Promote", FactType::admin_added, FactType::admin_added);
  map_members(hook, out, "Demote", FactType::admin_removed, FactType::admin_removed);
  data["MembershipRequestsCreated"].each([&](const JsonValue& request) {
    add_system_event(out, group, participant_of(jid_in(request["JID"])), hook.time(), FactType::join_requested);
  });
  if (data["UnknownChanges"].size() > 0) out.unrecognised("GroupInfo").conversation = group;
  add_identity(out, jid_in(data["Sender"]), jid_in(data["SenderPN"]));
}

void map_own_group(const Hook& hook, Mapping& out) {
  const JsonValue& data = hook.data;
  const std::string group = participant_of(jid_in(data["JID"]));
  const std::string_view name = data["Name"].text();
  const bool is_new = data["Type"].text() == "new";
  const std::string who = is_new ? preferred(jid_in(data["OwnerPN"]), jid_in(data["OwnerJID"])) : hook.delivery.account;
  const auto created = is_new ? time_in(data["GroupCreated"]) : std::nullopt;
  add_system_event(out, group, who, created, is_new ? FactType::group_created : FactType::member_joined,
                   is_new ? name : std::string_view())
      .conversation_title = name;
  data["Participants"].each([&](const JsonValue& person) {
    add_identity(out, jid_in(person["PhoneNumber"]), jid_in(person["LID"]));
    add_identity(out, jid_in(person["JID"]), jid_in(person["LID"]));
  });
}

void map_picture(const Hook& hook, Mapping& out) {
  const std::string of = participant_of(jid_in(hook.data["JID"])), author = participant_of(jid_in(hook.data["Author"]));
  add_system_event(out, hook.conversation(of, author), author.empty() ? of : author, hook.time(),
                   hook.data["Remove"].flag() ? FactType::icon_removed : FactType::icon_changed);
}

void map_identity_change(const Hook& hook, Mapping& out) {
  const std::string who = participant_of(jid_in(hook.data["JID"]));
  add_system_event(out, hook.conversation(who, who), who, hook.time(), FactType::security_code_changed);
}

void map_blocklist(const Hook& hook, Mapping& out) {
  hook.data["Changes"].each([&](const JsonValue& change) {
    const std::string who = participant_of(jid_in(change["JID"]));
    const bool unblocked = change["Action"].text() == "unblock";
    add_system_event(out, hook.conversation(who, who), hook.delivery.account, hook.time(),
                     unblocked ? FactType::contact_unblocked : FactType::contact_blocked);
  });
  if (hook.data["Changes"].size() == 0) out.exclude("the list of blocked contacts is to be read again");
}

// What somebody did to a message, or to a whole chat, on another device of the account.
SourceRecord& add_own_act(const Hook& hook, Mapping& out, FactType fact, std::string_view message) {
  const JsonValue chat_jid = hook.data.first_of("ChatJID", "JID");
  const std::string chat = participant_of(jid_in(chat_jid));
  SourceRecord& record = add_system_event(out, hook.conversation(chat, chat), hook.delivery.account, hook.time(), fact);
  if (!message.empty()) add_reference(record, ReferenceType::about, message);
  return record;
}

void map_deletion_for_me(const Hook& hook, Mapping& out) {
  const std::string_view id = hook.data["MessageID"].text();
  add_own_act(hook, out, FactType::message_deleted_for_me, id).source_message_id = "deleted for me:" + std::string(id);
}

void map_star(const Hook& hook, Mapping& out) {
  if (!hook.data["Action"]["starred"].flag()) return out.exclude("a star was taken off a message");
  const std::string_view id = hook.data["MessageID"].text();
  SourceRecord& record = add_own_act(hook, out, FactType::message_starred, id);
  record.source_message_id += ":" + std::string(id);
}

void map_chat_deleted(const Hook& hook, Mapping& out) {
  add_fact(add_own_act(hook, out, FactType::message_deleted_for_me, {}), FactType::source_type, "DeleteChat");
}
void map_chat_cleared(const Hook& hook, Mapping& out) {
  add_fact(add_own_act(hook, out, FactType::message_deleted_for_me, {}), FactType::source_type, "ClearChat");
}

// --- channels

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

// --- people

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
  record.time = hook.time();
  add_fact(record, FactType::source_type, "label");
  set_text(record, hook.data["Action"]["name"].text());
}

// --- calls

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

// --- history that the phone sends after pairing

void map_past_message(const Hook& hook, const JsonValue& past, std::string_view chat_jid, Mapping& out) {
  const JsonValue key = past["key"];
  const std::string chat = participant_of(chat_jid);
  SourceRecord& record = out.add(RecordKind::message);
  record.source_message_id = key.first_of("id", "ID").text();
  const JsonValue member = key["participant"].exists() ? key["participant"] : past["participant"];
  record.sender = key["fromMe"].flag() ? hook.delivery.account : member.exists() ? participant_of(member.text()) : chat;
  record.conversation = hook.conversation(chat, record.sender);
  record.time = time_in(past["messageTimestamp"]);
  if (!past["pushName"].text().empty()) add_fact(record, FactType::push_name, past["pushName"].text());
  if (past["message"].is_object()) return read_message_content(past["message"], record);
  record.kind = RecordKind::unrecognised;
  add_fact(record, FactType::source_type, "stub " + past["messageStubType"].words());
}

void map_history(const Hook& hook, Mapping& out) {
  const JsonValue data = hook.data["Data"];
  SourceRecord& progress = out.add(RecordKind::session_event);
  const auto per_cent = data["progress"].integer();
  add_fact(progress, FactType::history_progress, data["syncType"].words(),
           per_cent && *per_cent >= 0 ? std::optional(static_cast<uint64_t>(*per_cent)) : std::nullopt);
  data["conversations"].each([&](const JsonValue& conversation) {
    const std::string_view chat = conversation.first_of("id", "ID").text();
    conversation["messages"].each([&](const JsonValue& held) { map_past_message(hook, held["message"], chat, out); });
    add_identity(out, conversation.first_of("pnJid", "pnJID").text(), conversation.first_of("lidJid", "lidJID").text());
  });
  data["pushnames"].each([&](const JsonValue& named) {
    add_name(out, participant_of(named.first_of("id", "ID").text()), FactType::push_name, named["pushname"].text());
  });
  data["phoneNumberToLidMappings"].each([&](const JsonValue& pair) {
    add_identity(out, pair.first_of("pnJid", "pnJID").text(), pair.first_of("lidJid", "lidJID").text());
  });
}

// --- the session itself

SourceRecord& add_session_event(const Hook& hook, Mapping& out, FactType fact, std::string_view says) {
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = hook.delivery.account;
  add_fact(record, fact, says);
  return record;
}

void map_paired(const Hook& hook, Mapping& out) {
  add_session_event(hook, out, FactType::paired, hook.data["Platform"].text()).sender =
      preferred(jid_in(hook.data["ID"]), jid_in(hook.data["LID"]));
  add_identity(out, jid_in(hook.data["ID"]), jid_in(hook.data["LID"]));
}

void map_silence(const Hook& hook, Mapping& out) {
  const std::string missed = hook.data["ErrorCount"].words();
  add_session_event(hook, out, FactType::disconnected,
                    missed.empty() ? "no answer" : "no answer, " + missed + " times");
}

void map_ban(const Hook& hook, Mapping& out) {
  add_session_event(hook, out, FactType::banned, "code " + hook.data["Code"].words());
}

struct Failure {
  int64_t reason;
  FactType fact;
};
constexpr auto kFailures = std::to_array<Failure>({
    {401, FactType::logged_out},
    {402, FactType::banned},
    {403, FactType::logged_out},
    {405, FactType::outdated},
    {406, FactType::logged_out},
    {409, FactType::outdated},
});

void map_failure(const Hook& hook, Mapping& out) {
  const auto reason = hook.data["Reason"].integer();
  const auto known = std::ranges::find_if(kFailures, [&](const Failure& one) { return reason == one.reason; });
  add_session_event(hook, out, known == kFailures.end() ? FactType::disconnected : known->fact,
                    hook.data["Reason"].words());
}

void map_logged_out(const Hook& hook, Mapping& out) {
  const auto reason = hook.data["Reason"].integer();
  add_session_event(hook, out, FactType::logged_out,
                    reason && *reason != 0 ? hook.data["Reason"].words() : std::string());
}

void map_stream_error(const Hook& hook, Mapping& out) {
  add_session_event(hook, out, FactType::disconnected, hook.data["Code"].words());
}

void map_offline_synced(const Hook& hook, Mapping& out) {
  const auto count = hook.data["Count"].integer();
  SourceRecord& record = out.add(RecordKind::session_event);
  add_fact(record, FactType::offline_synced, {},
           count && *count >= 0 ? std::optional(static_cast<uint64_t>(*count)) : std::nullopt);
}

void map_offline_preview(const Hook& hook, Mapping& out) {
  const auto total = hook.data["Total"].integer();
  SourceRecord& record = out.add(RecordKind::session_event);
  add_fact(record, FactType::source_type, "OfflineSyncPreview",
           total && *total >= 0 ? std::optional(static_cast<uint64_t>(*total)) : std::nullopt);
}

// --- the tables

struct SessionEvent {
  std::string_view name;
  FactType fact;
  std::string_view says = {};
};
constexpr auto kSessionEvents = std::to_array<SessionEvent>({
    {"QR", FactType::code_shown},
    {"PairPasskeyRequest", FactType::code_shown, "passkey"},
    {"PairPasskeyConfirmation", FactType::code_shown, "passkey"},
    {"PairPasskeyError", FactType::session_failed, "passkey"},
    {"PairError", FactType::session_failed, "pairing"},
    {"QRScannedWithoutMultidevice", FactType::session_failed, "the phone does not allow linked devices"},
    {"Connected", FactType::connected},
    {"KeepAliveRestored", FactType::connected, "answers again"},
    {"Disconnected", FactType::disconnected},
    {"ManualLoginReconnect", FactType::connecting},
    {"StreamReplaced", FactType::replaced},
    {"ClientOutdated", FactType::outdated},
    {"CATRefreshError", FactType::session_failed, "its token could not be renewed"},
});

struct EventType {
  std::string_view name;
  void (*map)(const Hook& hook, Mapping& out);
};
constexpr auto kEvents = std::to_array<EventType>({
    {"Message", map_message},
    {"UndecryptableMessage", map_undecryptable},
    {"Receipt", map_receipt},
    {"ReadReceipt", map_receipt},  // so some gateways call it
    {"GroupInfo", map_group},
    {"JoinedGroup", map_own_group},
    {"Picture", map_picture},
    {"IdentityChange", map_identity_change},
    {"Blocklist", map_blocklist},
    {"DeleteForMe", map_deletion_for_me},
    {"Star", map_star},
    {"DeleteChat", map_chat_deleted},
    {"ClearChat", map_chat_cleared},
    {"NewsletterJoin", map_channel_joined},
    {"NewsletterLeave", map_channel_left},
    {"NewsletterLiveUpdate", map_channel_messages},
    {"Contact", map_contact},
    {"PushName", map_push_name},
    {"BusinessName", map_business_name},
    {"CallOffer", map_call},
    {"CallOfferNotice", map_call},
    {"CallAccept", map_call_accepted},
    {"CallReject", map_call_rejected},
    {"CallTerminate", map_call_ended},
    {"HistorySync", map_history},
    {"PairSuccess", map_paired},
    {"KeepAliveTimeout", map_silence},
    {"TemporaryBan", map_ban},
    {"ConnectFailure", map_failure},
    {"LoggedOut", map_logged_out},
    {"StreamError", map_stream_error},
    {"OfflineSyncPreview", map_offline_preview},
    {"OfflineSyncCompleted", map_offline_synced},
    {"LabelEdit", map_label},
    {"LabelAssociationChat", map_label},
    {"LabelAssociationMessage", map_label},
});

struct LeftOut {
  std::string_view name, why;
};
constexpr std::string_view kPresence = "presence: who is online or writing now";
constexpr std::string_view kSettings = "settings of one device";
constexpr std::string_view kTechnical = "technical steps of a call";
constexpr std::string_view kSync = "between the devices of one account: keys and synchronisation";
constexpr auto kLeftOut = std::to_array<LeftOut>({
    {"Presence", kPresence},
    {"ChatPresence", kPresence},
    {"Pin", kSettings},
    {"Mute", kSettings},
    {"Archive", kSettings},
    {"MarkChatAsRead", kSettings},
    {"UnarchiveChatsSetting", kSettings},
    {"UserStatusMute", kSettings},
    {"NewsletterMuteChange", kSettings},
    {"PushNameSetting", kSettings},
    {"PrivacySettings", kSettings},
    {"UserAbout", "the line that people write about themselves"},
    {"CallPreAccept", kTechnical},
    {"CallTransport", kTechnical},
    {"CallRelayLatency", kTechnical},
    {"AppState", kSync},
    {"AppStateSyncComplete", kSync},
    {"AppStateSyncError", kSync},
    {"MediaRetry", kSync},
});

template <typename Table>
auto find_in(const Table& table, std::string_view name) {
  const auto found = std::ranges::find_if(table, [&](const auto& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

bool is_known(std::string_view name) {
  return find_in(kEvents, name) != nullptr || find_in(kSessionEvents, name) != nullptr ||
         find_in(kLeftOut, name) != nullptr;
}

// "*events.Message" is how Go prints the type of an event.
std::string_view plain_name(std::string_view event) {
  return event.substr(event.rfind('.') + 1);
}

bool is_message_struct(const JsonValue& body) {
  return body["Info"]["ID"].is_text() && body["Info"]["Chat"].exists();
}
bool is_receipt_struct(const JsonValue& body) {
  return body["MessageIDs"].is_array() && body["Chat"].exists();
}

// Without an envelope, events can be told apart only where a gateway wrote the type beside them, or where the struct is
// like no other.
bool fits(const JsonValue& body) {
  if (body["type"].is_text() && body["event"].is_object()) return is_known(plain_name(body["type"].text()));
  return is_message_struct(body) || is_receipt_struct(body);
}

std::string_view name_of(const Delivery& delivery) {
  if (!delivery.is_bare) return plain_name(delivery.event);
  if (delivery.data["type"].is_text()) return plain_name(delivery.data["type"].text());
  if (is_receipt_struct(delivery.data)) return "Receipt";
  return delivery.data["Message"].exists() || delivery.data["RawMessage"].exists() ? "Message" : "UndecryptableMessage";
}

void map(const Delivery& delivery, Mapping& out) {
  const bool wrapped = delivery.data["type"].is_text() && delivery.data["event"].is_object();
  if (delivery.is_bare && !delivery.data["type"].is_text() && !fits(delivery.data)) {
    return out.trouble("no event of whatsmeow", "expected its type beside it, or the struct of a message or a receipt");
  }
  const std::string_view instance = delivery.data.first_of("instanceName", "userID").text();
  const Hook hook{delivery, wrapped ? delivery.data["event"] : delivery.data,
                  delivery.session.empty() ? instance : delivery.session};
  const std::string_view name = name_of(delivery);
  out.set_session(hook.session);
  if (const EventType* const event = find_in(kEvents, name)) return event->map(hook, out);
  if (const LeftOut* const left_out = find_in(kLeftOut, name)) return out.exclude(std::string(left_out->why));
  if (const SessionEvent* const event = find_in(kSessionEvents, name)) {
    add_session_event(hook, out, event->fact, event->says);
    return;
  }
  out.unrecognised(name).time = hook.time();
}

constexpr Dialect kDialect = {.name = "whatsmeow", .signs = {"Info", "Chat", "IsFromMe"}, .fits = fits, .map = map};
constexpr GatewayWords kWords = {.summary = "events of whatsmeow, and of gateways that pass them on as they are",
                                  .layout = "whatsmeow events",
                                  .parser = "whatsmeow/1"};

}  // namespace

namespace formats {
extern const SourceFormat whatsmeow;
constinit const SourceFormat whatsmeow = gateway_format<kDialect, kWords>();
}  // namespace formats

}  // namespace muniment::ingest
