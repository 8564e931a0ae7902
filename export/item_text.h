// SPDX-License-Identifier: GPL-3.0-or-later
// What the formats say about an item in words, said once so that mail, page and table agree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/record.h"
#include "export/export_format.h"

namespace muniment::exporting {

// The instant that stands for an item: of the event, else of capture (basis "captured"), else 1970 (basis "unknown").
// Always within the years 1 to 9999, which is what the texts of time can say.
struct ItemTime {
  int64_t utc_ms = 0;
  std::string_view basis;
  std::string_view precision;
};
ItemTime time_of(const Record& record);
int64_t in_writable_years(int64_t utc_ms);  // the nearest instant of the years 1 to 9999

std::string_view event_name(RecordKind kind);              // "message", "system", "edit", "revoke", …
std::string_view chat_type(std::string_view conversation);  // from the ending of a WhatsApp id; empty if it says nothing

// A participant or a title for people's eyes: one line, control and bidi characters visible as U+FFFD, at most 200 code
// points; "491701234567@s.whatsapp.net" becomes "+491701234567".
std::string shown_name(std::string_view participant);
std::string shown_title(const ExportItem& item);
std::string one_clean_line(std::string_view text);

// Stands where a record has no text of its own: "[deleted m12]", "[read m5]".
std::string description(const Record& record);
std::string attachment_name(const Attachment& attachment);  // as the source wrote it, or "unnamed"
std::string absent_note(const Attachment& attachment);       // "[attachment not held: IMG-1.jpg, image/jpeg]"

// Control characters as their pictures (U+2400…), for texts that cannot carry them; tabs and line ends stay.
std::string with_control_pictures(std::string_view text);

}  // namespace muniment::exporting
