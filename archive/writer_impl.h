// SPDX-License-Identifier: GPL-3.0-or-later
// The one writer: an open group in memory, an open segment per class, the ring, HEAD. All public calls take one mutex,
// so that put_blob may run beside the others; it holds the mutex only to get the class's key.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "archive/archive.h"
#include "archive/blob.h"
#include "archive/reader_impl.h"
#include "archive/segment_writer.h"
#include "core/model/event.h"

namespace muniment::archive {

// What one frame is to hold, by reference: FrameDraft without the ownership.
struct FrameParts {
  EntryKind kind = EntryKind::messages;
  ClassId cls;
  std::span<const Bytes> records;
  std::span<const BlobKey> blobs;
};

class WriterImpl : public Writer {
 public:
  // Takes over a reader that was opened for writing, under the lock. Recovery has not run yet.
  WriterImpl(io::FileSystem& fs, std::unique_ptr<ReaderImpl> reader, crypto::Ed25519KeyPair log_key, const Clock& clock,
             WriterOptions options, std::unique_ptr<io::File> lock);
  ~WriterImpl() override;

  std::vector<uint64_t> given_up() const override;
  bool machine_was_unknown() const override { return machine_was_unknown_; }
  Reader& reader() override { return *reader_; }
  Result<MessageNumber> add(const FrameDraft& draft) override;
  uint64_t pending_bytes() const override;
  Result<Commit> commit() override;
  Result<StoredBlob> put_blob(ClassId cls, io::InputStream& content, const KnownBlob& known) override;
  Result<LogEnd> keep_checkpoint() override;
  Result<void> add_recipient(const std::string& recipient, const std::string& label, const KeyEvent& said) override;
  Result<void> remove_recipient(const std::string& recipient, const KeyEvent& said) override;
  [[nodiscard]] Result<void> may_remove(const std::string& recipient) const override;
  Result<void> replace_passphrase(ByteView passphrase, unsigned scrypt_log_n, const KeyEvent& said) override;
  Result<void> close() override;

  FrameSealer& sealer() { return sealer_; }  // tests choose its salts

  // Recovery (recover.cc): everything that the last writer left undone. Before anything else is written.
  Result<void> set_aside_what_is_given_up();
  Result<void> recover();
  // The first commit of a new archive.
  Result<void> commit_beginning(const KeyRecord& ring, const Bytes& config_record);

 private:
  struct OpenGroup {
    SegmentWriter* segment = nullptr;   // nothing: no group is open
    Bytes bytes;
    WalkPosition position;              // of the next frame
    std::vector<Entry> entries;
    std::vector<WalkedFrame> frames;
    uint64_t next_message = 0;
    size_t seal_records = 0;            // entries that are records of seals
  };

  // The calls without the mutex.
  Result<MessageNumber> add_frame(const FrameParts& parts, const RingUnit& unit);
  Result<Commit> commit_group();
  Result<void> usable() const;
  // Nothing can be written any more; the open group is lost.
  template <typename T>
  Result<T> fail(Error error) {
    failed_ = error;
    group_ = OpenGroup{};
    return error;
  }

  // Groups and segments.
  Result<void> open_group_for(ClassId cls, size_t raw_bytes);
  Result<SegmentWriter*> open_segment(ClassId cls);
  Result<SegmentWriter*> start_segment(ClassId cls, const std::optional<Tail>& abandoned);
  Result<Group> close_group();
  Result<uint32_t> take_unit_index(const RingUnit& unit);
  Result<void> write_group(const Group& group);
  void publish_when_due();
  Result<void> publish();
  Result<void> keep();

  // Sealing and attributes (sealing.cc).
  bool group_takes(uint64_t frame_bytes) const;
  bool is_old(const SegmentWriter& segment) const;
  Result<void> seal_when_due(ClassId cls, uint64_t frame_bytes);
  Result<void> seal_old_segments();
  Result<void> seal_segment(ClassId cls);
  SealBody seal_body(SegmentNo number) const;
  Result<void> record_seals();
  Result<void> find_unrecorded_seals();
  void protect(const io::Path& file, io::Attributes attributes);
  void protect_all();

