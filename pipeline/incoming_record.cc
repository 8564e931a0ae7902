// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/incoming_record.h"

#include <algorithm>

#include "core/crypto/hash.h"
#include "pipeline/attachments.h"

namespace muniment::pipeline {

TextIdentity text_identity_of_source(const ingest::SourceRecord& source) {
  TextIdentity identity;
  identity.minute = source.wall_minute;
  const Sha256 digest = crypto::sha256(as_bytes(source.canonical_text));
  std::copy_n(digest.bytes.begin(), identity.digest.size(), identity.digest.begin());
  return identity;
}

Result<Record> record_to_recognise(const ingest::SourceFormat& format, const std::string& conversation,
                                   ingest::SourceRecord source) {
  Record record;
  record.kind = source.kind;
  record.source_id = format.platform;
  for (const ingest::SourceAttachment& attachment : source.attachments) {
    MUNIMENT_TRY(Attachment described, AttachmentStore::describe(attachment));
    record.attachments.push_back(std::move(described));
  }
  if (source.source_message_id.empty()) set_text_identity(record, text_identity_of_source(source));
  record.source_message_id = std::move(source.source_message_id);
  record.conversation = source.conversation.empty() ? conversation : std::move(source.conversation);
  record.sender = std::move(source.sender);
  record.time = std::move(source.time);
  record.references = std::move(source.references);
  record.facts = std::move(source.facts);
  record.text = std::move(source.text);
  return record;
}

}  // namespace muniment::pipeline
