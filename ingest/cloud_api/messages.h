// SPDX-License-Identifier: GPL-3.0-or-later
// Messages of customers, of the business from its other devices (echoes), and of the time before (history).
#pragma once

#include <string>

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

// A message and whatever points to one: edit, deletion, reaction, sentence of the system. `peer` is the customer where
// the place of the message says so (a thread of history), else empty.
void map_message(Change& change, const JsonValue& message, const std::string& peer = {});

}  // namespace muniment::ingest::cloud_api