  // Keys.
  Result<void> make_unit(ClassId cls, Month month);
  Result<void> change_ring(Ring next, const std::vector<KeyEvent>& said = {});
  Result<void> add_ring_change(const KeyRecord& record);

  // Who has the keys (key_changes.cc).
  Ring next_ring() const;
  static Result<void> check_removal(const Ring& ring, const std::string& recipient);
  Result<std::optional<Sha256>> identity_hash_to_record(const Ring& ring) const;
  Result<void> commit_new_ring(const Ring& ring, const Sha256& hash, const std::vector<KeyEvent>& said);
  Result<void> leave_earlier_rings();
  Result<void> seal_log_key_for(const std::vector<std::string>& recipients);
  Result<void> complete_replacement(const KeyEvent& said);
  Result<void> take_back_replacement();
  Result<void> settle_replacement();
  Result<const RingUnit*> unit_of_draft(const FrameDraft& draft);
  Month month_of_draft(const FrameDraft& draft) const;
  Result<SecretBytes> class_key(ClassId cls);

  // Recovery.
  Result<void> sweep_temporaries();
  Result<void> reopen_segments(const std::vector<Tail>& tails);
  Result<void> abandon(const std::vector<Tail>& tails);
  Result<void> finish_ring_change();
  Result<void> record_what_is_given_up();
  Result<void> introduce_machine();
  Result<void> commit_recovery_records(const std::vector<Bytes>& records);
  std::optional<Tail> recorded_in_header_only() const;
  struct FreeSpool {
    io::Path path;
    std::unique_ptr<io::File> lock;
    SpoolContent content;
  };
  using FoldedPlaces = std::set<std::pair<SpoolId, uint64_t>>;
  Result<void> fold_spools();
  Result<std::vector<FreeSpool>> free_spools();
  Result<FoldedPlaces> already_folded(const std::vector<FreeSpool>& spools);
  Result<void> add_event_records(EntryKind kind, const std::vector<Bytes>& records);
  Result<void> drop_earlier_spool_keys();

  io::FileSystem& fs_;
  std::unique_ptr<ReaderImpl> reader_;
  crypto::Ed25519KeyPair log_key_;
  const Clock& clock_;
  WriterOptions options_;
  std::unique_ptr<io::File> lock_;
  FrameSealer sealer_;
  BlobStore blobs_;
  SecretBytes commit_key_;
  Ring ring_;                                            // the newest; what keyring() of the reader has, to work on
  std::map<ClassId, std::unique_ptr<SegmentWriter>> segments_;  // those that are open
  std::vector<SegmentSealed> unrecorded_;                // sealed, and the record of it is not in a group yet
  std::optional<Sha256> identity_hash_;                  // of keys/identity.age, as the last key record has it
  SegmentNo last_segment_no_;
  std::unordered_map<UnitTag, uint32_t> next_index_;
  OpenGroup group_;
  std::optional<uint64_t> published_size_;
  int64_t published_ms_ = 0;
  int64_t kept_ms_ = 0;
  bool has_grown_ = false;                               // since the newest checkpoint in ckpt/
  std::vector<Conflict> given_up_;
  bool machine_was_unknown_ = false;
  std::optional<Error> failed_;
  bool closed_ = false;
  mutable std::mutex mutex_;
};

// Takes the writer's lock, waiting for it.
Result<std::unique_ptr<io::File>> take_lock(io::FileSystem& fs, const Layout& layout, int64_t wait_ms);
// Opens for writing with keys that are at hand: Writer::open without the passphrase.
Result<std::unique_ptr<WriterImpl>> open_writer(io::FileSystem& fs, const Layout& layout, Identities identities,
                                                const Clock& clock, const WriterOptions& options);

}  // namespace muniment::archive
