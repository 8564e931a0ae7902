// SPDX-License-Identifier: GPL-3.0-or-later
// Names and labels that the account gives. Private to the whatsmeow format.
#pragma once

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

void map_contact(const Hook& hook, Mapping& out);
void map_push_name(const Hook& hook, Mapping& out);
void map_business_name(const Hook& hook, Mapping& out);
void map_label(const Hook& hook, Mapping& out);

}  // namespace muniment::ingest::whatsmeow
