// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/linked_events.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/identities.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

std::optional<EventTime> server_time(const JsonValue& value) { return time_of(value, TimeBasis::server); }

std::string conversation(const LinkedEvent& event, std::string_view chat) {
  return conversation_of(chat, chat, event.session.account, event.session.session);
}

// --- messages

void map_messages(const LinkedEvent& event, Mapping& out) {
  const JsonValue messages = event.data["messages"].exists() ? event.data["messages"] : event.data;
  messages.each([&](const JsonValue& message) { map_web_message(message, event.session, out); });
}

void map_updates(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& change) { map_web_update(change, event.session, out); });
}

void map_reactions(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& one) { map_web_reaction(one["key"], one["reaction"], event.session, out); });
}

void map_receipts(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& one) { map_user_receipt(WebKey(one["key"], event.session), one["receipt"], out); });
}

// The library tells here what was deleted on the devices of this account only; for everybody is a revocation.
void map_deletions(const LinkedEvent& event, Mapping& out) {
  if (event.data["all"].flag()) {
    SourceRecord& record = add_system_event(out, conversation(event, participant_of(event.data["jid"].text())),
                                            event.session.account, std::nullopt, FactType::message_deleted_for_me);
    return add_fact(record, FactType::source_type, "all messages of the chat");
  }
  event.data["keys"].each([&](const JsonValue& written) {
    const WebKey key(written, event.session);
    SourceRecord& record = add_system_event(out, key.conversation, event.session.account, std::nullopt, FactType::message_deleted_for_me);
    record.source_message_id = "deleted for me:" + std::string(key.id);
    add_reference(record, ReferenceType::about, key.id);
  });
}

// --- people

void map_person(const JsonValue& contact, Mapping& out) {
  const std::string who = web_person(contact, out);
  add_name(out, who, FactType::contact_name, contact["name"].text());
  add_name(out, who, FactType::push_name, contact["notify"].exists() ? contact["notify"].text() : contact["pushName"].text());
  add_name(out, who, FactType::contact_name, contact["verifiedName"].text());
  add_name(out, who, FactType::username, contact["username"].text());
}

// Gateways call the id remoteJid.
void map_contacts(const LinkedEvent& event, Mapping& out) {
  size_t before = out.size();
  event.data.each([&](const JsonValue& contact) {
    map_person(contact, out);
    const std::string who = participant_of(contact["remoteJid"].text());
    add_name(out, who, FactType::push_name, contact["pushName"].text());
  });
  if (out.size() == before) out.exclude("contacts: pictures and lines about themselves");
}

void map_pairs(const LinkedEvent& event, Mapping& out) {
  const size_t before = out.size();
  event.data.each([&](const JsonValue& pair) { add_identity(out, pair["pn"].text(), pair["lid"].text()); });
  if (out.size() == before) out.trouble("two names of a person that are none", "expected lid and pn");
}

void map_blocklist(const LinkedEvent& event, Mapping& out) {
  const bool unblocked = event.data["type"].text() == "remove";
  if (event.data["blocklist"].size() == 0) return out.exclude("an empty list of blocked contacts");
  event.data["blocklist"].each([&](const JsonValue& jid) {
    add_system_event(out, conversation(event, participant_of(jid.text())), event.session.account, std::nullopt,
                     unblocked ? FactType::contact_unblocked : FactType::contact_blocked)
        .source_message_id.clear();
  });
}

// --- history that the phone sends after pairing

void map_chat_names(const JsonValue& chat, Mapping& out) {
  const std::string_view id = chat["id"].text();
  add_identity(out, chat["pnJid"].exists() ? chat["pnJid"].text() : id, chat["lidJid"].exists() ? chat["lidJid"].text() : id);
}

