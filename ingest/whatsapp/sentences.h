// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of the system: "Ana added Ben", in the languages of the table. Whether a line may be one at all is decided in
// body.cc; here it is only read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/fact.h"

namespace muniment::ingest::whatsapp {

// The fact of the event, then the actor where the sentence names one; empty for a sentence that is not known. `sentence`:
// valid UTF-8, one line.
std::vector<Fact> read_sentence(std::string_view sentence);

// The sentence that names a title in quotation marks, which may hold a colon.
bool is_sentence_with_title(std::string_view sentence);

// The notice of encryption, or of a business account, may stand behind a chat's name without any mark. Cheap to ask.
bool is_notice_behind_sender(std::string_view body);

// "This message was deleted by admin Ana".
std::optional<Fact> read_deleted_by_admin(std::string_view body);

}  // namespace muniment::ingest::whatsapp
