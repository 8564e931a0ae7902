// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/statuses.h"

#include "ingest/cloud_api/people.h"

namespace muniment::ingest::cloud_api {
namespace {

std::string recipient_of(const Change& change, const JsonValue& status) {
  const bool in_group = status["recipient_type"].text() == "group";
  std::string found = person(status["recipient_participant_id"],
                             status.first_of("recipient_participant_user_id", "recipient_participant_parent_user_id"));
  if (found.empty() && !in_group) found = person(status["recipient_id"], status.first_of("recipient_user_id", "parent_recipient_user_id"));
  return found.empty() ? only_contact(change) : found;
}

std::string conversation_of(const Change& change, const JsonValue& status, const std::string& recipient) {
  if (status["recipient_type"].text() == "group") return status["recipient_id"].words();
  return recipient.empty() ? std::string() : change.conversation_with(recipient);
}

}  // namespace

void map_status(Change& change, const JsonValue& status) {
  const std::string id(status["id"].text());
  const std::string word = lower_case(status["status"].text());
  const std::string recipient = recipient_of(change, status);
  const std::string conversation = conversation_of(change, status, recipient);
  if (id.empty() || word.empty() || conversation.empty()) {
    return change.trouble("a status does not say of what", "expected \"id\", \"status\" and a recipient");
  }
  const bool of_call = status["type"].text() == "call";
  SourceRecord& record = change.add(of_call ? RecordKind::call : RecordKind::receipt, id + ":" + word + ":" + recipient);
  record.sender = recipient;
  record.conversation = conversation;
  record.time = change.time_of_item(status);
  add_reference(record, of_call ? ReferenceType::about : ReferenceType::receipt_for, id);
  add_fact(record, FactType::status, word);
  add_errors(record, status["errors"]);
}

}  // namespace muniment::ingest::cloud_api
