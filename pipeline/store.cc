// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/store.h"

#include <algorithm>
#include <cctype>

#include "core/crypto/age_file.h"
#include "core/crypto/kdf.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/log_index.h"
#include "pipeline/message_views.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr std::string_view kIndexBuiltAnew = "the index was of another version of muniment, and is built anew from the log";
constexpr std::string_view kIndexToBuildAnew =
    "the index is of another version of muniment: each search reads the whole log until muniment index rebuild, or the next ingest, builds it anew";

constexpr std::string_view kUnknownMachine =
    "this machine had not written this archive at this place before, and the log now says so; if it was restored from a "
    "backup, compare it with a checkpoint from elsewhere: muniment verify --against FILE";

// Letters, digits, - and . of the wanted name; "archive" if nothing is left.
std::string clean_name(const std::string& wanted) {
  std::string name;
  for (const char c : wanted) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
    name += plain ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '-';
  }
  const size_t first = name.find_first_not_of("-.");
  if (first == std::string::npos) return "archive";
  return name.substr(first, name.find_last_not_of("-.") - first + 1);
}

std::string directory_name(const io::Path& path) {
  const io::Path whole = std::filesystem::absolute(path).lexically_normal();
  return whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string();
}

Result<ArchiveConfig> newest_config(const archive::Reader& log) {
  const auto entries = log.entries();
  for (size_t i = entries.size(); i-- > 0;) {
    if (entries[i].kind != archive::EntryKind::config) continue;
    MUNIMENT_TRY(const archive::FrameContent frame, log.read(entries[i].index));
    MUNIMENT_TRY(const Record record, decode_record(frame.records.back()));
    return config_from(record);
  }
  return make_error(ErrorCode::corrupt, "the log has no configuration record")
      .advise("muniment verify --full names what is damaged");
}

// Out of bounds only if another program wrote the record: then the nearest that works.
Result<archive::SealLimits> seal_limits(const archive::Reader& log) {
  MUNIMENT_TRY(const ArchiveConfig config, newest_config(log));
  archive::SealLimits limits;
  limits.size = std::clamp(config.seal_size, kSealSizeMin, kSealSizeMax);
  limits.after_ms = static_cast<int64_t>(std::clamp(config.seal_after_ms, static_cast<uint64_t>(kSealAfterMin), static_cast<uint64_t>(kSealAfterMax)));
  return limits;
}

Result<void> open_log(StoreParts& parts, const Unlock& unlock, Mode mode, const OpenOptions& options) {
  const archive::Outside outside = outside_of(options.machine);
  if (mode == Mode::read) {
    MUNIMENT_TRY(parts.own_reader, archive::Reader::open(*parts.fs, parts.path, to_archive(unlock), outside));
  } else {
    archive::WriterOptions writing;
    writing.lock_wait_ms = options.lock_wait_ms;
    writing.outside = outside;
    writing.seal_limits = seal_limits;
    writing.attributes = options.machine.attributes;
    MUNIMENT_TRY(parts.writer, archive::Writer::open(*parts.fs, parts.path, to_archive(unlock), *parts.clock, writing));
    if (parts.writer->machine_was_unknown()) parts.notes.emplace_back(kUnknownMachine);
  }
  parts.frames = std::make_unique<FrameCache>(parts.log());
  MUNIMENT_TRY(const ArchiveConfig config, newest_config(parts.log()));
  MUNIMENT_TRY(parts.zone, TimeZone::find(config.zone));
  return {};
}

Result<void> read_index(StoreParts& parts) {
  const archive::Reader& log = parts.log();
  MUNIMENT_TRY(parts.index, index::Store::open(*parts.fs, parts.path / "idx", log.id(), manifest_key(log).view(), partition_keys(log),
                                               earlier_partition_keys(log), parts.open_partitions));
  return {};
}

bool is_within(const index::Store& index, uint64_t log_size) {
  return std::ranges::all_of(index.list(), [&](const index::PartitionInfo& each) { return each.range.end_entry <= log_size; });
}

// A writer may have committed and indexed since the log was read, also under keys that are new since then. So the log is
// read to its end once more where the index knows of more, and the index where the keys for it were missing.
Result<void> read_index_within_log(StoreParts& parts) {
  constexpr int kAttempts = 8;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    MUNIMENT_TRY_VOID(read_index(parts));
    const uint64_t log_size = parts.log().end().log_size;
    const bool is_whole = parts.index->damaged().empty();
    if (parts.writer || (is_whole && is_within(*parts.index, log_size))) return {};
    MUNIMENT_TRY_VOID(parts.log().refresh());
    if (is_whole || parts.log().end().log_size == log_size) return {};
  }
  return {};
}

