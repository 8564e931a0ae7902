// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/web_stubs.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/identities.h"

namespace muniment::ingest {
namespace {

enum class Says { nothing, text, setting, timer, members, themself };

struct Stub {
  int64_t number;
  std::string_view name;
  FactType fact;
  Says says = Says::nothing;
};
constexpr auto kStubs = std::to_array<Stub>({
    {20, "GROUP_CREATE", FactType::group_created, Says::text},
    {21, "GROUP_CHANGE_SUBJECT", FactType::subject_changed, Says::text},
    {22, "GROUP_CHANGE_ICON", FactType::icon_changed},
    {23, "GROUP_CHANGE_INVITE_LINK", FactType::invite_link_reset},
    {24, "GROUP_CHANGE_DESCRIPTION", FactType::description_changed, Says::text},
    {25, "GROUP_CHANGE_RESTRICT", FactType::group_settings_changed, Says::setting},
    {26, "GROUP_CHANGE_ANNOUNCE", FactType::group_settings_changed, Says::setting},
    {27, "GROUP_PARTICIPANT_ADD", FactType::member_added, Says::members},
    {28, "GROUP_PARTICIPANT_REMOVE", FactType::member_removed, Says::members},
    {29, "GROUP_PARTICIPANT_PROMOTE", FactType::admin_added, Says::members},
    {30, "GROUP_PARTICIPANT_DEMOTE", FactType::admin_removed, Says::members},
    {31, "GROUP_PARTICIPANT_INVITE", FactType::member_joined, Says::themself},
    {32, "GROUP_PARTICIPANT_LEAVE", FactType::member_left, Says::themself},
    {33, "GROUP_PARTICIPANT_CHANGE_NUMBER", FactType::number_changed, Says::members},
    {38, "E2E_IDENTITY_CHANGED", FactType::security_code_changed},
    {39, "E2E_ENCRYPTED", FactType::encryption_notice},
    {42, "INDIVIDUAL_CHANGE_NUMBER", FactType::number_changed, Says::members},
    {43, "GROUP_DELETE", FactType::group_ended},
    {72, "CHANGE_EPHEMERAL_SETTING", FactType::disappearing_changed, Says::timer},
    {145, "GROUP_MEMBERSHIP_JOIN_APPROVAL_MODE", FactType::group_settings_changed, Says::setting},
    {171, "GROUP_MEMBER_ADD_MODE", FactType::group_settings_changed, Says::setting},
    {172, "GROUP_MEMBERSHIP_JOIN_APPROVAL_REQUEST_NON_ADMIN_ADD", FactType::join_requested, Says::themself},
});

struct MissedCall {
  int64_t number;
  std::string_view name, media;
};
constexpr auto kMissedCalls = std::to_array<MissedCall>({
    {40, "CALL_MISSED_VOICE", "voice"},
    {41, "CALL_MISSED_VIDEO", "video"},
    {45, "CALL_MISSED_GROUP_VOICE", "voice"},
    {46, "CALL_MISSED_GROUP_VIDEO", "video"},
});

template <typename Table>
auto find_in(const Table& table, const JsonValue& type) {
  const auto number = type.integer();
  const auto found = std::ranges::find_if(table, [&](const auto& row) {
    return number ? *number == row.number : type.text() == row.name;
  });
  return found == table.end() ? nullptr : &*found;
}

// Newer versions of the library write {"id", "phoneNumber"} as text.
std::string member_in(std::string_view parameter, Mapping& out) {
  if (!parameter.starts_with('{')) return participant_of(parameter);
  simdjson::dom::parser parser;
  simdjson::dom::element person;
  const simdjson::padded_string text(parameter);
  if (parser.parse(text).get(person) != simdjson::SUCCESS) return std::string(parameter);
  return web_person(JsonValue(person), out);
}

SourceRecord& add(const WebKey& key, RecordKind kind, const std::optional<EventTime>& time, FactType fact,
                  std::string_view text, Mapping& out) {
  SourceRecord& record = out.add(kind);
  record.source_message_id = key.id;
  record.conversation = key.conversation;
  record.sender = key.sender;
  record.time = time;
  add_fact(record, fact, text);
  return record;
}

void add_undecryptable(const WebKey& key, const JsonValue& message, const std::optional<EventTime>& time, Mapping& out) {
  SourceRecord& record = add(key, RecordKind::message, time, FactType::undecryptable, {}, out);
  if (!message["pushName"].text().empty()) add_fact(record, FactType::push_name, message["pushName"].text());
}

void add_members(const Stub& stub, const WebKey& key, const std::vector<std::string_view>& parameters,
                 const std::optional<EventTime>& time, Mapping& out) {
  for (const std::string_view parameter : parameters) {
    const std::string member = member_in(parameter, out);
    const bool themself = stub.says == Says::themself;
    SourceRecord& record = add(key, RecordKind::system_event, time, stub.fact, themself ? std::string_view() : member, out);
    if (themself) record.sender = member;
    if (parameters.size() > 1) record.source_message_id += ":" + member;
  }
  if (parameters.empty()) add(key, RecordKind::system_event, time, stub.fact, {}, out);
}

}  // namespace

bool map_web_stub(const JsonValue& message, const WebKey& key, const std::optional<EventTime>& time, Mapping& out) {
  const JsonValue type = message["messageStubType"];
  if (type.integer() == 2 || type.text() == "CIPHERTEXT") return add_undecryptable(key, message, time, out), true;
  if (const MissedCall* const call = find_in(kMissedCalls, type)) {
    add(key, RecordKind::call, time, FactType::missed_call, call->media, out);
    return true;
  }
  const Stub* const stub = find_in(kStubs, type);
  if (stub == nullptr) return false;
  std::vector<std::string_view> parameters;
  message["messageStubParameters"].each([&](const JsonValue& one) { parameters.push_back(one.text()); });
  if (stub->says == Says::members || stub->says == Says::themself) {
    add_members(*stub, key, parameters, time, out);
    return true;
  }
  const std::string first(parameters.empty() ? std::string_view() : parameters.front());
  std::string text;
  if (stub->says == Says::text) text = first;
  if (stub->says == Says::setting) text = std::string(stub->name) + (first.empty() ? "" : " " + first);
  if (stub->says == Says::timer) text = first.empty() || first == "0" ? "off" : first + " seconds";
  SourceRecord& record = add(key, RecordKind::system_event, time, stub->fact, text, out);
  if (stub->fact == FactType::encryption_notice) record.sender.clear();  // the app writes it
  const bool names_chat = stub->fact == FactType::subject_changed || stub->fact == FactType::group_created;
  if (names_chat) record.conversation_title = first;
  return true;
}

}  // namespace muniment::ingest
