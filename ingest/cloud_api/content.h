// SPDX-License-Identifier: GPL-3.0-or-later
// What a message says, by its type: "text", "image", "order" … The text is what people read in it, so that a search finds
// a shared card by its number and an order by its article; coordinates, ids and answers chosen are facts beside it.
#pragma once

#include <string>

#include "ingest/source_record.h"
#include "ingest/stream/json_value.h"

namespace muniment::ingest::cloud_api {

// The "type" of a message; where it has none, the known member that it has. May be empty.
std::string type_of(const JsonValue& message);

// Fills text, attachments and facts from message[type]. False if that type is not known: nothing is filled then.
bool fill_content(SourceRecord& record, const JsonValue& message, const std::string& type);

}  // namespace muniment::ingest::cloud_api
