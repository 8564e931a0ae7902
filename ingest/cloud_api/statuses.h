// SPDX-License-Identifier: GPL-3.0-or-later
// What became of a message of the business, or of a call: "sent", "delivered", "read", "failed", "RINGING" …
#pragma once

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

// Receipts have no id of their own: message, status and recipient together are one. The platform promises no order.
void map_status(Change& change, const JsonValue& status);

}  // namespace muniment::ingest::cloud_api
