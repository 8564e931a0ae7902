// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/attachments.h"

#include "core/crypto/hash.h"

namespace muniment::pipeline {

Result<Attachment> AttachmentStore::describe(const ingest::SourceAttachment& source) {
  Attachment attachment;
  attachment.name = source.name;
  attachment.mime = source.mime;
  attachment.kind = source.kind;
  attachment.pages = source.pages;
  attachment.size_bytes = source.size_bytes;
  attachment.stated_sha256 = source.stated_sha256;
  attachment.source_id = source.source_id;
  if (!source.open) return attachment;
  MUNIMENT_TRY(const auto stream, source.open());
  crypto::Sha256Stream hash;
  Bytes buffer(256 * 1024);
  uint64_t size = 0;
  for (;;) {
    MUNIMENT_TRY(const size_t got, stream->read(buffer));
    if (got == 0) break;
    hash.update(ByteView(buffer).first(got));
    size += got;
  }
  attachment.sha256 = hash.digest();
  attachment.size_bytes = size;
  return attachment;
}

Result<archive::BlobKey> AttachmentStore::store(const ingest::SourceAttachment& source, Attachment& attachment) {
  MUNIMENT_TRY(const auto stream, source.open());
  MUNIMENT_TRY(archive::StoredBlob stored,
               parts_.writer->put_blob(kBusinessClass, *stream, [this](const BlobId& blob) { return known_key(blob); }));
  attachment.blob = stored.blob;
  attachment.sha256 = stored.sha256;
  attachment.size_bytes = stored.size_bytes;
  this_run_.insert_or_assign(stored.blob, stored.key.clone());
  return archive::BlobKey{stored.blob, std::move(stored.key)};
}

Result<std::optional<SecretBytes>> AttachmentStore::known_key(const BlobId& blob) {
  if (const auto known = this_run_.find(blob); known != this_run_.end()) {
    return std::optional<SecretBytes>(known->second.clone());
  }
  MUNIMENT_TRY_VOID(learn_from_log());
  const auto entry = entry_of_.find(blob);
  if (entry == entry_of_.end()) return std::optional<SecretBytes>();
  MUNIMENT_TRY(archive::FrameContent frame, parts_.log().read(entry->second));
  for (archive::BlobKey& key : frame.blobs) {
    if (key.blob == blob) return std::optional<SecretBytes>(std::move(key.key));
  }
  return std::optional<SecretBytes>();
}

// Once in a run, and only when a file of that content is there already: which frames have the keys.
Result<void> AttachmentStore::learn_from_log() {
  if (learned_) return {};
  learned_ = true;
  for (const archive::LogEntry& entry : parts_.log().entries()) {
    if (entry.kind != archive::EntryKind::messages) continue;
    MUNIMENT_TRY(const archive::FrameContent frame, parts_.log().read(entry.index));
    for (const archive::BlobKey& key : frame.blobs) entry_of_.emplace(key.blob, entry.index);
  }
  return {};
}

Result<SecretBytes> blob_key_of(StoreParts& parts, MessageNumber number, const BlobId& blob) {
  MUNIMENT_TRY(const archive::FrameContent* const frame, parts.frames->frame_of(number));
  for (const archive::BlobKey& key : frame->blobs) {
    if (key.blob == blob) return key.key.clone();
  }
  return make_error(ErrorCode::not_found, "message " + to_string(number) + " has no key for that attachment");
}

}  // namespace muniment::pipeline
