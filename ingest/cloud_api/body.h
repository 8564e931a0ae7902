// SPDX-License-Identifier: GPL-3.0-or-later
// The body of a webhook of the WhatsApp Business Platform: accounts, and what changed in each.
#pragma once

#include "ingest/stream/dialect.h"

namespace muniment::ingest::cloud_api {

bool is_body(const JsonValue& body);
void map_body(const Delivery& delivery, Mapping& out);

}  // namespace muniment::ingest::cloud_api
