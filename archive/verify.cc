// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify.h"

#include <algorithm>
#include <map>
#include <set>

#include "archive/blob.h"
#include "archive/inventory.h"
#include "archive/reader_impl.h"
#include "archive/verify_seal.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

std::string place_of(SegmentNo segment, FrameNo frame) {
  return "segment " + twelve_digits(segment) + ", frame " + std::to_string(frame.value);
}

std::string said(const Error& error) { return error.why.empty() ? error.message : error.message + ": " + error.why; }

// What the frames say about one attachment.
struct ExpectedBlob {
  std::vector<SecretBytes> keys;   // one, unless frames disagree
  std::optional<Sha256> sha256;    // from the records
  uint64_t entry = 0;              // the first log entry that refers to it
};

class Verifier {
 public:
  Verifier(io::FileSystem& fs, const Layout& layout, ReaderImpl& reader, std::vector<FoundFile> files,
           const std::function<void(uint64_t, uint64_t)>& progress)
      : fs_(fs), layout_(layout), reader_(reader), files_(std::move(files)), progress_(progress),
        scan_(fs, layout, reader.id(), reader.keyring().commit_key()) {
    for (const FoundFile& file : files_) total_ += file.size;
  }

  Result<VerifyReport> run() {
    MUNIMENT_TRY_VOID(check_log());
    MUNIMENT_TRY_VOID(check_left_over());
    MUNIMENT_TRY_VOID(check_segment_files());
    MUNIMENT_TRY_VOID(check_seals());
    for (const Error& error : reader_.obstacles()) report(error);
    MUNIMENT_TRY_VOID(check_blobs());
    MUNIMENT_TRY_VOID(check_small_files());
    report_.end = log_.end();
    report_.commits = log_.end().commit_no;
    return std::move(report_);
  }

 private:
  // --- what is wrong -----------------------------------------------------------------------------------------------
  void report(Finding finding) {
    for (const Finding& known : report_.findings) {
      if (known.what == finding.what && known.path == finding.path && known.offset == finding.offset) return;
    }
    report_.findings.push_back(std::move(finding));
  }
  void report(const Error& error) {
    Finding finding;
    const bool gone = error.message.find("missing") != std::string::npos || error.message.find("shorter") != std::string::npos ||
                      error.why.find("is missing") != std::string::npos;
    finding.kind = gone ? Finding::Kind::missing : Finding::Kind::altered;
    finding.what = said(error);
    finding.path = shown(error.path);
    finding.offset = error.offset;
    report(std::move(finding));
  }
  void note(std::string text) { report_.notes.push_back(std::move(text)); }
  [[nodiscard]] std::string shown(const std::string& path) const {
    return io::Path(path).is_absolute() || io::Path(path).string().starts_with(layout_.root.string()) ? layout_.shown(path) : path;
  }
  void advance(uint64_t bytes) {
    report_.bytes_read += bytes;
    if (progress_) progress_(report_.bytes_read, total_);
  }

  // --- the log -----------------------------------------------------------------------------------------------------
  Result<void> check_log() {
    ScanDepth depth;
    depth.trusted_log_size = reader_.head_size().value_or(0);
    depth.hash_everything = true;
    depth.poison = reader_.poison();
    depth.on_take = [this](const Group& group) { return check_group(group, log_.end().log_size - group.body.entries.size()); };
    MUNIMENT_TRY_VOID(scan_.advance(log_, depth));
    for (const Error& error : scan_.damage()) report(error);
    return {};
  }

  // Groups behind a lost COMMIT: each is checked by itself, since its place in the log cannot be.
  Result<void> check_left_over() {
    if (scan_.damage().empty()) return {};
    uint64_t commits = 0;
    for (;; ++commits) {
      MUNIMENT_TRY(const auto group, scan_.next_left_over());
      if (!group) break;
      if (group->damage) {
        report(make_error(ErrorCode::corrupt, "segment " + twelve_digits(group->segment) + " is damaged")
                   .because(group->damage->what).at(scan_.path_of(group->segment).string(), group->damage->offset));
      }
      MUNIMENT_TRY_VOID(check_group(*group, group->body.log_size - group->body.entries.size()));
    }
    if (commits > 0) note(std::to_string(commits) + " commits behind the damage were checked one by one, not against the log's root");
    return {};
  }

  Result<void> check_group(const Group& group, uint64_t first_entry) {
    commits_seen_.insert(group.commit_hash);
    for (size_t i = 0; i < group.body.entries.size(); ++i) {
      const Entry& entry = group.body.entries[i];
      ++report_.frames;
      report_.records += entry.records;
      if (entry.kind == EntryKind::messages) report_.messages += entry.records;
      auto done = check_frame(entry, group.frames[i], first_entry + i);
      if (!done && done.error().code == ErrorCode::io) return done;
      if (!done) report_frame(entry, group.frames[i], first_entry + i, done.error());
    }
    advance(group.end - group.start);
    return {};
  }

