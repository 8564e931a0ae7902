// SPDX-License-Identifier: GPL-3.0-or-later
// What a dialect makes of one delivery: records, deliberate exclusions, trouble.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/timestamp.h"
#include "ingest/exception.h"
#include "ingest/source_record.h"

namespace muniment::ingest {

class Mapping {
 public:
  struct Problem {
    std::string what, why;
  };

  Mapping() = default;

  // A record that already has its place and how it was delivered. References stay good while more are added.
  SourceRecord& add(RecordKind kind);
  // A kind of thing that has no word of ours: `type` is the source's. It is held with its raw bytes.
  SourceRecord& unrecognised(std::string_view type);
  // Something that an archive does not hold, counted under this reason.
  void exclude(std::string why);
  // A part that cannot be understood; the whole delivery is kept with it.
  void trouble(std::string what, std::string why);
  [[nodiscard]] size_t size() const { return records_.size(); }
  // For records of events that have no time of their own: when the gateway told them.
  void set_missing_times(const std::optional<EventTime>& time);
  // The account that the delivery came by, where the dialect reads it in the body.
  void set_session(std::string_view session) { session_ = session; }

 private:
  friend class EventParser;
  std::list<SourceRecord> records_;
  std::vector<Problem> problems_;
  std::string session_;
};

// Adds a fact; `text` may be empty.
void add_fact(SourceRecord& record, FactType type, std::string_view text = {}, std::optional<uint64_t> number = std::nullopt);
void add_reference(SourceRecord& record, ReferenceType type, std::string_view source_message_id);

}  // namespace muniment::ingest
