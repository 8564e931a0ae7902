// SPDX-License-Identifier: GPL-3.0-or-later
// The words that WhatsApp itself writes into messages of an export, as tables: a language is a set of rows. Sentences of
// the system are in sentences.h.
#pragma once

#include <optional>
#include <string_view>

#include "core/model/record.h"

namespace muniment::ingest::whatsapp {

// "image omitted", "Bild weggelassen": words of iOS for media left out, which stand behind a direction mark. `unknown`
// for words that do not tell the kind.
std::optional<AttachmentKind> omitted_kind(std::string_view words);
// "Media omitted": what stands between < and > where Android left media out.
std::optional<AttachmentKind> omitted_in_brackets(std::string_view words);

bool is_attached_word(std::string_view words);    // "attached" in "<attached: NAME>" and "NAME <attached>"
bool is_attached_suffix(std::string_view words);  // "file attached" in "NAME (file attached)"
bool is_edited_marker(std::string_view words);    // "This message was edited", without < and >
bool is_location_label(std::string_view words);   // "Location" in "Location: https://maps…"
bool is_poll_word(std::string_view words);        // "POLL" in "POLL:"
bool is_event_word(std::string_view words);       // "EVENT" in "EVENT:"

// A whole message that is a notice of WhatsApp's: deleted_by_sender, undecryptable, view_once or live_location. `body`
// without marks at its start; a full stop at its end does not matter.
std::optional<FactType> notice_of(std::string_view body);

}  // namespace muniment::ingest::whatsapp
