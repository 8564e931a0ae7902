// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/content.h"

#include <array>
#include <charconv>
#include <string>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/io/input_stream.h"
#include "ingest/mime.h"
#include "ingest/whatsapp/vcard.h"

namespace muniment::ingest {
namespace {

std::string shortest(double value) {
  std::array<char, 64> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? std::string(digits.data(), end) : std::string();
}

std::string joined(std::string_view first, std::string_view second, std::string_view between) {
  std::string all(first);
  if (!first.empty() && !second.empty()) all += between;
  all += second;
  return all;
}

}  // namespace

void set_text(SourceRecord& record, std::string_view text) {
  if (!text.empty()) record.text = text;
}

void set_text(SourceRecord& record, std::string_view title, std::string_view text) {
  set_text(record, joined(title, text, "\n"));
}

void add_coordinates(SourceRecord& record, FactType type, const JsonValue& latitude, const JsonValue& longitude) {
  const auto north = latitude.number();
  const auto east = longitude.number();
  if (north && east) add_fact(record, type, shortest(*north) + "," + shortest(*east));
}

void add_place(SourceRecord& record, std::string_view name, std::string_view address) {
  const std::string place = joined(name, address, ", ");
  if (place.empty()) return;
  add_fact(record, FactType::place, place);
  if (!record.text) set_text(record, name, address);
}

void add_contact(SourceRecord& record, std::string_view name, std::string_view vcard) {
  const auto on_card = whatsapp::names_on_cards(as_bytes(vcard));
  const std::string shown = name.empty() && !on_card.empty() ? on_card.front() : std::string(name);
  if (!shown.empty()) {
    add_fact(record, FactType::contact, shown);
    record.text = joined(record.text.value_or(""), shown, "\n");
  }
  if (vcard.empty()) return;
  SourceAttachment& card =
      add_media(record, AttachmentKind::contact, shown.empty() ? "contact.vcf" : shown + ".vcf", "text/vcard");
  card.size_bytes = vcard.size();
  card.open = [bytes = to_bytes(vcard)]() -> Result<std::unique_ptr<io::InputStream>> {
    return io::input_from_bytes(bytes);
  };
}

void add_poll(SourceRecord& record, std::string_view question) {
  add_fact(record, FactType::poll, question);
  set_text(record, question);
}

void add_reply(SourceRecord& record, std::string_view to, std::string_view quoted) {
  if (!to.empty()) add_reference(record, ReferenceType::reply, to);
  if (!quoted.empty()) add_fact(record, FactType::quoted, quoted);
}

SourceAttachment& add_media(SourceRecord& record, AttachmentKind kind, std::string_view name, std::string_view mime) {
  SourceAttachment& attachment = record.attachments.emplace_back();
  attachment.kind = kind;
  attachment.name = name;
  attachment.mime = mime.empty() ? mime_of(name) : mime;
  return attachment;
}

std::string_view last_part(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void add_view_once(SourceRecord& record) {
  if (find_fact(record.facts, FactType::view_once) == nullptr) add_fact(record, FactType::view_once);
}

void add_who_deleted(SourceRecord& record, bool is_own, std::string_view who) {
  const bool is_of_two = record.conversation.find(' ') != std::string::npos;
  if (is_own || is_of_two)
    add_fact(record, FactType::deleted_by_sender);
  else
    add_fact(record, FactType::deleted_by_admin, who);
}

namespace {

// The same first message and as many more do not make the same receipt.
std::string digest_of(const std::vector<std::string>& ids) {
  constexpr size_t kBytes = 4;
  std::string all;
  for (const std::string& id : ids) all += id + "\n";
  return to_hex(crypto::sha256(as_bytes(all)).view().first(kBytes));
}

}  // namespace

SourceRecord* add_receipt(Mapping& out, std::string_view status, const std::vector<std::string>& ids) {
  if (ids.empty()) return nullptr;
  SourceRecord& record = out.add(RecordKind::receipt);
  record.source_message_id = std::string(status) + ":" + ids.front();
  if (ids.size() > 1) record.source_message_id += "+" + std::to_string(ids.size() - 1) + "." + digest_of(ids);
  add_fact(record, FactType::status, status);
  for (const std::string& id : ids)
    add_reference(record, ReferenceType::receipt_for, id);
  return &record;
}

SourceRecord& add_system_event(Mapping& out, std::string_view conversation, std::string_view sender,
                               const std::optional<EventTime>& time, FactType fact, std::string_view text) {
  SourceRecord& record = out.add(RecordKind::system_event);
  record.conversation = conversation;
  record.sender = sender;
  record.time = time;
  if (time)
    record.source_message_id = "event:" + to_text({fact, std::string(text), {}}) + "@" + std::to_string(time->utc_ms);
  add_fact(record, fact, text);
  return record;
}

void add_member_event(Mapping& out, std::string_view conversation, std::string_view actor, std::string_view member,
                      const std::optional<EventTime>& time, const MemberChange& change) {
  if (actor.empty()) {
    add_system_event(out, conversation, {}, time, change.by_somebody, member);
  } else if (actor == member && change.by_themself != change.by_other) {
    add_system_event(out, conversation, member, time, change.by_themself);
  } else {
    add_system_event(out, conversation, actor, time, change.by_other, member);
  }
}

}  // namespace muniment::ingest
