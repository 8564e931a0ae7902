// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/index_job.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>

#include "core/io/scratch_dir.h"
#include "pipeline/log_index.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

using std::chrono::steady_clock;

IndexSize size_of(const index::Store& index) {
  IndexSize size;
  for (const index::PartitionInfo& each : index.list()) {
    ++size.partitions;
    size.messages += each.documents;
    size.bytes += each.bytes;
  }
  return size;
}

double seconds_since(steady_clock::time_point begun) { return std::chrono::duration<double>(steady_clock::now() - begun).count(); }

// What was indexed on the spot is in the partitions now.
void forget_tail(StoreParts& parts) {
  parts.tail.clear();
  parts.tail_is_complete = false;
}

// Files of partitions that the manifest does not name. Damaged ones are named, and counted as what they are.
Result<uint64_t> count_unnamed(StoreParts& parts, const IndexStatus& status) {
  const io::Path idx = parts.path / "idx";
  MUNIMENT_TRY(const bool exists, parts.fs->exists(idx));
  if (!exists) return uint64_t{0};
  std::set<std::string> named;
  for (const index::PartitionInfo& each : status.partitions) named.insert(each.file);
  for (const std::string& damage : status.damaged) named.insert(damage.substr(0, damage.find(": ")));
  uint64_t unnamed = 0;
  MUNIMENT_TRY(const auto folders, parts.fs->list(idx));
  for (const io::DirectoryEntry& folder : folders) {
    if (folder.kind != io::FileKind::directory) continue;
    MUNIMENT_TRY(const auto files, parts.fs->list(idx / folder.name));
    for (const io::DirectoryEntry& file : files) unnamed += named.contains(folder.name + "/" + file.name) ? 0U : 1U;
  }
  return unnamed;
}

}  // namespace

Result<IndexStatus> index_status(Store& store) {
  StoreParts& parts = store.parts();
  IndexStatus status;
  const Numbers numbers = store.numbers();
  status.messages = numbers.messages;
  status.searchable = numbers.searchable;
  status.log_size = numbers.log_size;
  status.partitions = parts.index->list();
  std::ranges::sort(status.partitions, {}, [](const index::PartitionInfo& each) {
    return std::tuple(each.cls, each.month, each.range.first_entry, each.file);
  });
  for (const index::PartitionInfo& each : status.partitions) status.bytes += each.bytes;
  for (const index::LogRange& range : parts.index->uncovered(status.log_size)) {
    const uint64_t messages = messages_in(parts.log(), {range});
    if (messages > 0) status.uncovered.push_back({range, messages});
  }
  status.damaged = parts.index->damaged();
  MUNIMENT_TRY(status.unnamed_files, count_unnamed(parts, status));
  MUNIMENT_TRY(status.writer_active, is_writer_active(parts));
  status.scratch_is_private = io::prepare_scratch() == io::ScratchPrivacy::own_namespace;
  return status;
}

Result<IndexChange> rebuild_index(Store& store, const MessagesDone& progress) {
  StoreParts& parts = store.parts();
  MUNIMENT_CHECK(parts.writer != nullptr, "the index is built anew by the writer");
  const auto begun = steady_clock::now();
  IndexChange change;
  change.before = size_of(*parts.index);
  const uint64_t total = messages_held(parts.log());
  const index::LogRange all{0, parts.log().end().log_size};
  MUNIMENT_TRY(const auto replacement, parts.index->replacement());
  const BuildSteps steps{
      .take = [&replacement](FedChunk chunk) -> Result<void> {
        for (const auto& partition : chunk.partitions) MUNIMENT_TRY_VOID(replacement->add(*partition));
        return {};
      },
      .read = [&](uint64_t messages) {
        if (progress) progress(messages, total);
      }};
  MUNIMENT_TRY_VOID(build_ranges(parts, {all}, steps));
  MUNIMENT_TRY_VOID(replacement->finish({all}));
  forget_tail(parts);
  change.after = size_of(*parts.index);
  change.seconds = seconds_since(begun);
  return change;
}

Result<IndexChange> compact_index(Store& store) {
  StoreParts& parts = store.parts();
  MUNIMENT_CHECK(parts.writer != nullptr, "the index is made compact by the writer");
  const auto begun = steady_clock::now();
  IndexChange change;
  change.before = size_of(*parts.index);
  MUNIMENT_TRY_VOID(parts.index->compact());
  change.after = size_of(*parts.index);
  change.seconds = seconds_since(begun);
  return change;
}

}  // namespace muniment::pipeline
