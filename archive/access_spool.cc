// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/access_spool.h"

#include <cstring>

#include "archive/format.h"
#include "core/base/hex.h"
#include "core/crypto/aead.h"
#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

constexpr size_t kSeqAt = 4, kSaltAt = 12, kCommitmentAt = 36;
constexpr uint64_t kMaxSpoolFile = 1ULL << 30;
constexpr std::string_view kSuffix = ".mspl";
constexpr std::string_view kTemporarySuffix = ".mspl.tmp";

using SpoolPage = std::array<Byte, kPage>;

SpoolPage encode_page(const ArchiveId& archive, const SpoolId& id, uint32_t ring_epoch, uint64_t log_size) {
  SpoolPage page{};
  std::memcpy(page.data(), kSpoolMagic.data(), kSpoolMagic.size());
  std::memcpy(page.data() + spool_at::kArchive, archive.bytes.data(), 16);
  std::memcpy(page.data() + spool_at::kId, id.data(), 16);
  put_le(page, spool_at::kRingEpoch, ring_epoch);
  put_le(page, spool_at::kLogSize, log_size);
  const Sha256 hash = crypto::sha256(ByteView(page).first(spool_at::kPageHash));
  std::memcpy(page.data() + spool_at::kPageHash, hash.bytes.data(), 32);
  return page;
}

// Key, nonce and commitment of one record.
SecretBytes derive(const SpoolKey& key, const SpoolId& id, ByteView seq_and_salt) {
  Bytes info = to_bytes(kSpoolLabel);
  append(info, key.archive.view());
  append(info, id);
  append(info, seq_and_salt);
  return crypto::hkdf_expand_sha512(key.key.view(), info, 32 + 12 + 32);
}

Bytes seal_record(const SpoolKey& key, const SpoolId& id, uint64_t seq, ByteView record) {
  Bytes out(kSpoolRecordHead);
  put_le(out, 0, static_cast<uint32_t>(record.size()));
  put_le(out, kSeqAt, seq);
  crypto::fill_random(MutableByteView(out).subspan(kSaltAt, kSaltSize));
  const SecretBytes keys = derive(key, id, ByteView(out).subspan(kSeqAt, 8 + kSaltSize));
  std::memcpy(out.data() + kCommitmentAt, keys.view().last(32).data(), 32);
  const Bytes sealed = crypto::aead_seal(crypto::Aead::aes_256_gcm, keys.view().first(32), keys.view().subspan(32, 12), out, record);
  append(out, sealed);
  return out;
}

Result<Bytes> open_record(const SpoolKey& key, const SpoolId& id, uint64_t seq, ByteView sealed) {
  const Error wrong = make_error(ErrorCode::corrupt, "an access record is not what was written");
  if (get_le<uint64_t>(sealed, kSeqAt) != seq) return wrong;
  const SecretBytes keys = derive(key, id, sealed.subspan(kSeqAt, 8 + kSaltSize));
  if (!crypto::equal_constant_time(keys.view().last(32), sealed.subspan(kCommitmentAt, 32))) return wrong;
  return crypto::aead_open(crypto::Aead::aes_256_gcm, keys.view().first(32), keys.view().subspan(32, 12),
                           sealed.first(kSpoolRecordHead), sealed.subspan(kSpoolRecordHead));
}

// A later record that is valid by itself; the place of it cannot be told from a record whose length is not to be believed.
bool a_record_stands_behind(const SpoolKey& key, const SpoolId& id, uint64_t seq, ByteView all, uint64_t bad) {
  for (uint64_t at = bad + 1; at + kSpoolRecordHead + crypto::kAeadTagSize <= all.size(); ++at) {
    const auto its_seq = get_le<uint64_t>(all, at + kSeqAt);
    if (its_seq <= seq || its_seq - seq > all.size() / kSpoolRecordHead) continue;
    const uint64_t whole = kSpoolRecordHead + uint64_t{get_le<uint32_t>(all, at)} + crypto::kAeadTagSize;
    if (whole <= all.size() - at && open_record(key, id, its_seq, all.subspan(at, whole))) return true;
  }
  return false;
}

