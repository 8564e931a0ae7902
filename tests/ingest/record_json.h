// SPDX-License-Identifier: GPL-3.0-or-later
// A record of a source as the lines of expected.jsonl have it.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/base/time_text.h"
#include "ingest/source_record.h"

namespace muniment::ingest {

// What only records of streams have.
inline void add_stream_members(nlohmann::json& all, const SourceRecord& record) {
  if (!record.excluded.empty()) all["excluded"] = record.excluded;
  if (!record.delivered) return;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) all[name] = value;
  };
  add("id", record.source_message_id);
  add("conversation", record.conversation);
  add("title", record.conversation_title);
  add("session", record.delivered->session);
  if (record.delivered->sequence) all["sequence"] = *record.delivered->sequence;
  for (const Reference& reference : record.references) {
    all["references"].push_back(std::to_string(static_cast<int>(reference.type)) + " " + reference.source_message_id);
  }
}

inline nlohmann::json as_json(const SourceRecord& record) {
  using nlohmann::json;
  json attachments = json::array();
  for (const SourceAttachment& a : record.attachments) {
    json attachment = {{"name", a.name}, {"held", a.open != nullptr}};
    if (a.kind != AttachmentKind::unknown) attachment["kind"] = to_string(a.kind);
    if (a.pages) attachment["pages"] = *a.pages;
    attachments.push_back(std::move(attachment));
  }
  json facts = json::array();
  for (const Fact& fact : record.facts) facts.push_back(to_text(fact));
  json all = {{"kind", to_string(record.kind)},
          {"sender", record.sender},
          {"time", record.time ? json(format_rfc3339(record.time->utc_ms)) : json()},
          {"text", record.text ? json(*record.text) : json()},
          {"attachments", attachments},
          {"line", record.place.line}};
  if (!facts.empty()) all["facts"] = std::move(facts);
  add_stream_members(all, record);
  return all;
}

}  // namespace muniment::ingest
