// SPDX-License-Identifier: GPL-3.0-or-later
// One change of a webhook body: what one field of one business number has to say. Records are added through it, so that
// each knows its number and has an id that is the same in whatever delivery the item comes again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/timestamp.h"
#include "ingest/source_record.h"
#include "ingest/stream/json_value.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest::cloud_api {

class Change {
 public:
  // `entry` is the account ("id", "time"), `change` one of its changes ("field", "value").
  Change(const JsonValue& entry, const JsonValue& change, Mapping& out);

  [[nodiscard]] std::string_view field() const { return field_; }
  [[nodiscard]] const JsonValue& value() const { return value_; }
  // "+15550100": the number of the business; empty where the change is about its account.
  [[nodiscard]] const std::string& business() const { return business_; }
  [[nodiscard]] std::string conversation_with(std::string_view peer) const;
  // The "timestamp" of an item, or else when the platform sent the entry.
  [[nodiscard]] std::optional<EventTime> time_of_item(const JsonValue& item) const;
  // "contact:" and a digest of the item, the account and the number: for what has no id of its own.
  [[nodiscard]] std::string content_id(std::string_view prefix, const JsonValue& item, std::string_view more = {}) const;

  // For what the change says as a whole: its time tells a notice from the same notice a week later.
  [[nodiscard]] std::string notice_id() const;

  SourceRecord& add(RecordKind kind, std::string id);
  SourceRecord& add_unrecognised(std::string_view type, std::string id);
  void trouble(std::string what, std::string why);
  [[nodiscard]] bool has_trouble() const { return has_trouble_; }
  // About another account or number than the one that the change names.
  void move_to(SourceRecord& record, std::string session) const;
  // Errors of the whole change go to all that it brought: the platform does not say which of its items it means.
  void add_errors_to_all(const JsonValue& errors);
  [[nodiscard]] size_t count() const { return added_.size(); }

 private:
  std::string account_, field_, business_, session_;
  JsonValue value_;
  std::optional<EventTime> time_;
  Mapping& out_;
  std::vector<SourceRecord*> added_;
  bool has_trouble_ = false;
};

// A phone number as people write it ("+1 555-010-0199") or as digits; anything else as it stands.
std::string business_number(std::string_view written);

// A number, a word or a flag as it stands; empty for what has parts.
std::string plain(const JsonValue& value);
std::string lower_case(std::string_view word);  // "READ" gives "read"; ASCII only

void add_errors(SourceRecord& record, const JsonValue& errors);

}  // namespace muniment::ingest::cloud_api