  Result<void> check_frame(const Entry& entry, const WalkedFrame& frame, uint64_t index) {
    if (frame.offset == 0) return make_error(ErrorCode::corrupt, "the frame cannot be found").because("its header is damaged");
    const auto file = scan_.file_of(entry.segment);
    Bytes bytes(kFrameHeader + frame.header.payload_len);
    auto read = io::read_exactly(*file, frame.offset, bytes, scan_.path_of(entry.segment));
    if (!read && read.error().code == ErrorCode::truncated) return make_error(ErrorCode::corrupt, "the file ends inside the frame");
    MUNIMENT_TRY_VOID(std::move(read));
    MUNIMENT_TRY(const SecretBytes key, reader_.keyring().frame_key(frame.header.unit, frame.header.unit_index));
    MUNIMENT_TRY(const OpenedFrame opened, open_frame(bytes, reader_.id(), key.view()));
    if (inner_root(key.view(), opened.records) != entry.inner_root) {
      return make_error(ErrorCode::corrupt, "the records are not those that the log entry was made of");
    }
    for (const BlobKey& blob : opened.blobs) expect(blob, index);
    for (const ByteView encoded : opened.records) MUNIMENT_TRY_VOID(check_record(encoded));
    return {};
  }

  Result<void> check_record(ByteView encoded) {
    auto record = decode_record(encoded);
    if (!record) return with_context(std::move(record.error()), "decoding a record");
    for (const Attachment& attachment : record->attachments) {
      if (!attachment.blob || !attachment.sha256) continue;
      const auto known = blobs_.find(*attachment.blob);
      if (known == blobs_.end()) return make_error(ErrorCode::corrupt, "a record refers to an attachment that its frame does not list");
      known->second.sha256 = attachment.sha256;
    }
    return {};
  }

  void report_frame(const Entry& entry, const WalkedFrame& frame, uint64_t index, const Error& error) {
    Finding finding;
    finding.kind = error.code == ErrorCode::not_found ? Finding::Kind::not_verifiable : Finding::Kind::altered;
    finding.what = place_of(entry.segment, entry.frame) + ": " + said(error);
    finding.path = layout_.shown(scan_.path_of(entry.segment));
    if (frame.offset != 0) finding.offset = frame.offset;
    finding.entry = index;
    if (entry.kind == EntryKind::messages) {
      finding.messages = std::pair(entry.first_message.value, entry.first_message.value + entry.records - 1);
    }
    report(std::move(finding));
  }

  // --- the rest of the segment files -------------------------------------------------------------------------------
  Result<void> check_segment_files() {
    std::set<SegmentNo> there;
    const LogScan::Segment* previous = nullptr;
    for (const LogScan::Segment& segment : scan_.segments()) {
      there.insert(segment.number);
      ++report_.segments;
      advance(std::min<uint64_t>(kPage, segment.walker->file_size()));
      if (segment.burnt) {
        note("segment " + twelve_digits(segment.number) + " was never finished: its header page is invalid and nothing follows it");
        continue;
      }
      MUNIMENT_TRY_VOID(check_header(segment, previous));
      previous = &segment;
    }
    for (const Tail& tail : scan_.tails()) {
      note("segment " + twelve_digits(tail.segment) + " ends in a torn tail of " + std::to_string(tail.size) + " bytes at byte " +
           std::to_string(tail.offset) + " (" + tail.why + "), which the next writer will record");
      advance(tail.size);
    }
    for (uint64_t number = 1; number <= scan_.highest_number().value; ++number) {
      if (there.contains(SegmentNo{number})) continue;
      report(Finding{Finding::Kind::missing, "segment " + twelve_digits(SegmentNo{number}) + " is missing", "seg", {}, {}, {}});
    }
    return {};
  }

  Result<void> check_header(const LogScan::Segment& segment, const LogScan::Segment* previous) {
    const auto& header = segment.walker->header();
    if (!header) return {};  // reported by the scan
    const auto wrong = [&](std::string why) {
      report(make_error(ErrorCode::corrupt, "segment " + twelve_digits(segment.number) + ": the header page does not fit the log")
                 .because(std::move(why)).at(segment.walker->path().string(), 0));
    };
    if (!header->prev_commit.is_zero() && !commits_seen_.contains(header->prev_commit)) wrong("it names a commit that is not there");
    if (header->prev_commit.is_zero() && segment.number.value != 1) wrong("it names no commit");
    if (header->abandoned_prev_offset == kNotAbandoned) return {};
    if (previous == nullptr || previous->cls != segment.cls) {
      wrong("it names the torn tail of a segment that is not there");
      return {};
    }
    return check_tail(*previous, *header);
  }

