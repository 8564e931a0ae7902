// SPDX-License-Identifier: GPL-3.0-or-later
// Messages, what could not be decrypted, and receipts. Private to the whatsmeow format.
#pragma once

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

void map_message(const Hook& hook, Mapping& out);
void map_undecryptable(const Hook& hook, Mapping& out);
void map_receipt(const Hook& hook, Mapping& out);
// An event that is not known, about a message or not.
void map_unknown(const Hook& hook, Mapping& out, std::string_view name);

}  // namespace muniment::ingest::whatsmeow
