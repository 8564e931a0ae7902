// SPDX-License-Identifier: GPL-3.0-or-later
// Files of an export that no message names: evidence all the same. Each becomes a record of its own.
#pragma once

#include <optional>
#include <string>

#include "core/base/time_zone.h"
#include "ingest/source_input.h"
#include "ingest/source_record.h"

namespace muniment::ingest::whatsapp {

// Files that systems leave in folders (".DS_Store", "Thumbs.db", "__MACOSX/…"): nobody sent them.
bool is_left_by_a_system(std::string_view member_name);

// A text that is called or begins like a chat of its own: it is read when it is named itself, and is no medium of this
// one.
Result<bool> is_another_chat(SourceInput& input, size_t member);

// A system event without sender that holds the file; with a day if WhatsApp's name for the file has one. Its place is
// the member itself, without lines; raw is its name.
SourceRecord record_of_file(SourceInput& input, size_t member, const TimeZone& zone);

}  // namespace muniment::ingest::whatsapp
