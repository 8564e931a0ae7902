// SPDX-License-Identifier: GPL-3.0-or-later
// What a recorder says about itself in its stream: that it started, that it stops in order.
#pragma once

#include "ingest/stream/dialect.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest {

// False, and nothing added, for an event of the session or gateway.
bool map_recorder_event(const Delivery& delivery, Mapping& out);

}  // namespace muniment::ingest
