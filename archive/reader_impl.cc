// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/reader_impl.h"

#include <algorithm>

#include "archive/blob.h"
#include "archive/frame.h"
#include "archive/recovery_record.h"

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxNote = 1U << 20;
constexpr int kAttempts = 4;
constexpr size_t kOwnCheckpoints = 8;  // that a proof may choose from

Result<ArchiveNote> read_note(io::FileSystem& fs, const Layout& layout) {
  auto file = io::read_file(fs, layout.note(), kMaxNote);
  if (!file && file.error().code == ErrorCode::not_found) {
    return make_error(ErrorCode::not_found, "there is no archive here").because("archive.note is not there").at(layout.root);
  }
  if (!file) return file.error();
  auto note = ArchiveNote::open(as_text(*file));
  if (!note) return with_context(std::move(note.error()).at(layout.note()), "reading archive.note");
  return note;
}

Result<void> check_ring_belongs(const Ring& ring, const ArchiveNote& note, const Layout& layout) {
  if (ring.archive == note.archive && ring.log_key == note.log_key.text()) return {};
  return make_error(ErrorCode::corrupt, "the key ring is of another archive").at(layout.keys());
}

Error poison_alarm(const Layout& layout, const Poison& poison) {
  return make_error(ErrorCode::io, "the last writer could not make its bytes durable")
      .because("segment " + twelve_digits(poison.segment) + " is believed up to byte " + std::to_string(poison.offset) + " only")
      .advise("check the disk; the next writer goes on in a new segment")
      .at(layout.poison());
}

// HEAD, and what is kept: a few of the writer's own, so that one of them may be damaged, and all that came from elsewhere.
Result<std::vector<io::Path>> checkpoints_to_prove_by(io::FileSystem& fs, const Layout& layout, uint64_t covering) {
  std::vector<io::Path> files{layout.head()};
  const auto kept = fs.list(layout.checkpoints());
  if (!kept && kept.error().code == ErrorCode::not_found) return files;
  if (!kept) return kept.error();
  std::vector<uint64_t> own;
  for (const io::DirectoryEntry& entry : *kept) {
    const auto size = checkpoint_of_name(entry.name);
    if (!size && entry.name.ends_with(".note")) files.push_back(layout.checkpoints() / entry.name);
    if (size && *size >= covering) own.push_back(*size);
  }
  std::ranges::sort(own);
  if (own.size() > kOwnCheckpoints) own.resize(kOwnCheckpoints);
  for (const uint64_t size : own) files.push_back(layout.checkpoint(size));
  return files;
}

}  // namespace

ReaderImpl::ReaderImpl(io::FileSystem& fs, Layout layout, Identities identities, ArchiveNote note, Ring ring,
                       const Outside& outside)
    : fs_(fs), layout_(std::move(layout)), identities_(std::move(identities)), note_(std::move(note)), keyring_(std::move(ring)),
      outside_(outside.checkpoints), memory_(fs, outside.memory, layout_, note_.archive) {
  scan_ = std::make_unique<LogScan>(fs_, layout_, note_.archive, keyring_.commit_key());
}

std::unique_ptr<ReaderImpl> ReaderImpl::begin(io::FileSystem& fs, const Layout& layout, Identities identities,
                                              ArchiveNote note, Ring ring, const Outside& outside) {
  return std::unique_ptr<ReaderImpl>(
      new ReaderImpl(fs, layout, std::move(identities), std::move(note), std::move(ring), outside));
}

Result<std::unique_ptr<ReaderImpl>> ReaderImpl::open(io::FileSystem& fs, const Layout& layout, Identities identities,
                                                     OpenFor use, const Outside& outside) {
  MUNIMENT_TRY(ArchiveNote note, read_note(fs, layout));
  MUNIMENT_TRY(RingFile ring, read_newest_ring(fs, layout, identities));
  MUNIMENT_TRY_VOID(check_ring_belongs(ring.ring, note, layout));
  std::unique_ptr<ReaderImpl> reader(new ReaderImpl(fs, layout, std::move(identities), std::move(note), std::move(ring.ring),
                                                    outside));
  reader->ring_hash_ = ring.hash;
  MUNIMENT_TRY_VOID(reader->look(use));
  return reader;
}

