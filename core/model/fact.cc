// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/fact.h"

#include <algorithm>

namespace muniment {

std::string_view to_string(FactType type) {
  switch (type) {
    case FactType::edited: return "edited";
    case FactType::deleted_by_sender: return "deleted by sender";
    case FactType::deleted_by_admin: return "deleted by admin";
    case FactType::forwarded: return "forwarded";
    case FactType::view_once: return "view once";
    case FactType::undecryptable: return "undecryptable";
    case FactType::mention: return "mention";
    case FactType::location: return "location";
    case FactType::live_location: return "live location";
    case FactType::place: return "place";
    case FactType::poll: return "poll";
    case FactType::poll_option: return "poll option";
    case FactType::event: return "event";
    case FactType::contact: return "contact";
    case FactType::call: return "call";
    case FactType::missed_call: return "missed call";
    case FactType::status: return "status";
    case FactType::error: return "error";
    case FactType::push_name: return "calls themself";
    case FactType::contact_name: return "contact name";
    case FactType::username: return "username";
    case FactType::also_known_as: return "also known as";
    case FactType::source_type: return "type";
    case FactType::placeholder: return "content to follow";
    case FactType::expires: return "disappears after seconds";
    case FactType::quoted: return "quoted";
    case FactType::broadcast: return "broadcast";
    case FactType::button: return "chosen reply";
    case FactType::referral: return "came through";
    case FactType::redacted: return "redacted";
    case FactType::signature: return "signature";
    case FactType::encryption_notice: return "encryption notice";
    case FactType::group_created: return "group created";
    case FactType::member_added: return "member added";
    case FactType::member_removed: return "member removed";
    case FactType::member_left: return "member left";
    case FactType::member_joined: return "member joined";
    case FactType::member_came: return "member joined or was added";
    case FactType::member_gone: return "member left or was removed";
    case FactType::subject_changed: return "subject changed";
    case FactType::icon_changed: return "icon changed";
    case FactType::icon_removed: return "icon removed";
    case FactType::description_changed: return "description changed";
    case FactType::number_changed: return "number changed";
    case FactType::security_code_changed: return "security code changed";
    case FactType::disappearing_changed: return "disappearing messages changed";
    case FactType::admin_added: return "admin added";
    case FactType::admin_removed: return "admin removed";
    case FactType::group_settings_changed: return "group settings changed";
    case FactType::community_changed: return "community changed";
    case FactType::channel_changed: return "channel changed";
    case FactType::business_notice: return "business notice";
    case FactType::contact_blocked: return "contact blocked";
    case FactType::contact_unblocked: return "contact unblocked";
    case FactType::invite_link_reset: return "invite link reset";
    case FactType::join_requested: return "join requested";
    case FactType::message_pinned: return "message pinned";
    case FactType::group_ended: return "group ended";
    case FactType::lone_file: return "file without a message";
    case FactType::message_unpinned: return "message unpinned";
    case FactType::message_starred: return "message starred";
    case FactType::message_deleted_for_me: return "message deleted for one device";
    case FactType::session_created: return "session created";
    case FactType::code_shown: return "pairing code shown";
    case FactType::paired: return "paired";
    case FactType::connecting: return "connecting";
    case FactType::connected: return "connected";
    case FactType::disconnected: return "disconnected";
    case FactType::replaced: return "replaced";
    case FactType::logged_out: return "logged out";
    case FactType::banned: return "banned";
    case FactType::outdated: return "recorder outdated";
    case FactType::session_failed: return "session failed";
    case FactType::session_removed: return "session removed";
    case FactType::history_progress: return "history progress";
    case FactType::offline_synced: return "offline events delivered";
    case FactType::recorder_started: return "recorder started";
    case FactType::recorder_stopped: return "recorder stopped";
    case FactType::account_notice: return "account notice";
    case FactType::credentials_changed: return "credentials changed";
    case FactType::actor: return "actor";
  }
  return "unknown fact";
}

std::string to_text(const Fact& fact) {
  std::string text(to_string(fact.type));
  if (!fact.text.empty()) text += ": " + fact.text;
  if (fact.number) text += " (" + std::to_string(*fact.number) + ")";
  return text;
}

const Fact* find_fact(const std::vector<Fact>& facts, FactType type) {
  const auto found = std::ranges::find(facts, type, &Fact::type);
  return found == facts.end() ? nullptr : &*found;
}

std::optional<FactType> event_of(const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    const auto number = static_cast<uint64_t>(fact.type);
    if (number >= 32 && number < 96) return fact.type;
  }
  return std::nullopt;
}

}  // namespace muniment
