// SPDX-License-Identifier: GPL-3.0-or-later
// The body of a mail: the text, a note about what is not held, and the attachments as streamed parts.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "export/attachments.h"
#include "export/export_format.h"

namespace muniment::exporting {

using MailSink = std::function<Result<void>(std::string_view)>;

// What is said in words. `text` is the record's own text, or, where it has none, a description in brackets.
struct BodyText {
  std::string text;
  std::string note;         // lines about absent attachments and later changes; empty if there are none
  bool generated = false;   // `text` is ours, not the sender's
};
BodyText body_text(const ExportItem& item, const ItemAttachments& attachments);

// "image/jpeg" if that is a media type that may be sent as base64, else application/octet-stream.
std::string content_type(std::string_view mime);

// Appends MIME-Version, Content-Type, an empty line and the body to `out`, and hands `out` to the sink, emptied, whenever
// it has grown large. The rest stays in `out`.
Result<void> append_body(std::string& out, const ExportItem& item, ItemAttachments& attachments, const BodyText& body,
                         const MailSink& sink);

}  // namespace muniment::exporting