void map_history(const LinkedEvent& event, Mapping& out) {
  const JsonValue& data = event.data;
  const auto per_cent = data["progress"].integer();
  SourceRecord& progress = add_session_event(event, out, FactType::history_progress, data["syncType"].words());
  if (per_cent && *per_cent >= 0) progress.facts.back().number = static_cast<uint64_t>(*per_cent);
  data["messages"].each([&](const JsonValue& message) { map_web_message(message, event.session, out); });
  data["contacts"].each([&](const JsonValue& contact) { map_person(contact, out); });
  data["lidPnMappings"].each([&](const JsonValue& pair) { add_identity(out, pair["pn"].text(), pair["lid"].text()); });
  data["chats"].each([&](const JsonValue& chat) { map_chat_names(chat, out); });
}

void map_history_status(const LinkedEvent& event, Mapping& out) {
  add_session_event(event, out, FactType::history_progress, event.data["status"].text());
}

// --- groups and chats

std::string actor_of(const JsonValue& data, Mapping& out) {
  const std::string_view jid = data["author"].text(), other = data["authorPn"].text();
  add_identity(out, jid, other);
  return preferred(jid, other);
}

void map_new_groups(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& group) {
    const std::string_view owner = group["owner"].text(), other = group["ownerPn"].text();
    const std::string_view subject = group["subject"].text();
    add_system_event(out, participant_of(group["id"].text()), preferred(owner, other), server_time(group["creation"]),
                     FactType::group_created, subject)
        .conversation_title = subject;
    add_identity(out, owner, other);
    group["participants"].each([&](const JsonValue& person) { web_person(person, out); });
  });
}

struct GroupSetting {
  std::string_view key, words;
};
constexpr auto kGroupSettings = std::to_array<GroupSetting>({
    {"restrict", "only admins edit the group's info:"},
    {"announce", "only admins write:"},
    {"joinApprovalMode", "admins approve new members:"},
    {"memberAddMode", "members add others:"},
});

void map_group_changes(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& group) {
    const std::string id = participant_of(group["id"].text()), actor = actor_of(group, out);
    const auto add = [&](FactType fact, std::string_view text) -> SourceRecord& {
      return add_system_event(out, id, actor, std::nullopt, fact, text);
    };
    if (const auto subject = group["subject"]; subject.exists()) {
      add(FactType::subject_changed, subject.text()).conversation_title = subject.text();
    }
    if (group["desc"].exists()) add(FactType::description_changed, group["desc"].text());
    if (group["inviteCode"].exists()) add(FactType::invite_link_reset, {});
    if (group["ephemeralDuration"].exists()) {
      const std::string seconds = group["ephemeralDuration"].words();
      add(FactType::disappearing_changed, seconds == "0" ? "off" : seconds + " seconds");
    }
    for (const GroupSetting& setting : kGroupSettings) {
      if (!group[setting.key].exists()) continue;
      add(FactType::group_settings_changed, std::string(setting.words) + (group[setting.key].flag() ? " on" : " off"));
    }
  });
}

struct MemberAction {
  std::string_view name;
  MemberChange change;
};
constexpr auto kMemberActions = std::to_array<MemberAction>({
    {"add", kMemberCame},
    {"remove", kMemberGone},
    {"promote", kAdminAdded},
    {"demote", kAdminRemoved},
    {"modify", {FactType::number_changed, FactType::number_changed, FactType::number_changed}},
});

void map_members(const LinkedEvent& event, Mapping& out) {
  const auto action = std::ranges::find(kMemberActions, event.data["action"].text(), &MemberAction::name);
  if (action == kMemberActions.end()) {
    out.unrecognised("group-participants.update " + event.data["action"].words());
    return;
  }
  const std::string group = participant_of(event.data["id"].text()), actor = actor_of(event.data, out);
  event.data["participants"].each([&](const JsonValue& person) {
    const std::string member = web_person(person, out);
    add_member_event(out, group, actor, member, std::nullopt, action->change);
  });
}

