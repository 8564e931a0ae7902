// SPDX-License-Identifier: GPL-3.0-or-later
// Who somebody is: a phone number where the platform gives one, else the user id that it made for this business.
#pragma once

#include <string>
#include <string_view>

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

// "+15550101" or "bsuid:US.13…"; empty if there is neither.
std::string person(const JsonValue& phone, const JsonValue& user_id);
// Of an object that names somebody: "wa_id", "user_id", "parent_user_id"; of a group's member also "input".
std::string person_in(const JsonValue& named);
// The person of value.contacts where there is exactly one; else empty.
std::string only_contact(const Change& change);

// An identity record for each of value.contacts that says more than a phone number. What it says is all that its id is made
// of, and it has no time: so it is held once, with whatever delivery it comes again.
void map_contacts(Change& change);
// value.state_sync: names in the address book of the business, as they come and go.
void map_state_sync(Change& change);

// The other ids in `named`, as also_known_as.
void add_other_ids(SourceRecord& record, const JsonValue& named);

}  // namespace muniment::ingest::cloud_api
