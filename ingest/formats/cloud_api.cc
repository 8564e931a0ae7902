// SPDX-License-Identifier: GPL-3.0-or-later
// Webhooks of the WhatsApp Business Platform (Cloud API): bodies as they were posted, alone or with their headers.
#include "ingest/cloud_api/body.h"
#include "ingest/stream/event_stream_reader.h"

namespace muniment::ingest {
namespace {

constexpr Dialect kDialect = {.name = "cloud-api",
                              .signs = {"object", "entry", {}},
                              .fits = cloud_api::is_body,
                              .map = cloud_api::map_body,
                              .signature_header = "X-Hub-Signature-256"};
constexpr std::array<const Dialect*, 1> kOnly = {&kDialect};

Detection detect(ByteView prefix, const SourceInput&) { return detect_bare(prefix, kDialect); }

Result<std::unique_ptr<SourceReader>> open(std::shared_ptr<SourceInput> input, const SourceOptions& options) {
  return open_event_stream(std::move(input), options, kOnly, "Cloud API webhooks");
}

}  // namespace

namespace formats {
extern const SourceFormat cloud_api;
constinit const SourceFormat cloud_api = {
    .name = "cloud-api",
    .summary = "webhooks of the WhatsApp Business Platform (Cloud API)",
    .platform = "whatsapp",
    .parser = "cloud-api/1",
    .since = "0.2",
    .detect = detect,
    .open = open,
    .dialect = &kDialect,
};
}  // namespace formats

}  // namespace muniment::ingest