void map_join_request(const LinkedEvent& event, Mapping& out) {
  const std::string_view jid = event.data["participant"].text(), other = event.data["participantPn"].text();
  SourceRecord& record = add_system_event(out, participant_of(event.data["id"].text()), preferred(jid, other), std::nullopt, FactType::join_requested);
  const std::string_view action = event.data["action"].text();
  if (!action.empty() && action != "created") add_fact(record, FactType::source_type, action);
  add_identity(out, jid, other);
}

void map_member_label(const LinkedEvent& event, Mapping& out) {
  const std::string_view jid = event.data["participant"].text(), other = event.data["participantAlt"].text();
  add_system_event(out, participant_of(event.data["groupId"].text()), preferred(jid, other), server_time(event.data["messageTimestamp"]),
                   FactType::group_settings_changed, "label of the member: " + std::string(event.data["label"].text()));
  add_identity(out, jid, other);
}

constexpr std::string_view kSettings = "settings of one device";

// Of all that is kept about a chat only the timer is told to the other side.
void map_chats(const LinkedEvent& event, Mapping& out) {
  const size_t before = out.size();
  event.data.each([&](const JsonValue& chat) {
    map_chat_names(chat, out);
    const JsonValue timer = chat["ephemeralExpiration"];
    if (!timer.exists()) return;
    const std::string seconds = timer.words();
    add_system_event(out, conversation(event, participant_of(chat["id"].text())), {}, server_time(chat["ephemeralSettingTimestamp"]),
                     FactType::disappearing_changed, seconds == "0" ? "off" : seconds + " seconds");
  });
  if (out.size() == before) out.exclude(std::string(kSettings));
}

void map_deleted_chats(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& chat) {
    SourceRecord& record = add_system_event(out, conversation(event, participant_of(chat.is_text() ? chat.text() : chat["id"].text())),
                                            event.session.account, std::nullopt, FactType::message_deleted_for_me);
    add_fact(record, FactType::source_type, "chats.delete");
  });
}

// --- channels

SourceRecord& add_channel_event(const LinkedEvent& event, Mapping& out, std::string_view says) {
  const std::string actor = participant_of(event.data["author"].text());
  return add_system_event(out, participant_of(event.data["id"].text()), actor, std::nullopt, FactType::channel_changed, says);
}

// Channels tell how many reacted, not who.
void map_channel_reaction(const LinkedEvent& event, Mapping& out) {
  const JsonValue reaction = event.data["reaction"];
  SourceRecord& record = add_channel_event(event, out, "reactions " + std::string(reaction["code"].text()) + " " + reaction["count"].words());
  add_reference(record, ReferenceType::about, event.data["server_id"].words());
}
void map_channel_members(const LinkedEvent& event, Mapping& out) {
  add_channel_event(event, out, std::string(event.data["action"].text()) + " " + participant_of(event.data["user"].text()) + " " +
                                    std::string(event.data["new_role"].text()));
}
void map_channel_settings(const LinkedEvent& event, Mapping& out) { add_channel_event(event, out, event.data["update"].minified()); }

// --- calls, labels, notices

void map_calls(const LinkedEvent& event, Mapping& out) {
  event.data.each([&](const JsonValue& call) {
    const std::string_view status = call["status"].text();
    if (status == "ringing" || status == "transport" || status == "relaylatency") return out.exclude("technical steps of a call");
    SourceRecord& record = out.add(RecordKind::call);
    record.source_message_id = call["id"].text();
    record.sender = preferred(call["from"].text(), call["callerPn"].text());
    const std::string group = participant_of(call["groupJid"].text());
    record.conversation = conversation(event, group.empty() ? record.sender : group);
    record.time = server_time(call["date"]);
    const bool missed = status == "timeout" || status == "reject";
    add_fact(record, missed ? FactType::missed_call : FactType::call, call["isVideo"].flag() ? "video" : "voice");
    if (status != "offer" && !status.empty()) {
      add_reference(record, ReferenceType::about, record.source_message_id);
      record.source_message_id += ":" + std::string(status);
      add_fact(record, FactType::source_type, status);
    }
    add_identity(out, call["from"].text(), call["callerPn"].text());
  });
}

