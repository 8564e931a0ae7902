// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/messages.h"

#include "ingest/cloud_api/content.h"
#include "ingest/cloud_api/people.h"
#include "ingest/cloud_api/system_messages.h"

namespace muniment::ingest::cloud_api {
namespace {

struct Parties {
  std::string sender, conversation;
};

// The other one in a conversation of two: whoever is not the business.
std::string other_of(const Change& change, const std::string& sender, const std::string& receiver) {
  const bool from_business = !change.business().empty() && sender == change.business();
  const bool names_both = !receiver.empty() && receiver != change.business();
  if (!from_business && !names_both) return sender;
  if (!receiver.empty()) return receiver;
  std::string contact = only_contact(change);
  return contact.empty() ? sender : contact;
}

Parties parties_of(const Change& change, const JsonValue& message, std::string peer) {
  Parties parties;
  parties.sender = person(message["from"], message.first_of("from_user_id", "from_parent_user_id"));
  if (parties.sender.empty() && message["history_context"]["from_me"].flag()) parties.sender = change.business();
  if (parties.sender.empty()) parties.sender = peer.empty() ? only_contact(change) : peer;
  if (const std::string group = message["group_id"].words(); !group.empty()) {
    parties.conversation = group;
    return parties;
  }
  const std::string receiver = person(message["to"], message.first_of("to_user_id", "to_parent_user_id"));
  if (peer.empty()) peer = other_of(change, parties.sender, receiver);
  if (!peer.empty()) parties.conversation = change.conversation_with(peer);
  return parties;
}

// context: what is replied to, how often it was passed on, the article of a catalogue that is asked about.
void add_context(SourceRecord& record, const JsonValue& context) {
  if (const std::string_view id = context["id"].text(); !id.empty()) add_reference(record, ReferenceType::reply, id);
  if (context["frequently_forwarded"].flag()) add_fact(record, FactType::forwarded, "many times");
  else if (context["forwarded"].flag()) add_fact(record, FactType::forwarded);
  const JsonValue product = context["referred_product"];
  if (!product.exists()) return;
  add_fact(record, FactType::referral,
           "product " + plain(product["product_retailer_id"]) + " of catalogue " + plain(product["catalog_id"]));
}

// "ad 120208: A title, https://…"
void add_referral(SourceRecord& record, const JsonValue& referral) {
  if (!referral.exists()) return;
  std::string text = plain(referral["source_type"]) + " " + plain(referral["source_id"]) + ":";
  std::string between = " ";
  for (const std::string_view key : {"headline", "body", "source_url"}) {
    if (const std::string part = plain(referral[key]); !part.empty()) {
      text += between + part;
      between = ", ";
    }
  }
  add_fact(record, FactType::referral, text);
}

void add_what_surrounds_it(SourceRecord& record, const JsonValue& message) {
  add_context(record, message["context"]);
  add_referral(record, message["referral"]);
  add_errors(record, message["errors"]);
  const std::string status = lower_case(message["history_context"]["status"].text());
  if (!status.empty()) add_fact(record, FactType::status, status);
}

void as_unrecognised(SourceRecord& record, const std::string& type) {
  record.kind = RecordKind::unrecognised;
  add_fact(record, FactType::source_type, type.empty() ? "a message without a type" : type);
}

// Removed reactions have an empty emoji, or none.
void fill_reaction(SourceRecord& record, const JsonValue& reaction) {
  record.kind = RecordKind::reaction;
  record.text = reaction["emoji"].text();
  add_reference(record, ReferenceType::reaction_to, reaction["message_id"].text());
}

void fill_revoke(SourceRecord& record, const JsonValue& revoke) {
  record.kind = RecordKind::revoke;
  add_reference(record, ReferenceType::revoke_of, revoke["original_message_id"].text());
}

// The whole message as it reads now; what it was before stays in the record of the original.
void fill_edit(SourceRecord& record, const JsonValue& edit) {
  record.kind = RecordKind::edit;
  add_reference(record, ReferenceType::edit_of, edit["original_message_id"].text());
  const JsonValue now = edit["message"];
  const std::string type = type_of(now);
  if (!fill_content(record, now, type)) add_fact(record, FactType::source_type, type.empty() ? "edit" : "edit: " + type);
  add_context(record, now["context"]);
}

// The platform says itself that it cannot deliver this one, and now and then of what type it was.
void fill_unsupported(SourceRecord& record, const JsonValue& message, const std::string& type) {
  const std::string_view inner = message["unsupported"]["type"].text();
  as_unrecognised(record, inner.empty() ? type : type + ": " + std::string(inner));
}

void fill(SourceRecord& record, const JsonValue& message, const std::string& type) {
  if (type == "reaction") return fill_reaction(record, message["reaction"]);
  if (type == "revoke") return fill_revoke(record, message["revoke"]);
  if (type == "edit") return fill_edit(record, message["edit"]);
  if (type == "system") return fill_system(record, message["system"]);
  if (type == "request_welcome") {  // the chat was opened for the first time; nothing was written
    record.kind = RecordKind::system_event;
    return add_fact(record, FactType::source_type, type);
  }
  if (type == "unsupported" || type == "unknown") return fill_unsupported(record, message, type);
  if (fill_content(record, message, type)) return;
  const std::string_view inner = message[type]["type"].text();
  as_unrecognised(record, inner.empty() ? type : type + ": " + std::string(inner));
}

}  // namespace

void map_message(Change& change, const JsonValue& message, const std::string& peer) {
  Parties parties = parties_of(change, message, peer);
  if (parties.conversation.empty()) {
    return change.trouble("a message names nobody", "expected \"from\", \"from_user_id\", \"group_id\" or one contact");
  }
  std::string id(message["id"].text());
  if (id.empty()) id = change.content_id("message", message);
  SourceRecord& record = change.add(RecordKind::message, std::move(id));
  record.sender = std::move(parties.sender);
  record.conversation = std::move(parties.conversation);
  record.time = change.time_of_item(message);
  const std::string type = type_of(message);
  fill(record, message, type);
  add_what_surrounds_it(record, message);
  if (type == "system") map_new_ids(change, message, record);
}

}  // namespace muniment::ingest::cloud_api
