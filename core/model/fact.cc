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
    case FactType::encryption_notice: return "encryption notice";
    case FactType::group_created: return "group created";
    case FactType::member_added: return "member added";
    case FactType::member_removed: return "member removed";
    case FactType::member_left: return "member left";
    case FactType::member_joined: return "member joined";
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
