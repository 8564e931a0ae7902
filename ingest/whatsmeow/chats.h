// SPDX-License-Identifier: GPL-3.0-or-later
// Groups, and what one account does with its chats. Private to the whatsmeow format.
#pragma once

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

void map_group(const Hook& hook, Mapping& out);
void map_own_group(const Hook& hook, Mapping& out);
void map_picture(const Hook& hook, Mapping& out);
void map_identity_change(const Hook& hook, Mapping& out);
void map_blocklist(const Hook& hook, Mapping& out);
void map_deletion_for_me(const Hook& hook, Mapping& out);
void map_star(const Hook& hook, Mapping& out);
void map_chat_deleted(const Hook& hook, Mapping& out);
void map_chat_cleared(const Hook& hook, Mapping& out);

}  // namespace muniment::ingest::whatsmeow
