// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/source_format.h"

namespace muniment::ingest::formats {
extern const SourceFormat whatsapp_txt;
constinit const SourceFormat whatsapp_txt = {
    .name = "whatsapp-txt", .summary = "WhatsApp export", .platform = "whatsapp", .parser = "whatsapp-txt/1", .since = "0.1",
    .detect = [](ByteView, const SourceInput&) { return Detection::no; },
    .open = [](std::shared_ptr<SourceInput>, const SourceOptions&) -> Result<std::unique_ptr<SourceReader>> {
      return make_error(ErrorCode::unsupported, "not yet");
    },
};
}  // namespace muniment::ingest::formats
