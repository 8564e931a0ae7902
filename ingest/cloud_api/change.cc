// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/change.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/conversation.h"
#include "core/model/identifier.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest::cloud_api {
namespace {

// A number belongs to an account: "102290129340398/106540352242922". What concerns all numbers of the account has its id
// alone, so that whoever follows a number knows which account ended it.
std::string session_of(const std::string& account, const JsonValue& value) {
  std::string number = value["metadata"]["phone_number_id"].words();
  if (number.empty()) number = value["phone_number_settings"]["phone_number_id"].words();
  if (number.empty()) number = value["phone_number_id"].words();
  if (number.empty() || account.empty()) return account + number;
  return account + "/" + number;
}

}  // namespace

Change::Change(const JsonValue& entry, const JsonValue& change, Mapping& out)
    : account_(entry["id"].words()), field_(change["field"].text()), value_(change["value"]),
      time_(time_of(entry["time"], TimeBasis::server)), out_(out) {
  business_ = business_number(value_["metadata"]["display_phone_number"].words());
  session_ = session_of(account_, value_);
}

std::string Change::conversation_with(std::string_view peer) const { return direct_conversation(business_, peer, session_); }

std::optional<EventTime> Change::time_of_item(const JsonValue& item) const {
  const auto own = time_of(item["timestamp"], TimeBasis::server);
  return own ? own : time_;
}

std::string Change::content_id(std::string_view prefix, const JsonValue& item, std::string_view more) const {
  const std::string said = account_ + "\n" + session_ + "\n" + field_ + "\n" + std::string(more) + "\n" + item.minified();
  return std::string(prefix) + ":" + to_hex(crypto::sha256(as_bytes(said)).view().first(16));
}

std::string Change::notice_id() const { return content_id("notice", value_, time_ ? time_->original : std::string()); }

void Change::trouble(std::string what, std::string why) {
  has_trouble_ = true;
  out_.trouble(std::move(what), std::move(why));
}

SourceRecord& Change::add(RecordKind kind, std::string id) {
  SourceRecord& record = out_.add(kind);
  record.source_message_id = std::move(id);
  record.time = time_;
  move_to(record, session_);
  added_.push_back(&record);
  return record;
}

SourceRecord& Change::add_unrecognised(std::string_view type, std::string id) {
  SourceRecord& record = add(RecordKind::unrecognised, std::move(id));
  add_fact(record, FactType::source_type, type);
  return record;
}

void Change::move_to(SourceRecord& record, std::string session) const {
  if (!record.delivered) record.delivered.emplace();
  record.delivered->session = std::move(session);
}

void Change::add_errors_to_all(const JsonValue& errors) {
  for (SourceRecord* record : added_) {
    if (record->kind != RecordKind::identity) add_errors(*record, errors);
  }
}

std::string business_number(std::string_view written) {
  std::string digits;
  for (const char c : written) {
    if (c >= '0' && c <= '9') digits += c;
    else if (std::string_view("+-() .").find(c) == std::string_view::npos) return std::string(written);
  }
  return participant_of(digits);
}

std::string plain(const JsonValue& value) {
  if (!value.exists() || value.is_object() || value.is_array()) return {};
  return value.is_text() ? std::string(value.text()) : value.minified();
}

std::string lower_case(std::string_view word) {
  std::string text(word);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// {"code", "title", "message", "error_data": {"details"}, "href"}; older ones have "details" beside the title.
void add_errors(SourceRecord& record, const JsonValue& errors) {
  errors.each([&](const JsonValue& error) {
    std::string text(error.first_of("title", "message").text());
    const JsonValue nested = error["error_data"]["details"];
    const std::string_view details = nested.exists() ? nested.text() : error["details"].text();
    if (!details.empty() && details != text) text += (text.empty() ? "" : ": ") + std::string(details);
    const auto code = error["code"].integer();
    const bool counts = code && *code >= 0;
    add_fact(record, FactType::error, text, counts ? std::optional(static_cast<uint64_t>(*code)) : std::nullopt);
  });
}

}  // namespace muniment::ingest::cloud_api