// How one account files its chats: no message, but a business may work by it.
void map_label(const LinkedEvent& event, Mapping& out) {
  SourceRecord& record = add_session_event(event, out, FactType::source_type, event.name);
  set_text(record, event.data["name"].exists() ? event.data["name"].text() : event.data["association"]["labelId"].text());
}

void map_notice(const LinkedEvent& event, Mapping& out) {
  add_session_event(event, out, FactType::account_notice, event.data.minified());
}

// Nothing of the keys is left in what was delivered (redaction.h).
void map_credentials(const LinkedEvent& event, Mapping& out) { add_session_event(event, out, FactType::credentials_changed); }

struct EventType {
  std::string_view name;
  void (*map)(const LinkedEvent& event, Mapping& out);
};
constexpr auto kEvents = std::to_array<EventType>({
    {"messages.upsert", map_messages},
    {"messages.update", map_updates},
    {"messages.delete", map_deletions},
    {"messages.reaction", map_reactions},
    {"message-receipt.update", map_receipts},
    {"messaging-history.set", map_history},
    {"messaging-history.status", map_history_status},
    {"contacts.upsert", map_contacts},
    {"contacts.update", map_contacts},
    {"lid-mapping.update", map_pairs},
    {"blocklist.set", map_blocklist},
    {"blocklist.update", map_blocklist},
    {"groups.upsert", map_new_groups},
    {"groups.update", map_group_changes},
    {"group-participants.update", map_members},
    {"group.join-request", map_join_request},
    {"group.member-tag.update", map_member_label},
    {"chats.upsert", map_chats},
    {"chats.update", map_chats},
    {"chats.set", map_chats},
    {"chats.delete", map_deleted_chats},
    {"newsletter.reaction", map_channel_reaction},
    {"newsletter-participants.update", map_channel_members},
    {"newsletter-settings.update", map_channel_settings},
    {"call", map_calls},
    {"labels.edit", map_label},
    {"labels.association", map_label},
    {"message-capping.update", map_notice},
    {"creds.update", map_credentials},
});

struct LeftOut {
  std::string_view name, why;
};
constexpr auto kLeftOut = std::to_array<LeftOut>({
    {"presence.update", "presence: who is online or writing now"},
    {"chats.lock", kSettings},
    {"settings.update", kSettings},
    {"newsletter.view", "how often a post of a channel was seen"},
    {"messages.media-update", "between the devices of one account: keys and synchronisation"},
});

struct Close {
  int64_t code;
  FactType fact;
};
constexpr auto kCloses = std::to_array<Close>({
    {401, FactType::logged_out},
    {402, FactType::banned},
    {403, FactType::logged_out},
    {405, FactType::outdated},
    {406, FactType::logged_out},
    {411, FactType::session_failed},
    {440, FactType::replaced},
    {500, FactType::session_failed},
});

}  // namespace

SourceRecord& add_session_event(const LinkedEvent& event, Mapping& out, FactType fact, std::string_view says) {
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = event.session.account;
  add_fact(record, fact, says);
  return record;
}

FactType meaning_of_close(std::optional<int64_t> code) {
  if (code && *code >= 101 && *code <= 106) return FactType::banned;
  const auto found = std::ranges::find_if(kCloses, [&](const Close& one) { return code == one.code; });
  return found == kCloses.end() ? FactType::disconnected : found->fact;
}

bool map_linked_event(const LinkedEvent& event, Mapping& out) {
  if (const auto known = std::ranges::find(kEvents, event.name, &EventType::name); known != kEvents.end()) {
    known->map(event, out);
    return true;
  }
  const auto left_out = std::ranges::find(kLeftOut, event.name, &LeftOut::name);
  if (left_out != kLeftOut.end()) out.exclude(std::string(left_out->why));
  return left_out != kLeftOut.end();
}

}  // namespace muniment::ingest
