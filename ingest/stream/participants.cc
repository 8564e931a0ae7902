// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/participants.h"

#include <utility>

namespace muniment::ingest {
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
