// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/history.h"

#include <string>

#include "core/model/identifier.h"
#include "ingest/cloud_api/messages.h"
#include "ingest/cloud_api/people.h"

namespace muniment::ingest::cloud_api {
namespace {

// "phase 1, piece 3": phases are the last day, the 90 days before it, and the 90 days before those.
void map_progress(Change& change, const JsonValue& metadata) {
  const auto percent = metadata["progress"].integer();
  SourceRecord& record = change.add(RecordKind::session_event, change.content_id("history", metadata));
  const std::string text = "phase " + plain(metadata["phase"]) + ", piece " + plain(metadata["chunk_order"]);
  add_fact(record, FactType::history_progress, text, percent && *percent >= 0 ? std::optional(static_cast<uint64_t>(*percent)) : std::nullopt);
}

// The business did not share its history, or it cannot be had: nothing of it will come.
void map_declined(Change& change, const JsonValue& piece) {
  SourceRecord& record = change.add(RecordKind::session_event, change.content_id("history", piece));
  add_fact(record, FactType::account_notice, "no history");
  add_errors(record, piece["errors"]);
}

void map_thread(Change& change, const JsonValue& thread) {
  const JsonValue context = thread["context"];
  std::string peer = participant_of(thread["id"].words());
  if (peer.empty()) peer = person_in(context);
  thread["messages"].each([&](const JsonValue& message) { map_message(change, message, peer); });
}

}  // namespace

void map_history(Change& change, const JsonValue& piece) {
  if (piece["metadata"].is_object()) map_progress(change, piece["metadata"]);
  if (piece["errors"].exists()) map_declined(change, piece);
  piece["threads"].each([&](const JsonValue& thread) { map_thread(change, thread); });
}

}  // namespace muniment::ingest::cloud_api
