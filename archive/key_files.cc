// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/key_files.h"

#include <algorithm>

#include "core/base/cbor.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxKeyFile = 64U << 20;

// Fields of the key record.
constexpr uint64_t kEpoch = 96, kRingHash = 97, kIdentityHash = 98;

Bytes encoded_uint(uint64_t value) {
  Bytes out;
  cbor::Encoder(out).uint(value);
  return out;
}
Bytes encoded_bytes(ByteView value) {
  Bytes out;
  cbor::Encoder(out).bytes(value);
  return out;
}

Result<Sha256> hash_field(ByteView encoded) {
  cbor::Decoder in(encoded);
  MUNIMENT_TRY(const ByteView bytes, in.bytes());
  if (bytes.size() != 32) return in.broken("a hash does not have 32 bytes");
  return Sha256::from(bytes);
}

Result<void> take_field(KeyRecord& record, uint64_t key, ByteView encoded) {
  if (key == kEpoch) {
    cbor::Decoder in(encoded);
    MUNIMENT_TRY(const uint64_t epoch, in.uint());
    record.epoch = static_cast<uint32_t>(epoch);
  } else if (key == kRingHash) {
    MUNIMENT_TRY(record.ring_hash, hash_field(encoded));
  } else if (key == kIdentityHash) {
    MUNIMENT_TRY(const Sha256 hash, hash_field(encoded));
    record.identity_hash = hash;
  }
  return {};
}

}  // namespace

Result<Identities> open_identities(io::FileSystem& fs, const Layout& layout, const Unlock& unlock) {
  if (!unlock.identity.empty()) return crypto::parse_identity_file(as_text(unlock.identity.view()));
  auto file = io::read_file(fs, layout.identity(), kMaxKeyFile);
  if (!file && file.error().code == ErrorCode::not_found) {
    return make_error(ErrorCode::auth_failed, "this archive cannot be opened with a passphrase")
        .because("keys/identity.age is not there").advise("give the identity file with --key-file").at(layout.identity());
  }
  if (!file) return file.error();
  auto text = crypto::age_open_with_passphrase(unlock.passphrase.view(), *file);
  if (!text) return with_context(std::move(text.error()).at(layout.identity()), "opening the keys with the passphrase");
  return crypto::parse_identity_file(as_text(text->view()));
}

Result<void> write_identity(io::FileSystem& fs, const Layout& layout, const crypto::AgeIdentity& identity,
                            ByteView passphrase, unsigned scrypt_log_n) {
  const SecretBytes text = identity.text();
  SecretBytes line(text.size() + 1);
  std::copy(text.view().begin(), text.view().end(), line.writable().begin());
  line.writable().back() = '\n';
  MUNIMENT_TRY(const Bytes file, crypto::age_seal_with_passphrase(passphrase, line.view(), scrypt_log_n));
  return io::write_file_durably(fs, layout.identity(), file);
}

Result<std::vector<uint32_t>> ring_epochs(io::FileSystem& fs, const Layout& layout) {
  MUNIMENT_TRY(const auto entries, fs.list(layout.keys()));
  std::vector<uint32_t> epochs;
  for (const io::DirectoryEntry& entry : entries) {
    if (const auto epoch = epoch_of_name(entry.name)) epochs.push_back(*epoch);
  }
  std::sort(epochs.begin(), epochs.end());
  return epochs;
}

Result<RingFile> read_ring(io::FileSystem& fs, const Layout& layout, uint32_t epoch, const Identities& identities) {
  const io::Path path = layout.ring(epoch);
  MUNIMENT_TRY(Bytes bytes, io::read_file(fs, path, kMaxKeyFile));
  auto body = crypto::age_open(identities, bytes);
  if (!body) return with_context(std::move(body.error()).at(path), "opening key ring " + std::to_string(epoch));
  auto ring = decode_ring(body->view());
  if (!ring) return with_context(std::move(ring.error()).at(path), "reading key ring " + std::to_string(epoch));
  if (ring->epoch != epoch) {
    return make_error(ErrorCode::corrupt, "the key ring has another epoch than its name").at(path);
  }
  const Sha256 hash = crypto::sha256(bytes);
  return RingFile{std::move(*ring), hash, std::move(bytes)};
}

