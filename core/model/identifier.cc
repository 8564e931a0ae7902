// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/identifier.h"

#include <algorithm>
#include <array>

namespace muniment {
namespace {

constexpr std::array<std::string_view, 6> kServers = {"g.us", "broadcast", "newsletter", "call", "s.whatsapp.net", "c.us"};
constexpr std::string_view kBetweenDigits = " -().", kNoBreakSpace = "\u00A0";

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "15550100_1:3" is the device 3 of agent 1 of user 15550100.
std::string_view user_of(std::string_view local) { return local.substr(0, local.find_first_of("_:")); }

bool is_of_people(std::string_view server) { return server == "s.whatsapp.net" || server == "c.us" || server == "hosted"; }

}  // namespace

std::string participant_of(std::string_view jid) {
  const size_t at = jid.rfind('@');
  if (at == std::string_view::npos) {
    const std::string_view number = jid.starts_with('+') ? jid.substr(1) : jid;
    return is_digits(number) ? "+" + std::string(number) : std::string(jid);
  }
  const std::string_view server = jid.substr(at + 1);
  const std::string_view user = user_of(jid.substr(0, at));
  if (is_of_people(server) && is_digits(user)) return "+" + std::string(user);
  if (server == "lid" || server == "hosted.lid") return std::string(user) + "@lid";
  return std::string(jid);
}

std::string participant_of_bsuid(std::string_view bsuid) { return bsuid.empty() ? std::string() : "bsuid:" + std::string(bsuid); }

bool is_phone(std::string_view participant) { return participant.starts_with('+') && is_digits(participant.substr(1)); }
bool is_lid(std::string_view participant) { return participant.ends_with("@lid"); }
bool is_group(std::string_view conversation) { return conversation.ends_with("@g.us"); }
bool is_place(std::string_view participant) {
  return is_group(participant) || participant.ends_with("@broadcast") || participant.ends_with("@newsletter");
}

IdentifierKind kind_of_identifier(std::string_view identifier) {
  if (is_phone(identifier)) return IdentifierKind::phone;
  if (is_lid(identifier)) return IdentifierKind::lid;
  if (identifier.starts_with("bsuid:")) return IdentifierKind::bsuid;
  const size_t at = identifier.rfind('@');
  if (at == std::string_view::npos || at == 0 || identifier.find(' ') != std::string_view::npos) return IdentifierKind::name;
  const std::string_view server = identifier.substr(at + 1);
  if (std::ranges::find(kServers, server) != kServers.end()) return IdentifierKind::jid;
  return server.find('.') == std::string_view::npos ? IdentifierKind::name : IdentifierKind::email;
}

std::string_view to_string(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::phone: return "phone";
    case IdentifierKind::lid: return "LID";
    case IdentifierKind::bsuid: return "BSUID";
    case IdentifierKind::email: return "e-mail";
    case IdentifierKind::jid: return "JID";
    case IdentifierKind::name: return "name as written";
  }
  return "name as written";
}

std::string canonical_identifier(std::string_view written) {
  if (written.find('@') != std::string_view::npos) return participant_of(written);
  if (!written.starts_with('+')) return std::string(written);
  std::string number = "+";
  for (size_t i = 1; i < written.size(); ++i) {
    const char c = written[i];
    if (c >= '0' && c <= '9') number += c;
    else if (written.substr(i).starts_with(kNoBreakSpace)) i += kNoBreakSpace.size() - 1;
    else if (kBetweenDigits.find(c) == std::string_view::npos) return std::string(written);
  }
  return is_phone(number) ? number : std::string(written);
}

}  // namespace muniment
