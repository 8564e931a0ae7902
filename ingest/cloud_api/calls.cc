// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/calls.h"

#include "ingest/cloud_api/people.h"

namespace muniment::ingest::cloud_api {
namespace {

std::optional<uint64_t> seconds_of(const JsonValue& call) {
  const auto duration = call["duration"].integer();
  return duration && *duration >= 0 ? std::optional(static_cast<uint64_t>(*duration)) : std::nullopt;
}

}  // namespace

// The beginning has the id of the call; whatever comes later points to it.
void map_call(Change& change, const JsonValue& call) {
  const std::string id(call["id"].text());
  const std::string event(call["event"].text());
  const std::string from = person(call["from"], call["from_user_id"]);
  const std::string to = person(call["to"], call["to_user_id"]);
  std::string peer = from == change.business() ? to : from;
  if (peer.empty()) peer = only_contact(change);
  if (id.empty() || peer.empty()) return change.trouble("a call names nobody", "expected \"id\", \"from\" and \"to\"");
  const bool begins = event == "connect";
  SourceRecord& record = change.add(RecordKind::call, begins ? id : id + ":" + event);
  record.sender = from.empty() ? peer : from;
  record.conversation = change.conversation_with(peer);
  record.time = change.time_of_item(call);
  add_fact(record, FactType::call, "voice", seconds_of(call));
  if (!begins) add_reference(record, ReferenceType::about, id);
  if (!begins && event != "terminate") add_fact(record, FactType::source_type, event);
  if (const std::string status = lower_case(call["status"].text()); !status.empty()) add_fact(record, FactType::status, status);
  add_errors(record, call["errors"]);
}

}  // namespace muniment::ingest::cloud_api