Result<RingFile> read_newest_ring(io::FileSystem& fs, const Layout& layout, const Identities& identities) {
  // A writer beside us may replace the ring between the listing and the reading; the name we saw is gone then.
  for (int attempt = 0; attempt < 8; ++attempt) {
    MUNIMENT_TRY(const auto epochs, ring_epochs(fs, layout));
    if (epochs.empty()) break;
    auto ring = read_ring(fs, layout, epochs.back(), identities);
    if (ring || ring.error().code != ErrorCode::not_found) return ring;
  }
  return make_error(ErrorCode::corrupt, "the key ring is missing")
      .because("there is no file keys/ring.<epoch>.age").advise("put a copy of the newest key ring back").at(layout.keys());
}

Result<Sha256> write_ring(io::FileSystem& fs, const Layout& layout, const Ring& ring) {
  const SecretBytes body = encode_ring(ring);
  MUNIMENT_TRY(const Bytes file, crypto::age_seal_to(ring.recipients, body.view()));
  MUNIMENT_TRY_VOID(io::write_file_durably(fs, layout.ring(ring.epoch), file));
  return crypto::sha256(file);
}

Result<void> remove_other_rings(io::FileSystem& fs, const Layout& layout, uint32_t epoch) {
  MUNIMENT_TRY(const auto epochs, ring_epochs(fs, layout));
  bool removed = false;
  for (const uint32_t other : epochs) {
    if (other == epoch) continue;
    MUNIMENT_TRY_VOID(fs.remove(layout.ring(other)));
    removed = true;
  }
  return removed ? fs.sync_directory(layout.keys()) : Result<void>{};
}

Result<void> write_log_key(io::FileSystem& fs, const Layout& layout, std::span<const std::string> recipients,
                           const crypto::Ed25519KeyPair& key) {
  MUNIMENT_TRY(const Bytes file, crypto::age_seal_to(recipients, key.seed.view()));
  return io::write_file_durably(fs, layout.log_key(), file);
}

// The header of an age file is text: a line "-> …" for each recipient, up to the line "--- …".
Result<size_t> recipients_of_log_key(io::FileSystem& fs, const Layout& layout) {
  MUNIMENT_TRY(const Bytes file, io::read_file(fs, layout.log_key(), kMaxKeyFile));
  const std::string_view header = as_text(file).substr(0, as_text(file).find("\n---"));
  size_t count = 0;
  for (size_t at = header.find("\n-> "); at != std::string_view::npos; at = header.find("\n-> ", at + 1)) ++count;
  return count;
}

Result<crypto::Ed25519KeyPair> read_log_key(io::FileSystem& fs, const Layout& layout, const Identities& identities,
                                            const NoteKey& expected) {
  const io::Path path = layout.log_key();
  MUNIMENT_TRY(const Bytes file, io::read_file(fs, path, kMaxKeyFile));
  auto seed = crypto::age_open(identities, file);
  if (!seed) return with_context(std::move(seed.error()).at(path), "opening the log key");
  MUNIMENT_TRY(auto pair, crypto::ed25519_from_seed(seed->view()));
  if (pair.public_key != expected.public_key) {
    return make_error(ErrorCode::corrupt, "keys/log.age is not the log key that archive.note names").at(path);
  }
  return pair;
}

Bytes encode_key_record(const KeyRecord& record, int64_t now_ms) {
  Record out;
  out.kind = RecordKind::key;
  out.captured_ms = now_ms;
  out.fields.emplace_back(kEpoch, encoded_uint(record.epoch));
  out.fields.emplace_back(kRingHash, encoded_bytes(record.ring_hash.view()));
  if (record.identity_hash) out.fields.emplace_back(kIdentityHash, encoded_bytes(record.identity_hash->view()));
  return encode(out);
}

Result<KeyRecord> decode_key_record(ByteView encoded) {
  MUNIMENT_TRY(const Record in, decode_record(encoded));
  KeyRecord record;
  for (const auto& [key, value] : in.fields) MUNIMENT_TRY_VOID(take_field(record, key, value));
  if (in.kind != RecordKind::key || record.epoch == 0 || record.ring_hash.is_zero()) {
    return make_error(ErrorCode::corrupt, "a key record does not name a key ring");
  }
  return record;
}

Result<std::optional<Sha256>> hash_of_identity_file(io::FileSystem& fs, const Layout& layout) {
  auto file = io::read_file(fs, layout.identity(), kMaxKeyFile);
  if (!file && file.error().code == ErrorCode::not_found) return std::optional<Sha256>{};
  if (!file) return file.error();
  return std::optional<Sha256>{crypto::sha256(*file)};
}

}  // namespace muniment::archive
