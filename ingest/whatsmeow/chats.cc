// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/chats.h"

#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/identities.h"

namespace muniment::ingest::whatsmeow {
namespace {

std::string actor_of(const JsonValue& data) {
  return preferred(jid_in(data["SenderPN"]), jid_in(data["Sender"]));
}

// Nobody is named where somebody came by an invitation.
void map_members(const Hook& hook, Mapping& out, std::string_view key, const MemberChange& change) {
  const std::string group = participant_of(jid_in(hook.data["JID"]));
  const std::string actor = actor_of(hook.data);
  const bool by_invitation = key == "Join" && hook.data["JoinReason"].text() == "invite";
  hook.data[key].each([&](const JsonValue& jid) {
    const std::string member = participant_of(jid_in(jid));
    add_member_event(out, group, by_invitation ? member : actor, member, hook.time(), change);
  });
}

std::string timer_in(const JsonValue& ephemeral) {
  return ephemeral["IsEphemeral"].flag() ? ephemeral["DisappearingTimer"].words() + " seconds" : "off";
}

}  // namespace

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
  map_members(hook, out, "Join", kMemberCame);
  map_members(hook, out, "Leave", kMemberGone);
  map_members(hook, out, "Promote", kAdminAdded);
  map_members(hook, out, "Demote", kAdminRemoved);
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

namespace {

// What somebody did to a message, or to a whole chat, on another device of the account.
SourceRecord& add_own_act(const Hook& hook, Mapping& out, FactType fact, std::string_view message) {
  const JsonValue chat_jid = hook.data.first_of("ChatJID", "JID");
  const std::string chat = participant_of(jid_in(chat_jid));
  SourceRecord& record = add_system_event(out, hook.conversation(chat, chat), hook.delivery.account, hook.time(), fact);
  if (!message.empty()) add_reference(record, ReferenceType::about, message);
  return record;
}

}  // namespace

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

}  // namespace muniment::ingest::whatsmeow
