// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_frames.h"

#include <algorithm>

#include "core/model/codec.h"

namespace muniment::archive {
namespace {

bool lists(const std::vector<BlobKey>& ascending, const BlobId& blob) {
  const auto at = std::lower_bound(ascending.begin(), ascending.end(), blob,
                                   [](const BlobKey& b, const BlobId& id) { return b.blob < id; });
  return at != ascending.end() && at->blob == blob;
}

// `record` is only memory to decode into.
Result<void> check_record(ByteView encoded, uint32_t number, Record& record, FrameOutcome& outcome) {
  auto decoded = decode_record_into(encoded, record);
  if (!decoded) return with_context(std::move(decoded.error()), "decoding a record");
  for (const Attachment& attachment : record.attachments) {
    if (!attachment.blob || !attachment.sha256) continue;
    if (!lists(outcome.blobs, *attachment.blob)) {
      return make_error(ErrorCode::corrupt, "a record refers to an attachment that its frame does not list");
    }
    outcome.contents.push_back(StatedContent{*attachment.blob, *attachment.sha256, number});
  }
  return {};
}

Result<void> open_into(const FrameTask& task, const ArchiveId& archive, const Keyring& keyring, FrameOutcome& outcome) {
  if (task.frame.offset == 0) {
    return make_error(ErrorCode::corrupt, "the frame cannot be found").because("its header is damaged");
  }
  thread_local Bytes bytes;
  thread_local Record record;
  bytes.resize(kFrameHeader + task.frame.header.payload_len);
  auto read = io::read_exactly(*task.file, task.frame.offset, bytes, task.path);
  if (!read && read.error().code == ErrorCode::truncated) {
    return make_error(ErrorCode::corrupt, "the file ends inside the frame");
  }
  MUNIMENT_TRY_VOID(std::move(read));
  MUNIMENT_TRY(const SecretBytes key, keyring.frame_key(task.frame.header.unit, task.frame.header.unit_index));
  MUNIMENT_TRY(OpenedFrame opened, open_frame(bytes, archive, key.view()));
  if (inner_root(key.view(), opened.records) != task.entry.inner_root) {
    return make_error(ErrorCode::corrupt, "the records are not those that the log entry was made of");
  }
  outcome.blobs = std::move(opened.blobs);
  for (size_t i = 0; i < opened.records.size(); ++i) {
    MUNIMENT_TRY_VOID(check_record(opened.records[i], static_cast<uint32_t>(i), record, outcome));
  }
  return {};
}

}  // namespace

FrameOutcome open_in_full(const FrameTask& task, const ArchiveId& archive, const Keyring& keyring) {
  FrameOutcome outcome;
  auto done = open_into(task, archive, keyring, outcome);
  if (!done) outcome.trouble = std::move(done.error());
  return outcome;
}

}  // namespace muniment::archive
