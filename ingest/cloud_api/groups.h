// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to a group: made, ended, joined, left, renamed, suspended. One record for each thing and person.
#pragma once

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

void map_group(Change& change, const JsonValue& group);

}  // namespace muniment::ingest::cloud_api
