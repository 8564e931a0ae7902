// SPDX-License-Identifier: GPL-3.0-or-later
// Whose keys open the archive, and the proof that they do. Every change is recorded with who made it and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct KeyInfo {
  std::string recipient;  // "age1…"
  std::string label;      // "passphrase", "recovery kit", or a name
  int64_t since_ms = 0;   // 0: not known (archives of the first versions did not say)
};

struct PastBackup {
  int64_t at_ms = 0;
  std::string path;       // as it was called then
  uint64_t epoch = 0;     // of the key ring that it has
};

struct PastDrill {
  int64_t at_ms = 0;
  std::string outcome, backup;  // backup: the copy that was tried; empty: the archive's own keys
};

struct KeyOverview {
  uint64_t epoch = 0;     // of the key ring
  std::vector<KeyInfo> keys;
  std::string log_key;    // the public half of the key that signs checkpoints
  std::optional<PastBackup> last_backup;
  std::optional<PastDrill> last_drill;

  [[nodiscard]] bool has_passphrase() const;
};

// Shows no message, and so writes no access record.
Result<KeyOverview> keys(Store& store);

struct NewKey {
  SecretBytes identity;   // "AGE-SECRET-KEY-1…"
  std::string recipient;
};
NewKey new_key();

struct KeyChange {
  uint64_t epoch = 0;     // of the key ring now
  KeyInfo key;            // that was added, replaced or revoked
  uint64_t left = 0;      // how many keys open the archive now
};

// For a store in write mode. Durable on return. `made_here`: the key pair was made by new_key().
Result<KeyChange> add_key(Store& store, const std::string& recipient, const std::string& label, bool made_here, const Actor& actor);
// A new identity under a new passphrase; the one before opens nothing that is written from now on. Works with any key.
Result<KeyChange> rotate_passphrase(Store& store, const SecretBytes& passphrase, unsigned scrypt_log_n, const Actor& actor);
// By recipient or label. not_found; denied for the last key and for the passphrase's.
Result<KeyChange> revoke_key(Store& store, const std::string& recipient_or_label, const Actor& actor);

struct KeyBackup {
  std::string path;       // absolute
  uint64_t epoch = 0;
  std::string ring_sha256;
  std::vector<std::string> files;
};
// A directory with archive.note, HEAD, keys/*.age and a README.txt, which is written last, when the log has the copy on
// record. already_exists; invalid_argument inside the archive.
Result<KeyBackup> back_up_keys(Store& store, const io::Path& to, const Actor& actor);

struct DrillAnswer {
  uint64_t epoch = 0;                       // of the key ring that was tried
  std::vector<std::string> works, fails;    // in words; `fails` empty: everything would be recovered
  uint64_t frames = 0, lost_frames = 0, messages = 0, lost_messages = 0;
  std::string not_recorded;                 // why the log does not have this drill; empty: it has
  [[nodiscard]] bool recovers_everything() const { return fails.empty(); }
};
// Opens the archive with this key and, if `backup` is not empty, with the keys of that copy; then records the drill,
// for which the key must open the archive itself. auth_failed if the key opens nothing.
Result<DrillAnswer> drill_keys(io::FileSystem& fs, const io::Path& path, const io::Path& backup, const Unlock& unlock,
                               const Clock& clock, const OpenOptions& options, const Actor& actor);

}  // namespace muniment::pipeline