// HEAD before the segments, so that a writer beside us cannot make the log look shorter than HEAD; POISON before both.
Result<void> ReaderImpl::look(OpenFor use) {
  alarms_.clear();
  obstacles_.clear();
  auto poison = read_poison(fs_, layout_, keyring_.commit_key().view());
  if (!poison && poison.error().code != ErrorCode::corrupt) return poison.error();
  if (!poison) obstacles_.push_back(poison.error());
  if (poison) poison_ = *poison;
  MUNIMENT_TRY(const Checkpoints checkpoints, gather_checkpoints(use == OpenFor::verifying ? KeptOnes::all : KeptOnes::newest));
  for (const KeptCheckpoint& kept : checkpoints.all) log_.watch(kept.checkpoint.size);
  if (checkpoints.head) head_size_ = checkpoints.head->size;

  ScanDepth depth;
  depth.trusted_log_size = head_size_.value_or(0);
  depth.sealed_by_table = use == OpenFor::reading;
  depth.hash_last_segments = use == OpenFor::writing;
  depth.sync_past_trusted = use != OpenFor::writing;
  depth.poison = poison_;
  MUNIMENT_TRY_VOID(scan_until_settled(depth));
  seal_records_.update(*scan_, log_, [this](uint64_t entry) { return read(entry); });
  raise_alarms(checkpoints);
  return {};
}

// Of the archive, of those that opened it, and of this machine. Memory that is not readable is no memory, and says so.
Result<Checkpoints> ReaderImpl::gather_checkpoints(KeptOnes which) {
  MUNIMENT_TRY(Checkpoints checkpoints, read_checkpoints(fs_, layout_, note_.log_key, which));
  for (const OutsideCheckpoint& outside : outside_) {
    MUNIMENT_TRY(KeptCheckpoint kept, open_outside(outside, note_.log_key));
    checkpoints.all.push_back(std::move(kept));
  }
  auto remembered = memory_.recall();
  if (!remembered) checkpoints.trouble.push_back(with_context(remembered.error(), "reading what this machine remembers"));
  if (!remembered || !*remembered) return checkpoints;
  remembered_ = true;
  auto kept = open_outside({memory_.file().string(), **remembered}, note_.log_key);
  if (kept) remembered_size_ = kept->checkpoint.size;
  if (kept) checkpoints.all.push_back(std::move(*kept));
  else checkpoints.trouble.push_back(with_context(kept.error(), "reading what this machine remembers"));
  return checkpoints;
}

// What the log itself says was given up (2.13).
std::vector<Conflict> ReaderImpl::not_given_up(std::vector<Conflict> conflicts) const {
  if (conflicts.empty()) return conflicts;
  std::vector<GivenUp> given_up;
  for (const LogEntry& entry : log_.entries()) {
    if (entry.kind != EntryKind::recovery) continue;
    const auto frame = read(entry.index);
    if (!frame) continue;  // an alarm of its own
    for (const ByteView record : frame->records) {
      if (const auto given = given_up_in(record)) given_up.push_back(*given);
    }
  }
  std::erase_if(conflicts, [&](const Conflict& conflict) {
    const Checkpoint& checkpoint = conflict.kept.checkpoint;
    return std::find(given_up.begin(), given_up.end(), GivenUp{checkpoint.size, checkpoint.root}) != given_up.end();
  });
  return conflicts;
}

