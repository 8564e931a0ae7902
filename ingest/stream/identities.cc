// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/identities.h"

#include <utility>

#include "core/model/identifier.h"

namespace muniment::ingest {
namespace {

void add(Mapping& out, std::string_view participant, FactType type, std::string_view value) {
  SourceRecord& record = out.add(RecordKind::identity);
  record.sender = participant;
  record.source_message_id = "identity:" + std::string(to_string(type)) + ":" + std::string(value);
  add_fact(record, type, value);
}

}  // namespace

std::string preferred(std::string_view jid, std::string_view other_jid) {
  std::string one = participant_of(jid);
  std::string other = participant_of(other_jid);
  return one.empty() || (is_phone(other) && !is_phone(one)) ? other : one;
}

void add_identity(Mapping& out, std::string_view jid, std::string_view other_jid) {
  std::string phone = participant_of(jid);
  std::string lid = participant_of(other_jid);
  if (is_lid(phone)) std::swap(phone, lid);
  if (is_phone(phone) && is_lid(lid)) add(out, phone, FactType::also_known_as, lid);
}

void add_name(Mapping& out, std::string_view participant, FactType type, std::string_view name) {
  if (!participant.empty() && !name.empty()) add(out, participant, type, name);
}

}  // namespace muniment::ingest
