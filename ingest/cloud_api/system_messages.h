// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of the platform about a customer: another number, another user id, another security code.
#pragma once

#include "ingest/cloud_api/change.h"

namespace muniment::ingest::cloud_api {

void fill_system(SourceRecord& record, const JsonValue& system);

// An identity record where the sentence gives the customer another id. `about` is the record of the sentence.
void map_new_ids(Change& change, const JsonValue& message, const SourceRecord& about);

}  // namespace muniment::ingest::cloud_api
