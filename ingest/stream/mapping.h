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
#include "ingest/stream/inline_media.h"
#include "ingest/stream/json_value.h"

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
  // `written` has the attachment's file: base64, with "data:…;base64," before it or not, or bytes in another form. What is
  // none is told as an error of the record.
  void hold_media(SourceRecord& record, SourceAttachment& attachment, const JsonValue& written);
  // The same for a record whose gateway puts the file beside the message: for its first attachment, or for one that is
  // not told otherwise. Nothing, if `written` is not there.
  void hold_media_beside(SourceRecord& record, const JsonValue& written, std::string_view name, std::string_view mime);
  // The first message among the records; or null.
  [[nodiscard]] SourceRecord* message();
  // The account that the delivery came by, where the dialect reads it in the body.
  void set_session(std::string_view session) { session_ = session; }

 private:
  friend class EventParser;
  bool hold_long_media(SourceAttachment& attachment, std::string_view base64);

  std::list<SourceRecord> records_;
  std::vector<Problem> problems_;
  std::string session_;
  std::vector<InlineMedia>* inline_media_ = nullptr;  // of the delivery; what is held is taken out
};

// Adds a fact; `text` may be empty.
void add_fact(SourceRecord& record, FactType type, std::string_view text = {}, std::optional<uint64_t> number = std::nullopt);
void add_reference(SourceRecord& record, ReferenceType type, std::string_view source_message_id);

}  // namespace muniment::ingest
