// SPDX-License-Identifier: GPL-3.0-or-later
// Channels. Private to the whatsmeow format.
#pragma once

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

void map_channel_joined(const Hook& hook, Mapping& out);
void map_channel_left(const Hook& hook, Mapping& out);
void map_channel_messages(const Hook& hook, Mapping& out);

}  // namespace muniment::ingest::whatsmeow