// A power cut can leave any bytes where the last record should be, and nobody wrote behind it.
void judge_end(const SpoolKey& key, ByteView all, uint64_t bad, bool is_whole, SpoolContent& content) {
  if (a_record_stands_behind(key, content.id, content.records.size(), all, bad)) {
    content.damaged = bad;
    return;
  }
  content.torn = TornRecord{bad, all.size() - bad, crypto::sha256(all.subspan(bad)), is_whole};
}

}  // namespace

bool is_spool_name(std::string_view name) {
  return name.size() == 32 + kSuffix.size() && name.ends_with(kSuffix) && from_hex(name.substr(0, 32)).has_value();
}
bool is_spool_temporary(std::string_view name) { return name.ends_with(kTemporarySuffix); }

// The file gets its name only when it is locked, so that no writer takes it for the file of a process that has ended.
Result<std::unique_ptr<AccessSpool>> AccessSpool::create(io::FileSystem& fs, const Layout& layout, SpoolKey key,
                                                         uint32_t ring_epoch, uint64_t log_size) {
  SpoolId id{};
  crypto::fill_random(id);
  const io::Path temporary = layout.spool() / (to_hex(id) + std::string(kTemporarySuffix));
  MUNIMENT_TRY(auto file, fs.create_append(temporary));
  MUNIMENT_TRY(const bool locked, file->try_lock_exclusive());
  if (!locked) return make_error(ErrorCode::locked, "the access spool of this process is locked by another").at(temporary);
  MUNIMENT_TRY_VOID(file->append(encode_page(key.archive, id, ring_epoch, log_size)));
  MUNIMENT_TRY_VOID(file->sync());
  MUNIMENT_TRY_VOID(fs.rename(temporary, layout.spool() / (to_hex(id) + std::string(kSuffix))));
  MUNIMENT_TRY_VOID(fs.sync_directory(layout.spool()));
  return std::unique_ptr<AccessSpool>(new AccessSpool(std::move(file), std::move(key), id));
}

Result<void> AccessSpool::append(ByteView record) {
  if (broken_) return make_error(ErrorCode::io, "access records can no longer be written by this process");
  if (record.size() > kMaxSpoolRecord) return make_error(ErrorCode::invalid_argument, "an access record is larger than 1 MiB");
  broken_ = true;  // until both steps have succeeded: a half-written record must stay the last
  MUNIMENT_TRY_VOID(file_->append(seal_record(key_, id_, next_, record)));
  MUNIMENT_TRY_VOID(file_->sync());
  broken_ = false;
  ++next_;
  return {};
}

Result<SpoolContent> read_spool(const io::File& file, const io::Path& path, const ArchiveId& archive, const SpoolKeyOf& key_of) {
  MUNIMENT_TRY(const uint64_t size, file.size());
  if (size > kMaxSpoolFile) return make_error(ErrorCode::corrupt, "an access spool is larger than it can be").at(path);
  Bytes bytes(size);
  MUNIMENT_TRY_VOID(io::read_exactly(file, 0, bytes, path));
  SpoolContent content;
  const ByteView all(bytes);
  if (size >= kPage) {
    std::memcpy(content.id.data(), all.data() + spool_at::kId, content.id.size());
    content.ring_epoch = get_le<uint32_t>(all, spool_at::kRingEpoch);
    content.log_size = get_le<uint64_t>(all, spool_at::kLogSize);
  }
  if (size < kPage || !equal(all.first(kPage), encode_page(archive, content.id, content.ring_epoch, content.log_size))) {
    return make_error(ErrorCode::corrupt, "the first page of an access spool is damaged").at(path, 0);
  }
  const SpoolKey key{archive, key_of(content.ring_epoch)};
  for (uint64_t at = kPage; at < size;) {
    const uint64_t left = size - at;
    const uint64_t whole = left < kSpoolRecordHead ? left + 1 : kSpoolRecordHead + uint64_t{get_le<uint32_t>(all, at)} + crypto::kAeadTagSize;
    auto record = whole > left ? Result<Bytes>(make_error(ErrorCode::truncated, "an access record is cut off"))
                               : open_record(key, content.id, content.records.size(), all.subspan(at, whole));
    if (!record) {
      judge_end(key, all, at, whole <= left, content);
      break;
    }
    content.records.push_back(std::move(*record));
    at += whole;
  }
  return content;
}

}  // namespace muniment::archive