// A commit that comes between the walks of two segments looks like a gap; a second look tells. The same for a new ring.
Result<void> ReaderImpl::scan_until_settled(const ScanDepth& depth) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const LogEnd before = log_.end();
    MUNIMENT_TRY_VOID(scan_->advance(log_, depth));
    MUNIMENT_TRY(const bool fits, ring_fits());
    if (fits && (!scan_->has_gap() || (attempt > 0 && before == log_.end()))) return {};
    if (fits) continue;
    MUNIMENT_TRY_VOID(take_newest_ring());
  }
  return {};
}

Result<void> ReaderImpl::take_newest_ring() {
  MUNIMENT_TRY(RingFile ring, read_newest_ring(fs_, layout_, identities_));
  MUNIMENT_TRY_VOID(check_ring_belongs(ring.ring, note_, layout_));
  ring_hash_ = ring.hash;
  keyring_.replace(std::move(ring.ring));
  return {};
}

// Is the ring at hand the one that the last key record of the log names, or the one that is to follow it?
Result<bool> ReaderImpl::ring_fits() {
  const auto entry = log_.last_key_entry();
  if (!entry) return true;
  key_record_.reset();
  const auto content = read(*entry);
  ring_lacks_key_record_ = !content && content.error().code == ErrorCode::not_found;
  if (!content) return !ring_lacks_key_record_;  // an alarm tells of it
  auto record = decode_key_record(content->records.front());
  if (record) key_record_ = *record;
  return !key_record_ || keyring_.epoch() >= key_record_->epoch;
}

void ReaderImpl::raise_alarms(const Checkpoints& checkpoints) {
  const auto obstruct = [this](std::vector<Error> errors) {
    for (Error& error : errors) obstacles_.push_back(std::move(error));
  };
  obstruct(checkpoints.trouble);
  conflicts_ = not_given_up(checkpoints.conflicts(log_));
  obstruct(scan_->damage());
  obstruct(seal_records_.damage(*scan_));
  const uint32_t epoch = keyring_.epoch();
  if (ring_lacks_key_record_) {
    obstacles_.push_back(make_error(ErrorCode::corrupt, "the key ring is older than the log")
                             .because("it has epoch " + std::to_string(epoch) + ", and the log goes on with keys of a later one")
                             .advise("put back the newest copy of keys/ring.<epoch>.age")
                             .at(layout_.ring(epoch)));
  } else if (log_.last_key_entry() && !key_record_) {
    obstacles_.push_back(make_error(ErrorCode::corrupt, "the last key record of the log cannot be read"));
  } else if (key_record_ && (epoch < key_record_->epoch || epoch > key_record_->epoch + 1)) {
    obstacles_.push_back(make_error(ErrorCode::corrupt, "the key ring is not the one that the log goes on with")
                             .because("it has epoch " + std::to_string(epoch) + ", and the log names " + std::to_string(key_record_->epoch))
                             .advise("put back keys/ring." + std::to_string(key_record_->epoch) + ".age")
                             .at(layout_.ring(epoch)));
  } else if (key_record_ && epoch == key_record_->epoch && ring_hash_ != key_record_->ring_hash) {
    obstacles_.push_back(make_error(ErrorCode::corrupt, "the key ring file is not the one that the log names")
                             .because("its SHA-256 is another").at(layout_.ring(epoch)));
  }
  alarms_ = rollbacks_in(conflicts_, log_.end().log_size);
  alarms_.insert(alarms_.end(), obstacles_.begin(), obstacles_.end());
  if (poison_) alarms_.push_back(poison_alarm(layout_, *poison_));
}

Result<Bytes> ReaderImpl::read_frame_bytes(const LogEntry& entry) const {
  const auto file = scan_->file_of(entry.segment);
  const io::Path path = scan_->path_of(entry.segment);
  if (entry.offset == 0 || file == nullptr) {
    return make_error(ErrorCode::corrupt, "the frame cannot be found").because("its header is damaged").at(path);
  }
  Bytes bytes(kFrameHeader + log_.payload_len(entry.index));
  auto done = io::read_exactly(*file, entry.offset, bytes, path);
  if (!done && done.error().code == ErrorCode::truncated) done.error().code = ErrorCode::corrupt;
  if (!done) return done.error();
  return bytes;
}

