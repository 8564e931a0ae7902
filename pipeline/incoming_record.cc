// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/incoming_record.h"

#include <algorithm>

#include "core/crypto/hash.h"
#include "pipeline/attachments.h"

namespace muniment::pipeline {
namespace {

// A sentence of the system that is known, and so is compared by what it says happened and to whom.
bool is_event(const ingest::SourceRecord& source) {
  return source.kind != RecordKind::message && event_of(source.facts).has_value();
}

}  // namespace

TextIdentity text_identity_of_source(const ingest::SourceRecord& source, const Renaming& renaming) {
  TextIdentity identity;
  identity.minute = source.wall_minute;
  const Sha256 digest = crypto::sha256(as_bytes(source.canonical_text));
  std::copy_n(digest.bytes.begin(), identity.digest.size(), identity.digest.begin());
  if (is_event(source)) {
    if (!source.sender.empty()) identity.sender = "";
  } else if (const std::string& held = renaming.held_name(source.sender); held != source.sender) {
    identity.sender = held;
  }
  return identity;
}

Record record_to_find(const ingest::SourceFormat& format, const ingest::SourceRecord& source) {
  Record record;
  record.kind = source.kind;
  record.source_id = format.platform;
  record.sender = source.sender;
  set_text_identity(record, text_identity_of_source(source, {}));
  return record;
}

Result<Record> record_to_recognise(const ingest::SourceFormat& format, const std::string& conversation,
                                   const Renaming& renaming, ingest::SourceRecord& source) {
  Record record;
  record.kind = source.kind;
  record.source_id = format.platform;
  for (const ingest::SourceAttachment& attachment : source.attachments) {
    MUNIMENT_TRY(Attachment described, AttachmentStore::describe(attachment));
    record.attachments.push_back(std::move(described));
  }
  if (source.source_message_id.empty()) set_text_identity(record, text_identity_of_source(source, renaming));
  record.source_message_id = std::move(source.source_message_id);
  record.conversation = source.conversation.empty() ? conversation : std::move(source.conversation);
  record.sender = std::move(source.sender);
  record.time = std::move(source.time);
  record.references = std::move(source.references);
  record.facts = std::move(source.facts);
  record.text = std::move(source.text);
  return record;
}

void set_delivered(Record& record, const ingest::Delivered& delivered) {
  record.session = delivered.session;
  if (delivered.received_ms) record.captured_ms = delivered.received_ms;
  if (!delivered.sequence) return;
  CollectorSequence collected;
  const Sha256 digest = crypto::sha256(as_bytes(delivered.session));
  std::copy_n(digest.bytes.begin(), collected.collector.size(), collected.collector.begin());
  collected.sequence = *delivered.sequence;
  record.collected = collected;
}

}  // namespace muniment::pipeline
