// SPDX-License-Identifier: GPL-3.0-or-later
// Calls. Private to the whatsmeow format.
#pragma once

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

void map_call(const Hook& hook, Mapping& out);
void map_call_accepted(const Hook& hook, Mapping& out);
void map_call_rejected(const Hook& hook, Mapping& out);
void map_call_ended(const Hook& hook, Mapping& out);

}  // namespace muniment::ingest::whatsmeow
