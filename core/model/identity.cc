// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/identity.h"

#include <algorithm>

#include "core/base/cbor.h"

namespace muniment {
namespace {

// Keys on disk, in the space of event fields: never renumber, never reuse.
constexpr uint64_t kTextIdentity = 59;
constexpr uint64_t kRevision = 60;

void set_field(Record& record, uint64_t key, Bytes value) {
  const auto place = std::ranges::lower_bound(record.fields, key, {}, [](const auto& field) { return field.first; });
  if (place != record.fields.end() && place->first == key) {
    place->second = std::move(value);
  } else {
    record.fields.emplace(place, key, std::move(value));
  }
}

const Bytes* field(const Record& record, uint64_t key) {
  for (const auto& [number, value] : record.fields) {
    if (number == key) return &value;
  }
  return nullptr;
}

}  // namespace

void set_text_identity(Record& record, const TextIdentity& identity) {
  Bytes value;
  cbor::Encoder out(value);
  out.array(identity.sender ? 4 : 3);
  out.text(identity.minute);
  out.bytes(identity.digest);
  out.uint(identity.ordinal);
  if (identity.sender) out.text(*identity.sender);
  set_field(record, kTextIdentity, std::move(value));
}

Result<std::optional<TextIdentity>> text_identity_of(const Record& record) {
  const Bytes* value = field(record, kTextIdentity);
  if (value == nullptr) return std::optional<TextIdentity>();
  TextIdentity identity;
  cbor::Decoder in(*value);
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 3 && items != 4) return in.broken("a text identity has three or four items");
  MUNIMENT_TRY(const std::string_view minute, in.text());
  identity.minute = minute;
  MUNIMENT_TRY(const ByteView digest, in.bytes());
  if (digest.size() != identity.digest.size()) return in.broken("a digest of the wrong length");
  std::ranges::copy(digest, identity.digest.begin());
  MUNIMENT_TRY(identity.ordinal, in.uint());
  if (items == 4) {
    MUNIMENT_TRY(identity.sender, in.text());
  }
  return std::optional<TextIdentity>(std::move(identity));
}

void set_revision(Record& record, uint64_t revision) {
  if (revision == 0) {
    std::erase_if(record.fields, [](const auto& field) { return field.first == kRevision; });
    return;
  }
  Bytes value;
  cbor::Encoder(value).uint(revision);
  set_field(record, kRevision, std::move(value));
}

Result<uint64_t> revision_of(const Record& record) {
  const Bytes* value = field(record, kRevision);
  if (value == nullptr) return uint64_t{0};
  return cbor::Decoder(*value).uint();
}

Result<Bytes> identity_array(const Record& record) {
  MUNIMENT_TRY(const uint64_t revision, revision_of(record));
  Bytes bytes;
  cbor::Encoder out(bytes);
  if (!record.source_message_id.empty()) {
    out.array(5);
    out.text(record.source_id);
    out.text(record.conversation);
    out.text(record.source_message_id);
    out.text(record.sender);
    out.uint(revision);
    return bytes;
  }
  MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(record));
  if (!text) return make_error(ErrorCode::corrupt, "a message has neither a source id nor a text identity");
  out.array(7);
  out.text(record.source_id);
  out.text(record.conversation);
  out.text(text->minute);
  out.text(text->sender.value_or(record.sender));
  out.bytes(text->digest);
  out.uint(text->ordinal);
  out.uint(revision);
  return bytes;
}

Result<std::optional<Bytes>> content_array(const Record& record) {
  if (!record.source_message_id.empty()) return std::optional<Bytes>();
  MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(record));
  if (!text) return std::optional<Bytes>();
  Bytes bytes;
  cbor::Encoder out(bytes);
  out.array(5);
  out.text("content");
  out.text(record.source_id);
  out.text(text->minute);
  out.bytes(text->digest);
  out.uint(text->ordinal);
  return std::optional<Bytes>(std::move(bytes));
}

Bytes conversation_array(const std::string& conversation) {
  Bytes bytes;
  cbor::Encoder out(bytes);
  out.array(1);
  out.text(conversation);
  return bytes;
}

}  // namespace muniment
