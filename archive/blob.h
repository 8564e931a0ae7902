// SPDX-License-Identifier: GPL-3.0-or-later
// Attachments: one encrypted file each, named by a keyed hash of the content. The key of a file is random and stands
// only in the frames that refer to it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>

#include "archive/archive.h"
#include "archive/layout.h"

namespace muniment::archive {

Bytes blob_context(const ArchiveId& archive);

// auth_failed or corrupt if the file is not what was written under that key; not_found if it is missing.
Result<std::unique_ptr<io::InputStream>> open_blob_file(io::FileSystem& fs, const Layout& layout, const ArchiveId& archive,
                                                        const BlobId& blob, ByteView key);

// Stores attachments. Thread-safe: streams of several threads are encrypted side by side.
class BlobStore {
 public:
  BlobStore(io::FileSystem& fs, Layout layout, const ArchiveId& archive) : fs_(fs), layout_(std::move(layout)), archive_(archive) {}

  // Durable on return. Reads `content` once, in constant memory. On error a temporary file may be left, which
  // sweep() removes.
  Result<StoredBlob> put(ByteView class_key, io::InputStream& content, const KnownBlob& known);
  // Removes temporary files of writers that were stopped. Only under the writer's lock.
  Result<void> sweep();

 private:
  struct Spooled;
  Result<Spooled> spool(ByteView class_key, io::InputStream& content);
  Result<StoredBlob> publish(Spooled spooled, const KnownBlob& known);
  Result<std::optional<SecretBytes>> held_key(const BlobId& blob, const KnownBlob& known);
  Result<void> move_into_place(const Spooled& spooled);
  Result<void> make_directory_for(const BlobId& blob);

  io::FileSystem& fs_;
  Layout layout_;
  ArchiveId archive_;
  std::mutex mutex_;                       // guards the step from temporary to final name
  std::map<BlobId, SecretBytes> stored_;   // by this store: their frames may not be committed yet
  std::array<bool, 256> durable_directory_{};  // a directory that was there already may never have been synced
};

bool is_blob_temporary(std::string_view name);
bool is_blob_size(uint64_t file_size);  // whether a whole attachment can have this size on the disk

}  // namespace muniment::archive
