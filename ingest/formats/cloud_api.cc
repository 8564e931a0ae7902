// SPDX-License-Identifier: GPL-3.0-or-later
// Webhooks of the WhatsApp Business Platform (Cloud API): bodies as they were posted, alone or with their headers.
#include "ingest/cloud_api/body.h"
#include "ingest/stream/gateway_format.h"

namespace muniment::ingest {
namespace {

constexpr Dialect kDialect = {.name = "cloud-api",
                              .signs = {"object", "entry", {}},
                              .fits = cloud_api::is_body,
                              .map = cloud_api::map_body,
                              .signature = kHubSignature};
constexpr GatewayWords kWords = {.summary = "webhooks of the WhatsApp Business Platform (Cloud API)",
                                  .layout = "Cloud API webhooks",
                                  .parser = "cloud-api/1"};

}  // namespace

namespace formats {
extern const SourceFormat cloud_api;
constinit const SourceFormat cloud_api = gateway_format(kDialect, kWords);
}  // namespace formats

}  // namespace muniment::ingest
