// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: the record that a source's record becomes when it is taken in.
#pragma once

#include <string>

#include "core/model/identity.h"
#include "core/model/record.h"
#include "ingest/source_format.h"
#include "pipeline/renaming.h"

namespace muniment::pipeline {

// What stands for a message whose source gives it no id.
TextIdentity text_identity_of_source(const ingest::SourceRecord& source, const Renaming& renaming);

// As much of a record as says whether it is held somewhere, without looking into its attachments.
Record record_to_find(const ingest::SourceFormat& format, const ingest::SourceRecord& source);

// What decides whether the record is held already: all but the raw bytes and what says when and by whom it was taken.
// Attachments are described by reading those whose bytes are at hand. `conversation`, `renaming`: of a text export. Takes
// everything but the raw bytes and the attachments out of `source`.
Result<Record> record_to_recognise(const ingest::SourceFormat& format, const std::string& conversation,
                                   const Renaming& renaming, ingest::SourceRecord& source);

// By which session it came, as which number of its sequence, and when the recorder had it.
void set_delivered(Record& record, const ingest::Delivered& delivered);

}  // namespace muniment::pipeline
