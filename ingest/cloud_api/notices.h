// SPDX-License-Identifier: GPL-3.0-or-later
// What the platform says about the account itself: reviews, templates, quality, bans. Some of it begins or ends the
// capture of the account's numbers, and says so as the session of a linked device would.
#pragma once

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

bool is_notice(std::string_view field);
void map_notice(Change& change);

// value.errors that came with nothing else: the platform refused something, or is in trouble.
void map_errors_alone(Change& change);
// What a customer wants to get, or not: value.user_preferences.
void map_preference(Change& change, const JsonValue& preference);

}  // namespace muniment::ingest::cloud_api
