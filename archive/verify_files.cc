// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_files.h"

#include <algorithm>

namespace muniment::archive {
namespace {

class SmallFiles {
 public:
  SmallFiles(io::FileSystem& fs, const Layout& layout, const ReaderImpl& reader, const std::vector<FoundFile>& files,
             VerifyFindings& findings, const std::function<void(uint64_t)>& advance)
      : fs_(fs), layout_(layout), reader_(reader), files_(files), findings_(findings), advance_(advance) {}

  Result<void> check() {
    for (const FoundFile& file : files_) MUNIMENT_TRY_VOID(check_one(file));
    const auto& record = reader_.key_record();
    if (record && record->identity_hash && !has(FileRole::identity)) {
      found(Finding::Kind::missing, "the identity file that the passphrase opens is missing", "keys/identity.age",
            Concern::keys);
    }
    if (!has(FileRole::log_key)) found(Finding::Kind::missing, "the log key is missing", "keys/log.age", Concern::keys);
    if (spool_files_ > 0) {
      findings_.note("access records that the next writer takes into the log: " + std::to_string(spooled_records_) +
                     ", in " + std::to_string(spool_files_) + (spool_files_ == 1 ? " file" : " files"));
    }
    if (set_aside_ > 0) {
      findings_.note("damaged/ keeps what a repair replaced: " + std::to_string(set_aside_) +
                     (set_aside_ == 1 ? " file" : " files"));
    }
    if (reader_.poison()) {
      findings_.note("POISON: the last writer could not make its bytes durable; the next one goes on in a new segment");
    }
    return {};
  }

 private:
  void found(Finding::Kind kind, std::string what, std::string path, Concern concern,
             std::optional<uint64_t> offset = {}) {
    Finding finding;
    finding.kind = kind;
    finding.what = std::move(what);
    finding.path = std::move(path);
    finding.offset = offset;
    finding.concern = concern;
    findings_.add(std::move(finding));
  }

  [[nodiscard]] bool has(FileRole role) const {
    return std::any_of(files_.begin(), files_.end(), [&](const FoundFile& file) { return file.role == role; });
  }

  Result<void> check_one(const FoundFile& file) {
    switch (file.role) {
      case FileRole::note: case FileRole::head: case FileRole::checkpoint: case FileRole::poison:
        advance_(file.size);  // read when the archive was opened
        return {};
      case FileRole::ring: check_ring(file); return {};
      case FileRole::identity: return check_identity(file);
      case FileRole::log_key: check_log_key(file); return {};
      case FileRole::spool: return check_spool(file);
      case FileRole::lock:
        if (file.size != 0) findings_.note(file.shown + " is not empty; nothing of it is used");
        return {};
      case FileRole::temporary: findings_.note(file.shown + " was left by a process that was stopped"); return {};
      case FileRole::foreign: findings_.note(file.shown + " is not part of the archive and was not checked"); return {};
      case FileRole::set_aside: ++set_aside_; return {};
      case FileRole::segment: case FileRole::blob: case FileRole::derived: return {};
    }
    return {};
  }

  void check_ring(const FoundFile& file) {
    advance_(file.size);
    const uint32_t epoch = *epoch_of_name(file.path.filename().string());
    const auto& record = reader_.key_record();
    if (record && epoch == record->epoch) return;  // compared with the log when the archive was opened
    findings_.note(file.shown + (record && epoch < record->epoch ? " is an older key ring that should be gone"
                                                                 : " is a key ring that the log does not name yet"));
  }

  Result<void> check_identity(const FoundFile& file) {
    advance_(file.size);
    const auto& record = reader_.key_record();
    MUNIMENT_TRY(const auto hash, hash_of_identity_file(fs_, layout_));
    const bool being_replaced = reader_.keyring().ask([](const Ring& ring) { return coming_passphrase(ring) != nullptr; });
    if (being_replaced) {
      findings_.note(file.shown + ": a change of the passphrase was interrupted; the next writer finishes it or takes it back");
    } else if (record && record->identity_hash && hash != record->identity_hash) {
      found(Finding::Kind::altered, "the identity file is not the one that the log names", file.shown, Concern::keys);
    }
    if (!record || !record->identity_hash) findings_.note(file.shown + " is not named by the log and was not checked");
    return {};
  }

  void check_log_key(const FoundFile& file) {
    advance_(file.size);
    const auto key = read_log_key(fs_, layout_, reader_.identities(), reader_.note().log_key);
    if (!key) {
      found(Finding::Kind::altered, "the log key cannot be opened: " + said(key.error()), file.shown, Concern::keys);
    }
  }

  Result<void> check_spool(const FoundFile& file) {
    advance_(file.size);
    MUNIMENT_TRY(const auto opened, fs_.open_read(file.path));
    const auto content = read_spool(*opened, file.path, reader_.id(), reader_.spool_keys());
    if (!content) {
      found(Finding::Kind::altered, said(content.error()), file.shown, Concern::spool, 0);
      return {};
    }
    if (content->damaged) {
      found(Finding::Kind::altered, "an access record is not what was written", file.shown, Concern::spool,
            content->damaged);
    }
    ++spool_files_;
    spooled_records_ += content->records.size();
    if (content->torn && content->torn->is_whole) {
      found(Finding::Kind::not_verifiable, "the last access record is not what was written: a crash tore it, or it was altered; "
            "the next writer names it in the log", file.shown, Concern::spool, content->torn->offset);
    } else if (content->torn) {
      findings_.note(file.shown + " ends with a torn record: its command showed nothing");
    }
    return {};
  }

  io::FileSystem& fs_;
  const Layout& layout_;
  const ReaderImpl& reader_;
  const std::vector<FoundFile>& files_;
  VerifyFindings& findings_;
  const std::function<void(uint64_t)>& advance_;
  uint64_t set_aside_ = 0;
  uint64_t spool_files_ = 0;
  uint64_t spooled_records_ = 0;
};

}  // namespace

Result<void> check_small_files(io::FileSystem& fs, const Layout& layout, const ReaderImpl& reader,
                               const std::vector<FoundFile>& files, VerifyFindings& findings,
                               const std::function<void(uint64_t)>& advance) {
  return SmallFiles(fs, layout, reader, files, findings, advance).check();
}

Concern concern_of(const Layout& layout, const Error& error) {
  const std::string path = layout.shown(error.path);
  if (path.starts_with("keys")) return Concern::keys;
  if (path.starts_with("seg")) return Concern::segment;
  if (path.starts_with("spool")) return Concern::spool;
  return error.path.empty() ? Concern::keys : Concern::note;  // without a path: the last key record
}

}  // namespace muniment::archive
