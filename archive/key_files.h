// SPDX-License-Identifier: GPL-3.0-or-later
// The age files in keys/: identity, log key, ring by epoch; and the record that ties a ring file to the log.
#pragma once

#include <optional>
#include <vector>

#include "archive/archive.h"
#include "archive/layout.h"
#include "archive/note.h"
#include "archive/ring.h"
#include "core/crypto/age_file.h"
#include "core/crypto/sign.h"

namespace muniment::archive {

using Identities = std::vector<crypto::AgeIdentity>;

// What the passphrase or the identity file opens. auth_failed for a wrong passphrase.
Result<Identities> open_identities(io::FileSystem& fs, const Layout& layout, const Unlock& unlock);
// keys/identity.age, durable on return.
Result<void> write_identity(io::FileSystem& fs, const Layout& layout, const crypto::AgeIdentity& identity,
                            ByteView passphrase, unsigned scrypt_log_n);

struct RingFile {
  Ring ring;
  Sha256 hash;   // of the file
  Bytes bytes;   // of the file
};
// Epochs that have a file, ascending.
Result<std::vector<uint32_t>> ring_epochs(io::FileSystem& fs, const Layout& layout);
Result<RingFile> read_ring(io::FileSystem& fs, const Layout& layout, uint32_t epoch, const Identities& identities);
// The file with the highest epoch.
Result<RingFile> read_newest_ring(io::FileSystem& fs, const Layout& layout, const Identities& identities);
// keys/ring.<epoch>.age, sealed to ring.recipients, durable on return; replaces a file of the same epoch.
Result<Sha256> write_ring(io::FileSystem& fs, const Layout& layout, const Ring& ring);
// Removes the files of all epochs but this one, and temporary files. Durable on return.
Result<void> remove_other_rings(io::FileSystem& fs, const Layout& layout, uint32_t epoch);

Result<void> write_log_key(io::FileSystem& fs, const Layout& layout, std::span<const std::string> recipients,
                           const crypto::Ed25519KeyPair& key);
// For how many keys/log.age is sealed; no key is needed to tell.
Result<size_t> recipients_of_log_key(io::FileSystem& fs, const Layout& layout);
Result<crypto::Ed25519KeyPair> read_log_key(io::FileSystem& fs, const Layout& layout, const Identities& identities,
                                            const NoteKey& expected);

// The key record: which ring file the log goes on with.
struct KeyRecord {
  uint32_t epoch = 0;
  Sha256 ring_hash;
  std::optional<Sha256> identity_hash;  // of keys/identity.age, where there is one
};
Bytes encode_key_record(const KeyRecord& record, int64_t now_ms);
Result<KeyRecord> decode_key_record(ByteView encoded);
Result<std::optional<Sha256>> hash_of_identity_file(io::FileSystem& fs, const Layout& layout);

}  // namespace muniment::archive
