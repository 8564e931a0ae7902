// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/system_messages.h"

#include <string>

#include "core/model/identifier.h"
#include "ingest/cloud_api/people.h"

namespace muniment::ingest::cloud_api {
namespace {

// Documents and payloads disagree on how these are called.
bool is_new_number(std::string_view type) { return type == "user_changed_number" || type == "customer_changed_number"; }
bool is_new_code(std::string_view type) { return type == "customer_identity_changed" || type == "user_identity_changed"; }

std::string new_number(const JsonValue& system) { return participant_of(system.first_of("wa_id", "new_wa_id").words()); }

}  // namespace

void fill_system(SourceRecord& record, const JsonValue& system) {
  record.kind = RecordKind::system_event;
  if (system["body"].is_text()) record.text = system["body"].text();
  const std::string_view type = system["type"].text();
  if (is_new_number(type)) add_fact(record, FactType::number_changed, new_number(system));
  else if (is_new_code(type)) add_fact(record, FactType::security_code_changed);
  else add_fact(record, FactType::source_type, type.empty() ? "system" : type);
}

void map_new_ids(Change& change, const JsonValue& message, const SourceRecord& about) {
  const JsonValue system = message["system"];
  std::vector<std::string> others;
  if (const std::string number = new_number(system); !number.empty()) others.push_back(number);
  for (const std::string_view key : {"user_id", "parent_user_id"}) {
    if (const std::string other = participant_of_bsuid(system[key].text()); !other.empty()) others.push_back(other);
  }
  std::string before = participant_of(system["customer"].words());
  if (before.empty()) before = participant_of_bsuid(system["previous_user_id"].text());
  if (before.empty()) before = about.sender;
  std::erase_if(others, [&](const std::string& other) { return other == before; });
  if (others.empty() || before.empty()) return;
  SourceRecord& record = change.add(RecordKind::identity, change.content_id("change", system, about.source_message_id));
  record.sender = before;
  record.time = about.time;
  for (const std::string& other : others) add_fact(record, FactType::also_known_as, other);
}

}  // namespace muniment::ingest::cloud_api
