// SPDX-License-Identifier: GPL-3.0-or-later
// Calls: their beginning and their end. What the two ends offer each other (SDP) is no content and stays in the raw bytes.
#pragma once

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

void map_call(Change& change, const JsonValue& call);

}  // namespace muniment::ingest::cloud_api
