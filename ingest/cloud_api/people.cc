// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/people.h"

#include <utility>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/identifier.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest::cloud_api {
namespace {

void add_if_any(SourceRecord& record, FactType type, std::string_view text) {
  if (!text.empty()) add_fact(record, type, text);
}

std::string id_of(const SourceRecord& said) {
  std::string all = said.sender;
  for (const Fact& fact : said.facts) all += "\n" + to_text(fact);
  return "contact:" + to_hex(crypto::sha256(as_bytes(all)).view().first(16));
}

void map_contact(Change& change, const JsonValue& contact) {
  SourceRecord said;
  said.sender = person_in(contact);
  const JsonValue profile = contact["profile"];
  add_if_any(said, FactType::push_name, profile["name"].text());
  add_if_any(said, FactType::username, profile["username"].exists() ? profile["username"].text() : contact["username"].text());
  add_other_ids(said, contact);
  if (said.facts.empty() || said.sender.empty()) return;
  SourceRecord& record = change.add(RecordKind::identity, id_of(said));
  record.sender = std::move(said.sender);
  record.facts = std::move(said.facts);
  record.time = std::nullopt;
}

void map_book_entry(Change& change, const JsonValue& item) {
  const JsonValue contact = item["contact"];
  SourceRecord& record = change.add(RecordKind::identity, change.content_id("contact", item));
  record.sender = person(contact["phone_number"], contact["user_id"]);
  if (const auto time = time_of(item["metadata"]["timestamp"], TimeBasis::server)) record.time = time;
  add_if_any(record, FactType::contact_name, contact.first_of("full_name", "first_name").text());
  add_if_any(record, FactType::username, contact["username"].text());
  add_other_ids(record, contact);
  add_fact(record, FactType::source_type, "contact " + std::string(item["action"].text()));
}

}  // namespace

std::string person(const JsonValue& phone, const JsonValue& user_id) {
  const std::string number = phone.words();
  return number.empty() ? participant_of_bsuid(user_id.text()) : participant_of(number);
}

std::string person_in(const JsonValue& named) {
  std::string found = person(named["wa_id"], named.first_of("user_id", "parent_user_id"));
  if (!found.empty()) return found;
  const std::string input = named["input"].words();  // a phone number or a user id, as the business gave it
  return input.find('.') == std::string::npos ? participant_of(input) : participant_of_bsuid(input);
}

std::string only_contact(const Change& change) {
  const JsonValue contacts = change.value()["contacts"];
  std::string found;
  if (contacts.size() == 1 || contacts.is_object()) contacts.each([&](const JsonValue& contact) { found = person_in(contact); });
  return found;
}

void map_contacts(Change& change) {
  change.value()["contacts"].each([&](const JsonValue& contact) { map_contact(change, contact); });
}

void map_state_sync(Change& change) {
  change.value()["state_sync"].each([&](const JsonValue& item) {
    if (item["contact"].is_object()) map_book_entry(change, item);
    else change.add_unrecognised("state_sync: " + std::string(item["type"].text()), change.content_id("state_sync", item));
  });
}

void add_other_ids(SourceRecord& record, const JsonValue& named) {
  for (const std::string_view key : {"user_id", "parent_user_id"}) {
    const std::string other = participant_of_bsuid(named[key].text());
    if (!other.empty() && other != record.sender) add_fact(record, FactType::also_known_as, other);
  }
}

}  // namespace muniment::ingest::cloud_api
