// SPDX-License-Identifier: GPL-3.0-or-later
// The archive directory: an append-only log of encrypted frames, with attachments beside it (docs/archive-format.md).
// It stores record bytes with a kind and does not interpret a message. One writer, any number of readers, in any
// number of processes. What a Writer has committed is durable and is never rewritten.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/io/file_system.h"
#include "core/io/input_stream.h"
#include "core/model/event.h"

namespace muniment::archive {

// Kinds of log entry, stored as these numbers.
enum class EntryKind : uint8_t {
  messages = 1, event = 3, key = 4, hold = 5, disposition = 6, gap = 7, recovery = 8, reissue = 9, config = 10,
};

// How the keys are opened: a passphrase for keys/identity.age, or the text of an age identity file.
struct Unlock {
  SecretBytes passphrase;  // empty if identity is given
  SecretBytes identity;
};

// What lies outside the archive and knows of it: checkpoints that somebody kept elsewhere, and this machine's memory.
struct OutsideCheckpoint {
  std::string name;  // the file it came from, for alarms
  std::string note;  // a signed checkpoint
};
struct Outside {
  std::vector<OutsideCheckpoint> checkpoints;  // invalid_argument at open if one is not of this archive
  io::Path memory;                             // directory of what this machine remembers (machine_memory.h); empty: nothing
  std::string machine;                         // its name, for the record of an unknown machine
};

struct CreateOptions {
  std::string name;                 // shown to people and part of the origin of checkpoints; letters, digits, - and .
  Bytes config_record;              // encoded record (kind 70) that becomes the archive's first configuration
  std::vector<std::string> recipients;  // further age recipients ("age1…"), for example the recovery kit
  unsigned scrypt_log_n = 18;       // work factor of the passphrase; tests use less
  Outside outside{};
  bool attributes = false;          // as in WriterOptions; archive.note becomes immutable
};

// Makes the directory (or uses an empty one), keys, note, ring 1, and commits the first key record and the
// configuration. Durable on return. already_exists if there is an archive or anything else in the directory.
Result<void> create(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const CreateOptions& options,
                    const Clock& clock);

// What authenticates and places one frame: the log entry of docs/archive-format.md 2.7 plus where the frame stands.
struct LogEntry {
  uint64_t index = 0;  // position in the log, from 0
  EntryKind kind = EntryKind::messages;
  ClassId cls;
  uint32_t records = 0;
  MessageNumber first_message;  // for kind messages: record i is message first_message + i
  SegmentNo segment;
  FrameNo frame;
  uint64_t offset = 0;          // of the frame header in its segment file
  int64_t committed_ms = 0;
};

struct BlobKey {
  BlobId blob;
  SecretBytes key;  // 32 bytes
};

// A decrypted frame. `records` point into `storage`.
struct FrameContent {
  LogEntry entry;
  Bytes storage;
  std::vector<ByteView> records;
  std::vector<BlobKey> blobs;
};

struct LogEnd {
  uint64_t commit_no = 0;
  uint64_t log_size = 0;           // entries
  MessageNumber next_message;      // numbers below it are held
  Sha256 root;                     // of the log
  friend bool operator==(const LogEnd&, const LogEnd&) = default;
};

// Keys for what is derived from the log (2.16): given out so that index, catalogue and identity keys need no ring.
// All 32 bytes; thread-safe.
class DerivedKeys {
 public:
  virtual ~DerivedKeys() = default;
  virtual Result<SecretBytes> index_key(ClassId cls, Month month) const = 0;  // K_idx; not_found where the month has none yet
  // Those that K_idx replaced, newest first: partitions written under them are still read.
  virtual std::vector<SecretBytes> earlier_index_keys(ClassId cls, Month month) const = 0;
  virtual SecretBytes catalogue_key() const = 0;
  virtual SecretBytes identity_key(ClassId cls) const = 0;                    // K_ded; empty while the class has no keys
  virtual SecretBytes message_id_key() const = 0;                             // K_mid
};

// Whose keys open the archive (2.10).
struct KeyHolder {
  std::string recipient;  // "age1…"
  std::string label;      // "passphrase", "recovery kit", or a name
  int64_t since_ms = 0;   // 0: not known
};

struct KeyState {
  uint32_t epoch = 0;     // of the ring
  std::vector<KeyHolder> holders;
  std::string log_key;    // the public half of the key that signs checkpoints
};
class ProofSource;  // proof.h

// A snapshot of the log as of open() or the last refresh(). All const members are thread-safe.
class Reader {
 public:
  // Scans and checks the log's structure (R1 to R4 of 2.13, without writing anything). Errors: not_found (no archive),
  // auth_failed, unsupported (newer version), corrupt (refused: the file is named), truncated never: a torn tail is not
  // an error. A log that is shorter than HEAD, a kept checkpoint or one from outside opens, and alarms() says so.
  static Result<std::unique_ptr<Reader>> open(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                              const Outside& outside = {});
  virtual ~Reader() = default;

