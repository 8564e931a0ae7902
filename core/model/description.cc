// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/description.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace muniment {
namespace {

// Of a message without a text: the first of these that it has.
constexpr std::array kInsteadOfText = {FactType::undecryptable, FactType::placeholder, FactType::deleted_by_sender,
                                       FactType::deleted_by_admin, FactType::missed_call, FactType::call, FactType::poll,
                                       FactType::event, FactType::live_location, FactType::location, FactType::place,
                                       FactType::contact, FactType::button, FactType::error};

std::string target(const Record& record, ReferenceType type) {
  const auto found = std::ranges::find(record.references, type, &Reference::type);
  if (found == record.references.end()) return {};
  return found->message ? " m" + std::to_string(*found->message) : " an earlier message";
}

std::string target_or(const Record& record, ReferenceType type, std::string_view otherwise) {
  const std::string named = target(record, type);
  return named.empty() ? " " + std::string(otherwise) : named;
}

std::string text_of(const Record& record, FactType type) {
  const Fact* const fact = find_fact(record.facts, type);
  return fact == nullptr ? std::string() : to_text(*fact);
}

std::string all_of(const Record& record, std::initializer_list<FactType> types) {
  std::string out;
  for (const Fact& fact : record.facts) {
    if (std::ranges::find(types, fact.type) != types.end()) out += (out.empty() ? "" : "; ") + to_text(fact);
  }
  return out;
}

std::string message(const Record& record) {
  if (record.text && !record.text->empty()) return {};
  for (const FactType type : kInsteadOfText) {
    if (std::string said = text_of(record, type); !said.empty()) return said;
  }
  return record.attachments.empty() ? "no text" : "";
}

// A sentence of the source says it itself; where there is none, what is known of it.
std::string event(const Record& record) {
  const auto type = event_of(record.facts);
  if ((record.text && !record.text->empty()) || !type) return std::string(to_string(record.kind));
  const std::string about = target(record, ReferenceType::about);
  return all_of(record, {*type}) + (about.empty() ? "" : " (" + about.substr(1) + ")");
}

std::string session_event(const Record& record) {
  const std::string said = event(record);
  if (said != to_string(record.kind)) return said;
  const Fact* const named = find_fact(record.facts, FactType::source_type);
  return named == nullptr ? said : said + ": " + named->text;
}

std::string receipt(const Record& record) {
  const Fact* const status = find_fact(record.facts, FactType::status);
  const std::string to = target_or(record, ReferenceType::receipt_for, "a message");
  const std::string error = text_of(record, FactType::error);
  return (status == nullptr ? "receipt for" : status->text) + to + (error.empty() ? "" : "; " + error);
}

std::string vote(const Record& record) {
  const std::string chosen = all_of(record, {FactType::poll_option, FactType::undecryptable});
  return "voted on" + target_or(record, ReferenceType::vote_on, "a poll") + (chosen.empty() ? "" : "; " + chosen);
}

std::string reaction(const Record& record) {
  const std::string to = target_or(record, ReferenceType::reaction_to, "an earlier message");
  return record.text && !record.text->empty() ? "reacted to" + to : "took the reaction to" + to + " back";
}

std::string call(const Record& record) {
  const std::string said = all_of(record, {FactType::call, FactType::missed_call, FactType::source_type});
  return said.empty() ? "call" : said;
}

std::string identity(const Record& record) {
  const std::string said = all_of(record, {FactType::push_name, FactType::contact_name, FactType::username, FactType::also_known_as});
  return said.empty() ? "identity" : said;
}

std::string named_by_source(const Record& record, std::string_view before, std::string_view after) {
  const Fact* const type = find_fact(record.facts, FactType::source_type);
  return std::string(before) + (type == nullptr ? "unknown" : type->text) + std::string(after);
}

std::string delivery(const Record& record) {
  const Fact* const type = find_fact(record.facts, FactType::source_type);
  const std::string count = type == nullptr || !type->number ? "several" : std::to_string(*type->number);
  return named_by_source(record, "delivery of " + count + " records: ", "");
}

}  // namespace

std::string describe(const Record& record) {
  switch (record.kind) {
    case RecordKind::message: return message(record);
    case RecordKind::system_event: return event(record);
    case RecordKind::edit: return "edited" + target_or(record, ReferenceType::edit_of, "an earlier message");
    case RecordKind::revoke: return "deleted" + target_or(record, ReferenceType::revoke_of, "an earlier message");
    case RecordKind::reaction: return reaction(record);
    case RecordKind::receipt: return receipt(record);
    case RecordKind::call: return call(record);
    case RecordKind::vote: return vote(record);
    case RecordKind::session_event: return session_event(record);
    case RecordKind::identity: return identity(record);
    case RecordKind::delivery: return delivery(record);
    case RecordKind::unrecognised: return named_by_source(record, "type ", ", raw held");
    default: return std::string(to_string(record.kind));
  }
}

}  // namespace muniment
