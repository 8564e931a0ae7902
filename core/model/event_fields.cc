// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/event_fields.h"

namespace muniment::event_fields {

FieldWriter& FieldWriter::text(uint64_t key, const std::string& value) {
  return value.empty() ? *this : put(key, [&](cbor::Encoder& out) { out.text(value); });
}

FieldWriter& FieldWriter::number(uint64_t key, uint64_t value) {
  return put(key, [&](cbor::Encoder& out) { out.uint(value); });
}

FieldWriter& FieldWriter::integer(uint64_t key, int64_t value) {
  return put(key, [&](cbor::Encoder& out) { out.integer(value); });
}

FieldWriter& FieldWriter::put(uint64_t key, const std::function<void(cbor::Encoder&)>& write) {
  Bytes bytes;
  cbor::Encoder out(bytes);
  write(out);
  fields_[key] = std::move(bytes);
  return *this;
}

Record FieldWriter::into(RecordKind kind, int64_t at_ms) {
  Record record;
  record.kind = kind;
  record.captured_ms = at_ms;
  for (auto& [key, value] : fields_) record.fields.emplace_back(key, std::move(value));
  return record;
}

Read text_into(std::string& target) {
  return [&target](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(const std::string_view text, in.text());
    target = text;
    return {};
  };
}

Read number_into(uint64_t& target) {
  return [&target](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(target, in.uint());
    return {};
  };
}

Read integer_into(int64_t& target) {
  return [&target](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(target, in.integer());
    return {};
  };
}

Read ranges_into(Ranges& target) {
  return [&target](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(const uint64_t items, in.array());
    if (items % 2 != 0) return in.broken("ranges come in pairs");
    for (uint64_t i = 0; i < items; i += 2) {
      MUNIMENT_TRY(const uint64_t first, in.uint());
      MUNIMENT_TRY(const uint64_t last, in.uint());
      target.emplace_back(first, last);
    }
    return {};
  };
}

Result<std::vector<std::string>> read_texts(cbor::Decoder& in) {
  std::vector<std::string> texts;
  MUNIMENT_TRY(const uint64_t count, in.array());
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(const std::string_view text, in.text());
    texts.emplace_back(text);
  }
  return texts;
}

void write_ranges(cbor::Encoder& out, const Ranges& ranges) {
  out.array(ranges.size() * 2);
  for (const auto& [first, last] : ranges) out.uint(first), out.uint(last);
}

void write_texts(cbor::Encoder& out, const std::vector<std::string>& texts) {
  out.array(texts.size());
  for (const std::string& text : texts) out.text(text);
}

void write_counts(cbor::Encoder& out, const IngestCounts& c) {
  out.array(5);
  for (const uint64_t n : {c.in_source, c.added, c.already_held, c.excluded, c.exceptions}) out.uint(n);
}

Result<void> read_counts(cbor::Decoder& in, IngestCounts& c) {
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 5) return in.broken("the counts of a batch are five numbers");
  for (uint64_t* n : {&c.in_source, &c.added, &c.already_held, &c.excluded, &c.exceptions}) {
    MUNIMENT_TRY(*n, in.uint());
  }
  return {};
}

Result<void> read_fields(const Record& record, RecordKind kind, const std::map<uint64_t, Read>& readers) {
  if (record.kind != kind) {
    return make_error(ErrorCode::invalid_argument, "a record of another kind than " + std::string(to_string(kind)));
  }
  for (const auto& [key, value] : record.fields) {
    const auto reader = readers.find(key);
    if (reader == readers.end()) continue;
    cbor::Decoder in(value);
    MUNIMENT_TRY_VOID(reader->second(in));
  }
  return {};
}

}  // namespace muniment::event_fields