Result<void> open_index(StoreParts& parts) {
  MUNIMENT_TRY_VOID(read_index_within_log(parts));
  if (parts.index->was_of_another_version()) {
    parts.notes.emplace_back(parts.writer ? kIndexBuiltAnew : kIndexToBuildAnew);
  }
  for (const std::string& damage : parts.index->damaged()) {
    parts.notes.push_back("index: " + damage + "; what it covered is indexed again from the log");
  }
  return {};
}

// A writer builds on the index (what is held, what can be merged), so every byte of it is checked first.
Result<void> make_index_sound(StoreParts& parts) {
  if (!parts.index->verify()) MUNIMENT_TRY_VOID(forget_damaged_partitions(parts));
  return index_uncovered(parts);
}

}  // namespace

Result<Created> create_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const CreateRequest& request,
                               const Clock& clock) {
  Created created;
  created.name = clean_name(request.name.empty() ? directory_name(path) : request.name);
  created.zone = request.zone.name();
  archive::CreateOptions options;
  options.name = created.name;
  ArchiveConfig config;
  config.zone = created.zone;
  config.seal_size = request.seal_size;
  config.seal_after_ms = static_cast<uint64_t>(request.seal_after_ms);
  options.config_record = encode(to_record(config, clock.now_ms()));
  options.attributes = request.machine.attributes;
  options.scrypt_log_n = request.scrypt_log_n;
  options.outside = outside_of(request.machine);
  if (request.recovery_kit) {
    const crypto::AgeIdentity kit = crypto::AgeIdentity::new_random();
    created.recovery_identity = kit.text();
    created.recovery_recipient = kit.recipient();
    options.recipients.push_back(kit.recipient());
  }
  MUNIMENT_TRY_VOID(archive::create(fs, path, to_archive(unlock), options, clock));
  MUNIMENT_TRY(const auto reader, archive::Reader::open(fs, path, to_archive(unlock)));
  created.id = reader->id();
  return created;
}

Store::Store(std::unique_ptr<StoreParts> parts) : parts_(std::move(parts)) {}
Store::~Store() { static_cast<void>(close()); }

Result<void> Store::close() { return parts_->writer ? parts_->writer->close() : Result<void>(); }

Result<std::unique_ptr<Store>> Store::open(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, Mode mode,
                                           const Clock& clock, const OpenOptions& options) {
  auto parts = std::make_unique<StoreParts>();
  parts->fs = &fs;
  parts->path = path;
  parts->clock = &clock;
  parts->open_partitions = std::make_shared<index::OpenPartitions>(options.index_memory);
  MUNIMENT_TRY_VOID(open_log(*parts, unlock, mode, options));
  MUNIMENT_TRY_VOID(open_index(*parts));
  if (mode == Mode::write && options.index == IndexAtOpen::made_sound) MUNIMENT_TRY_VOID(make_index_sound(*parts));
  return std::unique_ptr<Store>(new Store(std::move(parts)));
}

std::string Store::name() const { return parts_->log().name(); }
ArchiveId Store::id() const { return parts_->log().id(); }
const io::Path& Store::path() const { return parts_->path; }
TimeZone Store::zone() const { return parts_->zone; }
int64_t Store::created_ms() const { return parts_->log().created_ms(); }
std::vector<Error> Store::alarms() const { return parts_->log().alarms(); }
std::vector<std::string> Store::notes() const { return parts_->notes; }

Numbers Store::numbers() const {
  const archive::LogEnd end = parts_->log().end();
  Numbers numbers;
  numbers.messages = messages_held(parts_->log());
  numbers.searchable = numbers.messages - uncovered_messages(*parts_);
  numbers.log_size = end.log_size;
  numbers.commits = end.commit_no;
  return numbers;
}

archive::Unlock to_archive(const Unlock& unlock) { return {unlock.passphrase.clone(), unlock.identity.clone()}; }

archive::Outside outside_of(const Machine& machine) { return {{}, machine.memory, machine.name}; }

uint64_t messages_held(const archive::Reader& log) {
  uint64_t count = 0;
  for (const archive::LogEntry& entry : log.entries()) {
    if (entry.kind == archive::EntryKind::messages) count += entry.records;
  }
  return count;
}

Result<bool> is_writer_active(StoreParts& parts) {
  MUNIMENT_TRY(const auto lock, parts.fs->open_or_create(parts.path / "LOCK"));
  MUNIMENT_TRY(const bool free, lock->try_lock_exclusive());
  return !free;
}

SecretBytes manifest_key(const archive::Reader& log) {
  return crypto::hkdf_expand_sha512(log.keys().catalogue_key().view(), as_bytes("mun1/idx-manifest"), 32);
}

index::KeySource partition_keys(const archive::Reader& log) {
  return [&log](ClassId cls, Month month) { return log.keys().index_key(cls, month); };
}

index::EarlierKeys earlier_partition_keys(const archive::Reader& log) {
  return [&log](ClassId cls, Month month) { return log.keys().earlier_index_keys(cls, month); };
}

}  // namespace muniment::pipeline