  Result<void> check_seals() {
    for (const LogScan::Segment& segment : scan_.segments()) {
      if (segment.walker->seal()) advance(segment.walker->seal()->end - segment.walker->seal()->offset);
    }
    MUNIMENT_TRY(const auto trouble, verify_seals(scan_, log_, reader_));
    for (const Error& error : trouble) report(error);
    return {};
  }

  // A torn tail stays where it is, and its hash stands in the segment that follows.
  Result<void> check_tail(const LogScan::Segment& segment, const SegmentHeader& next) {
    const uint64_t from = next.abandoned_prev_offset;
    const uint64_t to = segment.walker->file_size();
    if (to < from) return {};  // too short: reported by the scan
    MUNIMENT_TRY(const Sha256 hash, hash_range(*segment.walker->file(), from, to, segment.walker->path()));
    advance(to - from);
    if (hash == next.abandoned_hash) {
      note("segment " + twelve_digits(segment.number) + " has a torn tail of " + std::to_string(to - from) + " bytes at byte " +
           std::to_string(from) + ", as recorded");
    } else {
      report(make_error(ErrorCode::corrupt, "segment " + twelve_digits(segment.number) + ": the torn tail is not the one that was recorded")
                 .at(segment.walker->path().string(), from));
    }
    return {};
  }

  // --- attachments -------------------------------------------------------------------------------------------------
  void expect(const BlobKey& blob, uint64_t entry) {
    auto [place, fresh] = blobs_.try_emplace(blob.blob);
    ExpectedBlob& expected = place->second;
    if (fresh) expected.entry = entry;
    const bool known = std::any_of(expected.keys.begin(), expected.keys.end(), [&](const SecretBytes& key) { return equal(key.view(), blob.key.view()); });
    if (!known) expected.keys.push_back(blob.key.clone());
  }

  Result<void> check_blobs() {
    std::set<BlobId> there;
    for (const FoundFile& file : files_) {
      if (file.role != FileRole::blob) continue;
      const BlobId blob = *blob_of_name(file.path.filename().string());
      there.insert(blob);
      if (!blobs_.contains(blob)) note("no record refers to " + file.shown);
    }
    for (const auto& [blob, expected] : blobs_) {
      if (!there.contains(blob)) {
        Finding finding{Finding::Kind::missing, "the attachment is missing", layout_.shown(layout_.blob(blob)), {}, expected.entry, {}};
        report(std::move(finding));
        continue;
      }
      ++report_.blobs;
      for (const SecretBytes& key : expected.keys) check_blob(blob, expected, key.view());
    }
    return {};
  }

  void check_blob(const BlobId& blob, const ExpectedBlob& expected, ByteView key) {
    auto hash = hash_blob(blob, key);
    std::string trouble;
    if (!hash) trouble = said(hash.error());
    if (hash && expected.sha256 && *hash != *expected.sha256) trouble = "its SHA-256 is not the one in the record";
    if (trouble.empty()) return;
    report(Finding{Finding::Kind::altered, "the attachment is not what was written: " + trouble, layout_.shown(layout_.blob(blob)), {}, expected.entry, {}});
  }

  Result<Sha256> hash_blob(const BlobId& blob, ByteView key) {
    MUNIMENT_TRY(const auto stream, reader_.open_blob(blob, key));
    crypto::Sha256Stream hash;
    Bytes buffer(256U << 10);
    for (;;) {
      MUNIMENT_TRY(const size_t got, stream->read(buffer));
      if (got == 0) break;
      hash.update(ByteView(buffer).first(got));
      advance(got);
    }
    return hash.digest();
  }

  // --- keys, spool, and what is not ours ---------------------------------------------------------------------------
  Result<void> check_small_files() {
    for (const FoundFile& file : files_) {
      MUNIMENT_TRY_VOID(check_small_file(file));
    }
    const auto& record = reader_.key_record();
    if (record && record->identity_hash && !has(FileRole::identity)) {
      report(Finding{Finding::Kind::missing, "the identity file that the passphrase opens is missing", "keys/identity.age", {}, {}, {}});
    }
    if (!has(FileRole::log_key)) report(Finding{Finding::Kind::missing, "the log key is missing", "keys/log.age", {}, {}, {}});
    if (spool_files_ > 0) {
      note("access records that the next writer takes into the log: " + std::to_string(spooled_records_) + ", in " +
           std::to_string(spool_files_) + (spool_files_ == 1 ? " file" : " files"));
    }
    if (reader_.poison()) note("POISON: the last writer could not make its bytes durable; the next one goes on in a new segment");
    return {};
  }

