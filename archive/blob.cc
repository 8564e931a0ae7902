// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/blob.h"

#include "archive/format.h"
#include "core/base/hex.h"
#include "core/crypto/chunked.h"
#include "core/crypto/hash.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

constexpr size_t kReadSize = 128U << 10;
constexpr size_t kWriteSize = 256U << 10;
constexpr std::string_view kTemporary = "tmp-";

// Collects small pieces into large appends.
class BufferedAppend {
 public:
  explicit BufferedAppend(io::File& file) : file_(file) { buffer_.reserve(kWriteSize + kReadSize); }
  Result<void> write(ByteView bytes) {
    append(buffer_, bytes);
    return buffer_.size() >= kWriteSize ? flush() : Result<void>{};
  }
  Result<void> flush() {
    if (buffer_.empty()) return {};
    MUNIMENT_TRY_VOID(file_.append(buffer_));
    buffer_.clear();
    return {};
  }

 private:
  io::File& file_;
  Bytes buffer_;
};

}  // namespace

struct BlobStore::Spooled {
  io::Path path;
  StoredBlob blob;
};

Bytes blob_context(const ArchiveId& archive) {
  Bytes context = to_bytes(kBlobLabel);
  append(context, archive.view());
  return context;
}

bool is_blob_temporary(std::string_view name) { return name.starts_with(kTemporary); }

// The last chunk is always there, with its tag, and is never a full one.
bool is_blob_size(uint64_t file_size) {
  constexpr uint64_t kTag = crypto::kChunkSealed - crypto::kChunkPlain;
  return file_size >= crypto::kChunkedHeader + kTag && (file_size - crypto::kChunkedHeader) % crypto::kChunkSealed >= kTag;
}

Result<std::unique_ptr<io::InputStream>> open_blob_file(io::FileSystem& fs, const Layout& layout, const ArchiveId& archive,
                                                        const BlobId& blob, ByteView key) {
  const io::Path path = layout.blob(blob);
  MUNIMENT_TRY(std::shared_ptr<const io::File> file, fs.open_read(path));
  auto reader = crypto::ChunkedReader::open(file, key, blob_context(archive));
  if (!reader) return with_context(std::move(reader.error()).at(path), "opening an attachment");
  return crypto::stream_of(std::shared_ptr<const crypto::ChunkedReader>(std::move(*reader)));
}

Result<StoredBlob> BlobStore::put(ByteView class_key, io::InputStream& content, const KnownBlob& known) {
  auto spooled = spool(class_key, content);
  if (!spooled) return with_context(std::move(spooled.error()), "storing an attachment");
  const std::lock_guard guard(mutex_);
  return publish(std::move(*spooled), known);
}

// Encrypts to a temporary name while hashing, and makes the bytes durable. The final name is known only afterwards.
Result<BlobStore::Spooled> BlobStore::spool(ByteView class_key, io::InputStream& content) {
  Spooled spooled;
  spooled.path = layout_.blobs() / (std::string(kTemporary) + to_hex(crypto::random_secret(16).view()));
  spooled.blob.key = crypto::random_secret(32);
  MUNIMENT_TRY(const auto file, fs_.create_append(spooled.path));
  BufferedAppend out(*file);
  crypto::ChunkedWriter writer(spooled.blob.key.view(), blob_context(archive_), [&](ByteView sealed) { return out.write(sealed); });
  crypto::Sha256Stream hash;
  SecretBytes buffer(kReadSize);
  for (;;) {
    MUNIMENT_TRY(const size_t got, content.read(buffer.writable()));
    if (got == 0) break;
    const ByteView part = buffer.view().first(got);
    hash.update(part);
    spooled.blob.size_bytes += got;
    MUNIMENT_TRY_VOID(writer.write(part));
  }
  MUNIMENT_TRY_VOID(writer.finish());
  MUNIMENT_TRY_VOID(out.flush());
  MUNIMENT_TRY_VOID(file->sync());
  spooled.blob.sha256 = hash.digest();
  spooled.blob.blob = BlobId::from(crypto::hmac_sha256(class_key, spooled.blob.sha256.view()).view());
  return spooled;
}

Result<StoredBlob> BlobStore::publish(Spooled spooled, const KnownBlob& known) {
  const BlobId& blob = spooled.blob.blob;
  MUNIMENT_TRY(const bool there, fs_.exists(layout_.blob(blob)));
  if (there) {
    MUNIMENT_TRY(auto key, held_key(blob, known));
    if (key) {
      MUNIMENT_TRY_VOID(fs_.remove(spooled.path));
      spooled.blob.key = std::move(*key);
      spooled.blob.was_held = true;
      return std::move(spooled.blob);
    }
  }
  // There and known to no record: left by a writer that was stopped before its commit; nobody has its key.
  MUNIMENT_TRY_VOID(move_into_place(spooled));
  stored_.insert_or_assign(blob, spooled.blob.key.clone());
  return std::move(spooled.blob);
}

Result<std::optional<SecretBytes>> BlobStore::held_key(const BlobId& blob, const KnownBlob& known) {
  if (const auto mine = stored_.find(blob); mine != stored_.end()) return std::optional(mine->second.clone());
  return known(blob);
}

Result<void> BlobStore::move_into_place(const Spooled& spooled) {
  const BlobId& blob = spooled.blob.blob;
  MUNIMENT_TRY_VOID(make_directory_for(blob));
  MUNIMENT_TRY_VOID(fs_.rename(spooled.path, layout_.blob(blob)));
  return fs_.sync_directory(layout_.blob_directory(blob));
}

Result<void> BlobStore::make_directory_for(const BlobId& blob) {
  bool& durable = durable_directory_[blob.bytes[0]];
  if (durable) return {};
  MUNIMENT_TRY_VOID(fs_.make_directory(layout_.blob_directory(blob)));
  MUNIMENT_TRY_VOID(fs_.sync_directory(layout_.blobs()));
  durable = true;
  return {};
}

Result<void> BlobStore::sweep() {
  MUNIMENT_TRY(const auto entries, fs_.list(layout_.blobs()));
  for (const io::DirectoryEntry& entry : entries) {
    if (is_blob_temporary(entry.name)) MUNIMENT_TRY_VOID(fs_.remove(layout_.blobs() / entry.name));
  }
  return {};
}

}  // namespace muniment::archive
