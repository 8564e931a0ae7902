// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of an item's attachments on their way into a bundle, in constant memory, checked against the record.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/io/input_stream.h"
#include "export/export_format.h"

namespace muniment::exporting {

struct OpenAttachment {
  size_t index = 0;  // into record.attachments
  std::unique_ptr<io::InputStream> stream;
};

struct ItemAttachments {
  std::vector<OpenAttachment> held;
  std::vector<size_t> absent;  // only mentioned by the source, or not held any more
};

// What there is must be known before the first byte of a mail is written, so all are opened at once.
Result<ItemAttachments> open_attachments(const ExportItem& item, const AttachmentSource& source);

// Hands on all bytes in pieces of at most 57 * 1024 (whole lines of base64). corrupt if they are not those whose SHA-256
// the record has.
Result<void> copy_attachment(const ExportItem& item, OpenAttachment& attachment,
                             const std::function<Result<void>(ByteView)>& sink);

}  // namespace muniment::exporting