Result<FrameContent> ReaderImpl::read(uint64_t entry_index) const {
  MUNIMENT_TRY(KeyedFrame frame, read_keyed(entry_index));
  return std::move(frame.content);
}

Result<ReaderImpl::KeyedFrame> ReaderImpl::read_keyed(uint64_t entry_index) const {
  if (entry_index >= log_.entries().size()) return make_error(ErrorCode::not_found, "the log has no entry " + std::to_string(entry_index));
  const LogEntry& entry = log_.entries()[entry_index];
  const auto place = [&](Error error) {
    return with_context(std::move(error).at(scan_->path_of(entry.segment), entry.offset),
                        "segment " + twelve_digits(entry.segment) + ", frame " + std::to_string(entry.frame.value));
  };
  auto bytes = read_frame_bytes(entry);
  if (!bytes) return place(std::move(bytes.error()));
  const auto header = decode_frame_header(*bytes);
  if (!header) return place(header.error());
  if (header->segment != entry.segment || header->frame != entry.frame || header->records != entry.records ||
      header->first_message != entry.first_message) {
    return place(make_error(ErrorCode::corrupt, "the frame is not the one that its log entry names"));
  }
  auto key = keyring_.frame_key(header->unit, header->unit_index);
  if (!key) return place(std::move(key.error()));
  auto opened = open_frame(*bytes, note_.archive, key->view());
  if (!opened) return place(std::move(opened.error()));
  // A second history with the same keys has frames for the same places: only the root tells ours from those.
  if (inner_root(key->view(), opened->records) != log_.inner_root(entry.index)) {
    return place(make_error(ErrorCode::corrupt, "the records are not those that the log entry was made of"));
  }
  return KeyedFrame{{entry, std::move(opened->storage), std::move(opened->records), std::move(opened->blobs)}, std::move(*key)};
}

Result<SaltedFrame> ReaderImpl::read_salted(uint64_t entry) const {
  MUNIMENT_TRY(KeyedFrame frame, read_keyed(entry));
  std::vector<Sha256> salts = leaf_salts(frame.key.view(), static_cast<uint32_t>(frame.content.records.size()));
  return SaltedFrame{std::move(frame.content), std::move(salts)};
}

Result<std::vector<SignedCheckpoint>> ReaderImpl::signed_checkpoints(uint64_t covering) const {
  MUNIMENT_TRY(const std::vector<io::Path> files, checkpoints_to_prove_by(fs_, layout_, covering));
  std::vector<SignedCheckpoint> notes;
  for (const io::Path& file : files) {
    const auto note = io::read_file(fs_, file, kMaxNote);
    if (!note && note.error().code == ErrorCode::io) return note.error();
    if (!note) continue;
    auto checkpoint = checkpoint_of_proof(as_text(*note), note_.log_key);
    if (checkpoint) notes.push_back({layout_.shown(file), std::move(*checkpoint), std::string(as_text(*note))});
  }
  return notes;
}

// The log keeps of each entry what readers need, and not its bytes: the COMMITs are read again for them.
Result<void> ReaderImpl::each_entry(uint64_t size, const TakeEntry& take) const {
  Log log;
  LogScan scan(fs_, layout_, note_.archive, keyring_.commit_key());
  uint64_t given = 0;
  ScanDepth depth;
  depth.sealed_by_table = true;
  depth.trusted_log_size = std::max(size, head_size_.value_or(0));
  depth.poison = poison_;
  depth.on_take = [&](const Group& group) -> Result<void> {
    for (const Entry& entry : group.body.entries) {
      if (given < size) take(given++, encode_entry(entry));
    }
    return {};
  };
  MUNIMENT_TRY_VOID(scan.advance(log, depth));
  if (given == size) return {};
  return make_error(ErrorCode::corrupt, "the log cannot be read as far as checkpoint c" + std::to_string(size))
      .because("it ends at entry " + std::to_string(given))
      .advise("muniment verify says more");
}

