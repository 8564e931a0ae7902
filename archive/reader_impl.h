// SPDX-License-Identifier: GPL-3.0-or-later
// The Reader as it is: opened by itself, or owned by the Writer, which keeps it up to date.
#pragma once

#include <mutex>

#include "archive/access_spool.h"
#include "archive/archive.h"
#include "archive/checkpoints.h"
#include "archive/key_files.h"
#include "archive/keyring.h"
#include "archive/log_scan.h"
#include "archive/machine_memory.h"
#include "archive/seal_records.h"
#include "archive/proof.h"

namespace muniment::archive {

enum class OpenFor { reading, writing, verifying };  // verifying reads every kept checkpoint

class ReaderImpl : public Reader, private ProofSource {
 public:
  static Result<std::unique_ptr<ReaderImpl>> open(io::FileSystem& fs, const Layout& layout, Identities identities,
                                                  OpenFor use, const Outside& outside = {});
  // Of an archive that is being created: keys are there, the log is empty.
  static std::unique_ptr<ReaderImpl> begin(io::FileSystem& fs, const Layout& layout, Identities identities,
                                           ArchiveNote note, Ring ring, const Outside& outside = {});

  ArchiveId id() const override { return note_.archive; }
  std::string name() const override { return note_.name; }
  int64_t created_ms() const override { return note_.created_ms; }
  std::string log_key() const override { return note_.log_key.text(); }
  std::optional<uint64_t> remembered_size() const override { return remembered_size_; }
  LogEnd end() const override { return log_.end(); }
  std::span<const LogEntry> entries() const override { return log_.entries(); }
  std::vector<Error> alarms() const override { return alarms_; }
  Result<FrameContent> read(uint64_t entry_index) const override;
  Result<LogEntry> find(MessageNumber message) const override { return log_.find(message); }
  Result<std::unique_ptr<io::InputStream>> open_blob(const BlobId& blob, ByteView key) const override;
  const DerivedKeys& keys() const override { return keyring_; }
  const ProofSource& proofs() const override { return *this; }
  Result<void> refresh() override;
  Result<void> spool_access(ByteView record) override;
  Result<std::vector<Bytes>> spooled() const override;
  KeyState key_state() const override;

  // For the writer.
  [[nodiscard]] const ArchiveNote& note() const { return note_; }
  [[nodiscard]] const Identities& identities() const { return identities_; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] Keyring& keyring() { return keyring_; }
  [[nodiscard]] const Keyring& keyring() const { return keyring_; }
  [[nodiscard]] Log& log() { return log_; }
  [[nodiscard]] const Log& log() const { return log_; }
  [[nodiscard]] LogScan& scan() { return *scan_; }
  [[nodiscard]] const SealRecords& seal_records() const { return seal_records_; }  // as of the last look at the files
  [[nodiscard]] const std::optional<Poison>& poison() const { return poison_; }
  [[nodiscard]] std::optional<uint64_t> head_size() const { return head_size_; }
  // What forbids writing whatever a person says: damage, a missing HEAD. POISON alone does not.
  [[nodiscard]] const std::vector<Error>& obstacles() const { return obstacles_; }
  // The checkpoints that the log does not bear out: all that a writer may give up. Given-up ones are not there.
  [[nodiscard]] const std::vector<Conflict>& conflicts() const { return conflicts_; }
  [[nodiscard]] MachineMemory& memory() { return memory_; }
  [[nodiscard]] bool is_remembered() const { return remembered_; }   // there is such a memory, readable or not
  [[nodiscard]] const std::optional<KeyRecord>& key_record() const { return key_record_; }
  [[nodiscard]] SpoolKeyOf spool_keys() const {
    return [this](uint32_t epoch) { return keyring_.spool_key_of(epoch); };
  }
  void written_by_us() { always_current_ = true; }

 private:
  ReaderImpl(io::FileSystem& fs, Layout layout, Identities identities, ArchiveNote note, Ring ring, const Outside& outside);
  Result<void> look(OpenFor use);
  Result<void> scan_until_settled(const ScanDepth& depth);
  Result<bool> ring_fits();
  Result<Checkpoints> gather_checkpoints(KeptOnes which);
  Result<void> take_newest_ring();
  Result<bool> ring_was_replaced() const;
  Result<void> open_spool();
  void raise_alarms(const Checkpoints& checkpoints);
  [[nodiscard]] std::vector<Conflict> not_given_up(std::vector<Conflict> conflicts) const;
  Result<Bytes> read_frame_bytes(const LogEntry& entry) const;
  struct KeyedFrame {
    FrameContent content;
    SecretBytes key;
  };
  Result<KeyedFrame> read_keyed(uint64_t entry_index) const;
  NoteKey signing_key() const override { return note_.log_key; }
  Result<std::vector<SignedCheckpoint>> signed_checkpoints(uint64_t covering) const override;
  Result<SaltedFrame> read_salted(uint64_t entry) const override;
  Result<void> each_entry(uint64_t size, const TakeEntry& take) const override;
  SpoolKey spool_key() const { return SpoolKey{note_.archive, keyring_.spool_key()}; }

  io::FileSystem& fs_;
  Layout layout_;
  Identities identities_;
  ArchiveNote note_;
  Keyring keyring_;
  Sha256 ring_hash_;
  Log log_;
  std::unique_ptr<LogScan> scan_;
  SealRecords seal_records_;
  std::optional<Poison> poison_;
  std::optional<uint64_t> head_size_;
  std::optional<KeyRecord> key_record_;   // the last of the log
  std::vector<Error> alarms_;
  std::vector<Error> obstacles_;
  std::vector<Conflict> conflicts_;
  std::vector<OutsideCheckpoint> outside_;
  MachineMemory memory_;
  bool remembered_ = false;
  std::optional<uint64_t> remembered_size_;
  bool ring_lacks_key_record_ = false;    // the last key record is under a key that only a later ring has
  bool always_current_ = false;
  std::mutex spool_mutex_;
  std::unique_ptr<AccessSpool> spool_;
};

}  // namespace muniment::archive