  virtual ArchiveId id() const = 0;
  virtual std::string name() const = 0;
  virtual int64_t created_ms() const = 0;
  virtual std::string log_key() const = 0;  // the public key that signs its checkpoints, as archive.note has it
  virtual std::optional<uint64_t> remembered_size() const = 0;  // of the checkpoint that this machine remembers
  virtual LogEnd end() const = 0;
  virtual std::span<const LogEntry> entries() const = 0;
  // Integrity alarms of opening: rollback, damage inside acknowledged data, POISON. Empty when all is well.
  virtual std::vector<Error> alarms() const = 0;
  virtual Result<FrameContent> read(uint64_t entry_index) const = 0;  // corrupt or auth_failed if the frame is not what was written
  // The entry that holds this message; not_found if the number was never given out.
  virtual Result<LogEntry> find(MessageNumber message) const = 0;
  virtual Result<std::unique_ptr<io::InputStream>> open_blob(const BlobId& blob, ByteView key) const = 0;
  virtual const DerivedKeys& keys() const = 0;
  virtual KeyState key_state() const = 0;
  virtual const ProofSource& proofs() const = 0;
  virtual Result<void> refresh() = 0;  // takes in what was committed since; not thread-safe with the const members
  // Appends an encrypted access record to this process's own spool file and syncs it: durable on return (2.14).
  virtual Result<void> spool_access(ByteView record) = 0;
  // The records in all spool files that no writer has taken into the log yet, each file's in order. Files that cannot be
  // read are left to verify.
  virtual Result<std::vector<Bytes>> spooled() const = 0;
};

struct FrameDraft {
  EntryKind kind = EntryKind::messages;
  ClassId cls = kBusinessClass;
  Month month;                       // the UTC month of the retention clock
  std::vector<Bytes> records;        // encoded; at least one
  std::vector<BlobKey> blobs;        // every blob that the records refer to, each once
};

struct Commit {
  LogEnd end;
  int64_t time_ms = 0;
};

struct StoredBlob {
  BlobId blob;
  Sha256 sha256;
  uint64_t size_bytes = 0;
  SecretBytes key;
  bool was_held = false;  // the same content was there already
};

// Finds the key of a blob that is held already (from any frame that refers to it); nothing if no record refers to it.
using KnownBlob = std::function<Result<std::optional<SecretBytes>>(const BlobId&)>;

// When a segment is closed for good (2.6).
struct SealLimits {
  uint64_t size = 256ULL << 20;              // bytes that a segment does not grow beyond, unless a single frame does
  int64_t after_ms = 24LL * 3'600'000;       // a segment that is older is sealed before its next frame
};

struct WriterOptions {
  int64_t lock_wait_ms = 0;
  int64_t checkpoint_every_ms = 3'600'000;  // at most, while it goes on writing: checkpoints kept in ckpt/
  Outside outside{};
  // Goes on although the end of the log was lost: every checkpoint that says so is given up, and the log tells it (2.13).
  // Damage is not given up by this.
  struct GiveUp {
    std::string actor, reason;
  };
  std::optional<GiveUp> give_up{};
  SealLimits seal{};
  // If set: asked for the limits once the log has been read, before anything is written.
  std::function<Result<SealLimits>(const Reader&)> seal_limits{};
  // Segments become append-only while they are written to and immutable when they are closed, where the file system
  // and the rights of the process allow it; where not, nothing is said here.
  bool attributes = false;
};

// The one writer. Holds the lock until destroyed. Not thread-safe, except put_blob, which may run beside the others.
class Writer {
 public:
  // Takes the lock (locked, after waiting up to options.lock_wait_ms, if another process has it), runs recovery (2.13: R0 to
  // R6), folds the access spool into the log. corrupt (exit 20) where writing must not go on: damage inside
  // acknowledged data, rollback.
  static Result<std::unique_ptr<Writer>> open(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                              const Clock& clock, const WriterOptions& options = {});
  virtual ~Writer() = default;

  // Sizes of the checkpoints that were given up at open (WriterOptions::give_up); empty as a rule.
  virtual std::vector<uint64_t> given_up() const = 0;
  // This machine remembered nothing of the archive at this place, and the log now says so (2.13).
  virtual bool machine_was_unknown() const = 0;
  virtual Reader& reader() = 0;  // sees everything committed, always up to date
  // Compresses and seals the frame into the open group. Nothing is on disk. Makes keys for a new (class, month) first,
  // which commits a new ring epoch (and, before it, the open group). Returns the number of the first message.
  virtual Result<MessageNumber> add(const FrameDraft& draft) = 0;
  virtual uint64_t pending_bytes() const = 0;   // sealed bytes in the open group
  // One write and one fdatasync: everything added is durable on return. An error leaves the open group lost and the
  // Writer unusable (fdatasync failed: POISON is written; no_space: nothing was written). Nothing added: the last commit.
  virtual Result<Commit> commit() = 0;
  virtual Result<StoredBlob> put_blob(ClassId cls, io::InputStream& content, const KnownBlob& known) = 0;  // durable on return
  // Commits, and keeps a checkpoint of the end in ckpt/: durable on return. The end that it covers.
  virtual Result<LogEnd> keep_checkpoint() = 0;

  // Whose keys open the archive; each change is a new ring (durability.md), durable on return, and commits the open
  // group first. `said` gives who, why and the word for it; recipient, label and epoch are filled in, and it is
  // committed together with the key record. invalid_argument: a recipient or label that is none, or is there already;
  // not_found: no such recipient; denied: it must not go.
  virtual Result<void> add_recipient(const std::string& recipient, const std::string& label, const KeyEvent& said) = 0;
  // Whoever is removed opens nothing that is written afterwards; what was written before stays open to a copy of the
  // old ring. Not the last one, and not the passphrase's: that one is replaced.
  virtual Result<void> remove_recipient(const std::string& recipient, const KeyEvent& said) = 0;
  [[nodiscard]] virtual Result<void> may_remove(const std::string& recipient) const = 0;  // what remove_recipient would refuse with
  // A new identity, opened by this passphrase, takes the place of the one before, which is revoked; where there was
  // none, it is made. At any moment either the old or the new passphrase opens the archive.
  virtual Result<void> replace_passphrase(ByteView passphrase, unsigned scrypt_log_n, const KeyEvent& said) = 0;

  virtual Result<void> close() = 0;             // commits, seals what is old, keeps a checkpoint if there is something new, publishes
                                                // HEAD, releases the lock
};

// Checking an archive: verify.h. Putting a damaged one right from a copy: repair.h.

}  // namespace muniment::archive
