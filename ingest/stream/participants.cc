// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/participants.h"

#include <algorithm>

namespace muniment::ingest {
namespace {

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

std::string direct_conversation(std::string_view account, std::string_view peer, std::string_view session) {
  std::string own = account.empty() ? "session:" + std::string(session) : std::string(account);
  std::string other(peer);
  if (!account.empty() && other < own) std::swap(own, other);
  return own + " " + other;
}

std::string conversation_of(std::string_view chat, std::string_view sender, std::string_view account,
                            std::string_view session) {
  const bool of_two = chat.empty() || is_phone(chat) || is_lid(chat);
  if (!of_two) return std::string(chat);
  const bool means_sender = chat.empty() || (chat == account && !sender.empty() && sender != account);
  return direct_conversation(account, means_sender ? sender : chat, session);
}

}  // namespace muniment::ingest
