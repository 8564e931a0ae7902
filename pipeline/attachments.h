// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: puts the attachments of incoming records into the archive, each content once.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "ingest/source_record.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

class AttachmentStore {
 public:
  explicit AttachmentStore(StoreParts& parts) : parts_(parts) {}

  // What can be said of the attachment without storing it: name, type, and if its bytes are at hand their hash and size.
  static Result<Attachment> describe(const ingest::SourceAttachment& source);

  // Stores the bytes (durable on return) and completes the description; returns the key for the frame.
  Result<archive::BlobKey> store(const ingest::SourceAttachment& source, Attachment& attachment);

 private:
  Result<std::optional<SecretBytes>> known_key(const BlobId& blob);
  Result<void> learn_from_log();

  StoreParts& parts_;
  bool learned_ = false;
  std::unordered_map<BlobId, uint64_t> entry_of_;     // blobs of the log: the entry whose frame has the key
  std::unordered_map<BlobId, SecretBytes> this_run_;
};

// The key of a blob that the message refers to; not_found if its frame does not list it.
Result<SecretBytes> blob_key_of(StoreParts& parts, MessageNumber number, const BlobId& blob);

}  // namespace muniment::pipeline
