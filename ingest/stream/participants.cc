// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/participants.h"

#include "core/model/conversation.h"
#include "core/model/identifier.h"

namespace muniment::ingest {

std::string conversation_of(std::string_view chat, std::string_view sender, std::string_view account,
                            std::string_view session) {
  const bool of_two = chat.empty() || is_phone(chat) || is_lid(chat);
  if (!of_two) return std::string(chat);
  const bool means_sender = chat.empty() || (chat == account && !sender.empty() && sender != account);
  return direct_conversation(account, means_sender ? sender : chat, session);
}

}  // namespace muniment::ingest
