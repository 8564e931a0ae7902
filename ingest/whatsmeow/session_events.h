// SPDX-License-Identifier: GPL-3.0-or-later
// What the session says about itself. Private to the whatsmeow format.
#pragma once

#include <string_view>

#include "ingest/whatsmeow/hook.h"

namespace muniment::ingest::whatsmeow {

SourceRecord& add_session_event(const Hook& hook, Mapping& out, FactType fact, std::string_view says);
void map_paired(const Hook& hook, Mapping& out);
void map_silence(const Hook& hook, Mapping& out);
void map_ban(const Hook& hook, Mapping& out);
void map_failure(const Hook& hook, Mapping& out);
void map_logged_out(const Hook& hook, Mapping& out);
void map_stream_error(const Hook& hook, Mapping& out);
void map_offline_synced(const Hook& hook, Mapping& out);
void map_offline_preview(const Hook& hook, Mapping& out);

}  // namespace muniment::ingest::whatsmeow
