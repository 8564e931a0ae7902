// SPDX-License-Identifier: GPL-3.0-or-later
// The time before a number was connected: up to 180 days of its direct chats, delivered once and in pieces that come in
// any order. Groups are not in it.
#pragma once

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

void map_history(Change& change, const JsonValue& piece);

}  // namespace muniment::ingest::cloud_api
