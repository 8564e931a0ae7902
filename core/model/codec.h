// SPDX-License-Identifier: GPL-3.0-or-later
// A record as deterministic CBOR and back: one value, one encoding (docs/archive-format.md section 2.7).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/model/record.h"

namespace muniment {

Bytes encode(const Record& record);
void encode_into(const Record& record, Bytes& out);  // appends
// corrupt, with the offset, for anything that encode() would not have written. What is accepted encodes to the same
// bytes.
Result<Record> decode_record(ByteView encoded);
// The same into a record that is there already, whose memory is used again: for reading many. On error `record` is
// anything.
Result<void> decode_record_into(ByteView encoded, Record& record);

// The kind alone, without decoding the rest.
Result<RecordKind> peek_kind(ByteView encoded);

}  // namespace muniment
