// SPDX-License-Identifier: GPL-3.0-or-later
// Access records of processes that read without the writer's lock: each appends to an encrypted file of its own, and
// the next writer folds them into the log.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/layout.h"

namespace muniment::archive {

using SpoolId = std::array<Byte, 16>;

struct SpoolKey {
  ArchiveId archive;
  SecretBytes key;  // K_spool
};

// The writing side: one file per process, made at the first record. Not thread-safe.
class AccessSpool {
 public:
  // `log_size`: every record is folded behind this place of the log, so a fold looks no further back for itself.
  static Result<std::unique_ptr<AccessSpool>> create(io::FileSystem& fs, const Layout& layout, SpoolKey key,
                                                     uint32_t ring_epoch, uint64_t log_size);
  Result<void> append(ByteView record);  // durable on return

 private:
  AccessSpool(std::unique_ptr<io::File> file, SpoolKey key, const SpoolId& id)
      : file_(std::move(file)), key_(std::move(key)), id_(id) {}

  std::unique_ptr<io::File> file_;  // holds the lock that says "still in use"
  SpoolKey key_;
  SpoolId id_;
  uint64_t next_ = 0;
  bool broken_ = false;
};

// What stands where the last record should be. Its command showed nothing, unless somebody altered it since.
struct TornRecord {
  uint64_t offset = 0;
  uint64_t size = 0;        // to the end of the file
  Sha256 sha256;
  bool is_whole = false;    // as long as it says, so a crash has torn it inside, or it was altered: who can tell
};

struct SpoolContent {
  SpoolId id{};
  uint32_t ring_epoch = 0;           // in which it was made
  uint64_t log_size = 0;
  std::vector<Bytes> records;        // record i has sequence number i
  std::optional<TornRecord> torn;    // a last record that is not what was written
  std::optional<uint64_t> damaged;   // offset of a record that is not what was written, with good ones behind it
};
// K_spool of the ring epoch in which a spool was made.
using SpoolKeyOf = std::function<SecretBytes(uint32_t ring_epoch)>;
// corrupt if the first page is damaged.
Result<SpoolContent> read_spool(const io::File& file, const io::Path& path, const ArchiveId& archive, const SpoolKeyOf& key_of);

bool is_spool_name(std::string_view name);       // <32 hex digits>.mspl
bool is_spool_temporary(std::string_view name);

}  // namespace muniment::archive
