// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/status_job.h"

#include "core/base/hex.h"
#include "core/io/scratch_dir.h"
#include "pipeline/keys_job.h"
#include "pipeline/monitoring_job.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kShownBatches = 10;
constexpr uint64_t kCleartextBytes = 96 + 128;  // an entry of the log, and the header of its frame

Result<void> add_sizes(io::FileSystem& fs, const io::Path& directory, FolderSize& size) {
  MUNIMENT_TRY(const auto entries, fs.list(directory));
  for (const io::DirectoryEntry& entry : entries) {
    const io::Path path = directory / entry.name;
    if (entry.kind == io::FileKind::directory) {
      MUNIMENT_TRY_VOID(add_sizes(fs, path, size));
    } else {
      MUNIMENT_TRY(const auto file, fs.open_read(path));
      MUNIMENT_TRY(const uint64_t bytes, file->size());
      ++size.files;
      size.bytes += bytes;
    }
  }
  return {};
}

Result<void> measure_folders(StoreParts& parts, Status& status) {
  MUNIMENT_TRY(const auto entries, parts.fs->list(parts.path));
  FolderSize top{".", 0, 0};
  for (const io::DirectoryEntry& entry : entries) {
    const io::Path path = parts.path / entry.name;
    if (entry.kind == io::FileKind::directory) {
      FolderSize size{entry.name, 0, 0};
      MUNIMENT_TRY_VOID(add_sizes(*parts.fs, path, size));
      if (size.files > 0) status.folders.push_back(size);
    } else {
      MUNIMENT_TRY(const auto file, parts.fs->open_read(path));
      MUNIMENT_TRY(const uint64_t bytes, file->size());
      ++top.files;
      top.bytes += bytes;
    }
  }
  status.folders.push_back(top);
  for (const FolderSize& size : status.folders) status.bytes += size.bytes;
  return {};
}

Result<FileProtection> file_protection(StoreParts& parts) {
  FileProtection found;
  MUNIMENT_TRY(const auto classes, parts.fs->list(parts.path / "seg"));
  for (const io::DirectoryEntry& cls : classes) {
    if (cls.kind != io::FileKind::directory) continue;
    MUNIMENT_TRY(const auto files, parts.fs->list(parts.path / "seg" / cls.name));
    for (const io::DirectoryEntry& file : files) {
      if (!file.name.ends_with(".mseg")) continue;
      const auto attributes = parts.fs->attributes(parts.path / "seg" / cls.name / file.name);
      if (!attributes && attributes.error().code == ErrorCode::unsupported) found.supported = false;
      ++found.segments;
      if (attributes && (attributes->append_only || attributes->immutable)) ++found.set;
    }
  }
  return found;
}

Result<uint64_t> count_spooled(StoreParts& parts) {
  const io::Path spool = parts.path / "spool" / "access";
  MUNIMENT_TRY(const bool exists, parts.fs->exists(spool));
  if (!exists) return uint64_t{0};
  MUNIMENT_TRY(const auto entries, parts.fs->list(spool));
  return entries.size();
}

// The log is looked through for copies only where there is no second key.
Result<bool> hangs_on_one_key(Store& store) {
  if (store.parts().log().key_state().holders.size() > 1) return false;
  MUNIMENT_TRY(const KeyOverview overview, keys(store));
  return !overview.last_backup;
}

void say_what_needs_attention(StoreParts& parts, Status& status, const Monitoring& monitored) {
  for (const Error& alarm : parts.log().alarms()) status.attention.push_back(one_line(alarm));
  for (const std::string& note : parts.notes) status.attention.push_back(note);
  if (status.numbers.searchable < status.numbers.messages && !status.writer_active) {
    status.attention.push_back(std::to_string(status.numbers.messages - status.numbers.searchable) +
                               " messages are not in the index yet: each search indexes them anew; the next ingest does for good, and so does index rebuild");
  }
  for (std::string& line : monitored.attention()) status.attention.push_back(std::move(line));
  for (const index::BatchRow& batch : status.batches) {
    if (!batch.ended_ms && !status.writer_active) {
      status.attention.push_back("batch " + to_string(batch.number) +
                                 " was interrupted: what it acknowledged is held; run the same ingest again");
    }
  }
}

}  // namespace

Result<Status> status(Store& store) {
  StoreParts& parts = store.parts();
  Status status;
  status.name = store.name();
  status.id_hex = to_hex(store.id().view());
  status.zone = store.zone().name();
  status.created_ms = store.created_ms();
  status.numbers = store.numbers();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(const auto conversations, catalogue->conversations());
  status.conversations = conversations.size();
  for (const index::ConversationRow& conversation : conversations) status.in_conversations += conversation.messages;
  MUNIMENT_TRY(status.batches, catalogue->batches());
  if (status.batches.size() > kShownBatches) status.batches.resize(kShownBatches);
  MUNIMENT_TRY_VOID(measure_folders(parts, status));
  MUNIMENT_TRY(status.protection, file_protection(parts));
  status.cleartext_bytes = status.numbers.log_size * kCleartextBytes;
  MUNIMENT_TRY(status.spooled_accesses, count_spooled(parts));
  MUNIMENT_TRY(status.writer_active, is_writer_active(parts));
  status.remembered = parts.log().remembered_size();
  status.partitions = parts.index->list().size();
  status.scratch_is_private = io::prepare_scratch() == io::ScratchPrivacy::own_namespace;
  MUNIMENT_TRY(status.one_key_and_no_copy, hangs_on_one_key(store));
  MUNIMENT_TRY(const Monitoring monitored, monitoring(store, Days{0, -1}));
  status.sessions = monitored.sessions.size();
  status.sources = monitored.sources.size();
  say_what_needs_attention(parts, status, monitored);
  return status;
}

}  // namespace muniment::pipeline
