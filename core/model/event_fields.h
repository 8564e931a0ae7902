// SPDX-License-Identifier: GPL-3.0-or-later
// Private to core/model/: the fields of events, from key 32, written in the order of their keys and read by name.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/cbor.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "core/model/record.h"

namespace muniment::event_fields {

// Writes fields in ascending order of their keys, whatever the order of the calls.
class FieldWriter {
 public:
  FieldWriter& text(uint64_t key, const std::string& value);  // an empty text is left out
  FieldWriter& number(uint64_t key, uint64_t value);
  FieldWriter& integer(uint64_t key, int64_t value);
  FieldWriter& put(uint64_t key, const std::function<void(cbor::Encoder&)>& write);
  Record into(RecordKind kind, int64_t at_ms);

 private:
  std::map<uint64_t, Bytes> fields_;
};

using Read = std::function<Result<void>(cbor::Decoder&)>;
using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

Read text_into(std::string& target);
Read number_into(uint64_t& target);
Read integer_into(int64_t& target);
Read ranges_into(Ranges& target);
Result<std::vector<std::string>> read_texts(cbor::Decoder& in);

void write_ranges(cbor::Encoder& out, const Ranges& ranges);
void write_texts(cbor::Encoder& out, const std::vector<std::string>& texts);

void write_counts(cbor::Encoder& out, const IngestCounts& counts);
Result<void> read_counts(cbor::Decoder& in, IngestCounts& counts);

// Fields without a reader are passed over. invalid_argument if the record is of another kind.
Result<void> read_fields(const Record& record, RecordKind kind, const std::map<uint64_t, Read>& readers);

}  // namespace muniment::event_fields
