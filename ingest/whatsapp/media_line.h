// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a body that stand for media, carried or left out, in every language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/record.h"

namespace muniment::ingest::whatsapp {

struct BodyMedia {
  std::string name;    // empty where the export does not say
  size_t begin = 0;    // the piece of the body that stands for the media
  size_t end = 0;
  AttachmentKind kind = AttachmentKind::unknown;
  std::optional<uint64_t> pages;
};

// Media that the body carries or left out. Cheap for bodies without any.
std::vector<BodyMedia> find_media(std::string_view body);

// The line is a marker of media left out and nothing else, such as nobody types.
bool is_omitted_marker(std::string_view line);

// By the names that WhatsApp gives (IMG-…, 00000035-PHOTO-…), else by the extension.
AttachmentKind kind_of_file(std::string_view name);

// The text begins with one of the marks that iOS puts before its own words. `text` behind all marks is skip_bidi_marks().
bool has_mark(std::string_view text);

}  // namespace muniment::ingest::whatsapp
