// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/mapping.h"

#include <utility>

namespace muniment::ingest {

SourceRecord& Mapping::add(RecordKind kind) {
  records_.emplace_back().kind = kind;
  return records_.back();
}

SourceRecord& Mapping::unrecognised(std::string_view type) {
  SourceRecord& record = add(RecordKind::unrecognised);
  add_fact(record, FactType::source_type, type);
  return record;
}

void Mapping::exclude(std::string why) { add(RecordKind::session_event).excluded = std::move(why); }

void Mapping::trouble(std::string what, std::string why) { problems_.push_back({std::move(what), std::move(why)}); }

void Mapping::set_missing_times(const std::optional<EventTime>& time) {
  for (SourceRecord& record : records_) {
    if (!record.time && record.kind != RecordKind::identity) record.time = time;
  }
}

void add_fact(SourceRecord& record, FactType type, std::string_view text, std::optional<uint64_t> number) {
  record.facts.push_back({type, std::string(text), number});
}

void add_reference(SourceRecord& record, ReferenceType type, std::string_view source_message_id) {
  record.references.push_back({type, std::string(source_message_id), std::nullopt});
}

}  // namespace muniment::ingest