  [[nodiscard]] bool has(FileRole role) const {
    return std::any_of(files_.begin(), files_.end(), [&](const FoundFile& file) { return file.role == role; });
  }

  Result<void> check_small_file(const FoundFile& file) {
    switch (file.role) {
      case FileRole::note: case FileRole::head: case FileRole::checkpoint: case FileRole::poison:
        advance(file.size);  // read when the archive was opened
        return {};
      case FileRole::ring: check_ring(file); return {};
      case FileRole::identity: return check_identity(file);
      case FileRole::log_key: return check_log_key(file);
      case FileRole::spool: return check_spool(file);
      case FileRole::lock:
        if (file.size != 0) note(file.shown + " is not empty; nothing of it is used");
        return {};
      case FileRole::temporary: note(file.shown + " was left by a process that was stopped"); return {};
      case FileRole::foreign: note(file.shown + " is not part of the archive and was not checked"); return {};
      case FileRole::segment: case FileRole::blob: case FileRole::derived: return {};
    }
    return {};
  }

  void check_ring(const FoundFile& file) {
    advance(file.size);
    const uint32_t epoch = *epoch_of_name(file.path.filename().string());
    const auto& record = reader_.key_record();
    if (record && epoch == record->epoch) return;  // compared with the log when the archive was opened
    note(file.shown + (record && epoch < record->epoch ? " is an older key ring that should be gone" : " is a key ring that the log does not name yet"));
  }

  Result<void> check_identity(const FoundFile& file) {
    advance(file.size);
    const auto& record = reader_.key_record();
    MUNIMENT_TRY(const auto hash, hash_of_identity_file(fs_, layout_));
    const bool being_replaced = reader_.keyring().ask([](const Ring& ring) { return coming_passphrase(ring) != nullptr; });
    if (being_replaced) {
      note(file.shown + ": a change of the passphrase was interrupted; the next writer finishes it or takes it back");
    } else if (record && record->identity_hash && hash != record->identity_hash) {
      report(Finding{Finding::Kind::altered, "the identity file is not the one that the log names", file.shown, {}, {}, {}});
    }
    if (!record || !record->identity_hash) note(file.shown + " is not named by the log and was not checked");
    return {};
  }

  Result<void> check_log_key(const FoundFile& file) {
    advance(file.size);
    const auto key = read_log_key(fs_, layout_, reader_.identities(), reader_.note().log_key);
    if (!key) report(Finding{Finding::Kind::altered, "the log key cannot be opened: " + said(key.error()), file.shown, {}, {}, {}});
    return {};
  }

  Result<void> check_spool(const FoundFile& file) {
    advance(file.size);
    MUNIMENT_TRY(const auto opened, fs_.open_read(file.path));
    const auto content = read_spool(*opened, file.path, reader_.id(), reader_.spool_keys());
    if (!content) {
      report(Finding{Finding::Kind::altered, said(content.error()), file.shown, 0, {}, {}});
      return {};
    }
    if (content->damaged) report(Finding{Finding::Kind::altered, "an access record is not what was written", file.shown, content->damaged, {}, {}});
    ++spool_files_;
    spooled_records_ += content->records.size();
    if (content->torn_bytes > 0) note(file.shown + " ends with a torn record: its command showed nothing");
    return {};
  }

  io::FileSystem& fs_;
  const Layout& layout_;
  ReaderImpl& reader_;
  std::vector<FoundFile> files_;
  const std::function<void(uint64_t, uint64_t)>& progress_;
  LogScan scan_;
  Log log_;
  uint64_t total_ = 0;
  std::set<Sha256> commits_seen_;
  std::map<BlobId, ExpectedBlob> blobs_;
  VerifyReport report_;
  uint64_t spool_files_ = 0;
  uint64_t spooled_records_ = 0;
};

}  // namespace

Result<VerifyReport> verify_with(io::FileSystem& fs, const Layout& layout, Identities identities,
                                 const std::function<void(uint64_t, uint64_t)>& progress) {
  MUNIMENT_TRY(auto files, take_inventory(fs, layout));
  MUNIMENT_TRY(const auto reader, ReaderImpl::open(fs, layout, std::move(identities), OpenFor::reading));
  return Verifier(fs, layout, *reader, std::move(files), progress).run();
}

Result<VerifyReport> verify(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                            const std::function<void(uint64_t, uint64_t)>& progress) {
  const Layout layout{path};
  MUNIMENT_TRY(const bool there, fs.exists(layout.note()));
  if (!there) {
    return make_error(ErrorCode::not_found, "there is no archive here").because("archive.note is not there").at(path);
  }
  MUNIMENT_TRY(Identities identities, open_identities(fs, layout, unlock));
  return verify_with(fs, layout, std::move(identities), progress);
}

}  // namespace muniment::archive