Result<std::unique_ptr<io::InputStream>> ReaderImpl::open_blob(const BlobId& blob, ByteView key) const {
  return open_blob_file(fs_, layout_, note_.archive, blob, key);
}

Result<void> ReaderImpl::refresh() { return always_current_ ? Result<void>{} : look(OpenFor::reading); }

Result<void> ReaderImpl::spool_access(ByteView record) {
  const std::lock_guard guard(spool_mutex_);
  if (spool_ == nullptr) MUNIMENT_TRY_VOID(open_spool());
  return spool_->append(record);
}

// A writer may take files away meanwhile: their records are in the log then.
Result<std::vector<Bytes>> ReaderImpl::spooled() const {
  std::vector<Bytes> records;
  MUNIMENT_TRY(const bool exists, fs_.exists(layout_.spool()));
  if (!exists) return records;
  MUNIMENT_TRY(const auto files, fs_.list(layout_.spool()));
  for (const io::DirectoryEntry& entry : files) {
    if (!is_spool_name(entry.name)) continue;
    const io::Path path = layout_.spool() / entry.name;
    const auto file = fs_.open_read(path);
    if (!file) continue;
    auto content = read_spool(**file, path, note_.archive, spool_keys());
    if (!content) continue;
    for (Bytes& record : content->records) records.push_back(std::move(record));
  }
  return records;
}

// A spool is made under the newest spool key, so that nobody whose key was revoked since we opened can read or add to it.
// The second look is for a change that came while the file was made: the file is left empty, and made again.
Result<void> ReaderImpl::open_spool() {
  std::unique_ptr<AccessSpool> made;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    MUNIMENT_TRY(const bool replaced, ring_was_replaced());
    if (replaced) MUNIMENT_TRY_VOID(take_newest_ring());
    if (made != nullptr && !replaced) {
      spool_ = std::move(made);
      return {};
    }
    MUNIMENT_TRY(made, AccessSpool::create(fs_, layout_, spool_key(), keyring_.epoch(), log_.end().log_size));
  }
  return make_error(ErrorCode::locked, "the keys are being changed all the time").at(layout_.keys());
}

KeyState ReaderImpl::key_state() const {
  const bool has_passphrase = key_record_ && key_record_->identity_hash;
  return keyring_.ask([&](const Ring& ring) {
    Ring names;
    names.recipients = ring.recipients;
    names.labels = ring.labels;
    complete_labels(names, has_passphrase);
    KeyState state{ring.epoch, {}, ring.log_key};
    for (const std::string& recipient : ring.recipients) {
      const RingLabel& label = *label_of(names, recipient);
      state.holders.push_back(KeyHolder{recipient, label.label, static_cast<int64_t>(label.since_ms)});
    }
    return state;
  });
}

Result<bool> ReaderImpl::ring_was_replaced() const {
  MUNIMENT_TRY(const auto epochs, ring_epochs(fs_, layout_));
  return !epochs.empty() && epochs.back() > keyring_.epoch();
}

Result<std::unique_ptr<Reader>> Reader::open(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                             const Outside& outside) {
  const Layout layout{path};
  MUNIMENT_TRY(const bool there, fs.exists(layout.note()));
  if (!there) {
    return make_error(ErrorCode::not_found, "there is no archive here").because("archive.note is not there").at(path);
  }
  MUNIMENT_TRY(Identities identities, open_identities(fs, layout, unlock));
  MUNIMENT_TRY(auto reader, ReaderImpl::open(fs, layout, std::move(identities), OpenFor::reading, outside));
  return std::unique_ptr<Reader>(std::move(reader));
}

}  // namespace muniment::archive
