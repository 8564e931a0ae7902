// SPDX-License-Identifier: GPL-3.0-or-later
// What the phone sends of the past after pairing. Private to the whatsmeow format.
#pragma once

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

void map_history(const Hook& hook, Mapping& out);

}  // namespace muniment::ingest::whatsmeow
