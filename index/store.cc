// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "core/crypto/chunked.h"
#include "index/in_parallel.h"
#include "index/manifest.h"
#include "index/merge_policy.h"
#include "index/partition.h"
#include "index/search.h"

namespace muniment::index {
namespace {

using PartitionPtr = std::shared_ptr<const Partition>;
constexpr uint64_t kMaxManifestBytes = 256 << 20;
constexpr std::string_view kManifestName = "manifest";

struct Held {
  ManifestEntry entry;  // part 0: not on disk yet
  PartitionPtr partition;
};

std::vector<PartitionSize> sizes_of(const std::vector<Held>& members) {
  std::vector<PartitionSize> sizes;
  for (const Held& each : members) {
    const PartitionHeader& header = each.partition->header();
    sizes.push_back({header.cls, header.month, header.documents});
  }
  return sizes;
}

// What the next manifest names, and which of it is merged first.
struct NextState {
  std::vector<Held> members;
  std::vector<std::vector<size_t>> groups;
  uint64_t next_part = 1;
  LogRanges covered;
};

struct Loaded {
  Bytes manifest_file;
  Manifest manifest;
  std::vector<Held> held;
  std::vector<std::string> damaged;
  bool was_of_another_version = false;
};

// One partition of another version is enough: the words of all are to be cut by the same rules.
Loaded of_another_version(Loaded loaded) {
  Loaded empty;
  empty.manifest_file = std::move(loaded.manifest_file);
  empty.manifest.next_part = loaded.manifest.next_part;
  empty.was_of_another_version = true;
  return empty;
}

class DirectoryStore : public Store {
 public:
  DirectoryStore(io::FileSystem& fs, io::Path idx, const ArchiveId& archive, ByteView manifest_key, KeySource keys, EarlierKeys earlier,
                 std::shared_ptr<OpenPartitions> keeper)
      : fs_(fs), idx_(std::move(idx)), archive_(archive), keys_(std::move(keys)), earlier_(std::move(earlier)), keeper_(std::move(keeper)),
        manifest_key_(manifest_key) {}

  // A reader may meet the moment at which the writer removes merged files: then the manifest has changed, too.
  Result<void> load() {
    constexpr int kAttempts = 16;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      MUNIMENT_TRY(Loaded loaded, load_once());
      const Bytes seen = loaded.manifest_file;
      const bool complete = loaded.damaged.empty();
      take(std::move(loaded));
      if (complete) return {};
      MUNIMENT_TRY(const Bytes now, read_manifest_file());
      if (now == seen) return {};
    }
    return {};
  }

  std::vector<PartitionPtr> partitions() const override {
    const std::lock_guard lock(mutex_);
    std::vector<PartitionPtr> out;
    for (const Held& held : held_) out.push_back(held.partition);
    return out;
  }

  std::vector<PartitionInfo> list() const override {
    const std::lock_guard lock(mutex_);
    std::vector<PartitionInfo> out;
    for (const Held& held : held_) {
      const ManifestEntry& entry = held.entry;
      const PartitionHeader& header = held.partition->header();
      out.push_back({.file = entry.file(), .generation = entry.generation, .tokenizer_version = header.tokenizer_version,
                     .cls = entry.cls, .month = entry.month, .range = header.hull(), .ranges = header.ranges,
                     .documents = entry.documents, .bytes = entry.file_bytes, .first_ms = entry.first_ms, .last_ms = entry.last_ms});
    }
    return out;
  }

  std::vector<std::string> damaged() const override {
    const std::lock_guard lock(mutex_);
    return damaged_;
  }

  bool was_of_another_version() const override {
    const std::lock_guard lock(mutex_);
    return was_of_another_version_;
  }

  std::vector<LogRange> uncovered(uint64_t log_size) const override {
    const std::lock_guard lock(mutex_);
    return without({{0, log_size}}, manifest_.covered);
  }

  Result<void> add(std::vector<PartitionPtr> fresh, std::vector<LogRange> covered) override;
  Result<std::unique_ptr<Replacement>> replacement() override;
  Result<void> compact() override;
  Result<void> remove_manifest() override;
  Result<void> write_manifest_under(ByteView manifest_key) override;
  Result<void> verify() override;
  Result<void> drop_damaged() override;

 private:
  class NextIndex;
  Result<Bytes> read_manifest_file() const;
  Result<Loaded> load_once() const;
  using Opened = Result<std::shared_ptr<Partition>>;
  Opened open_partition(const ManifestEntry& entry) const;
  std::vector<Opened> open_partitions(const std::vector<ManifestEntry>& entries) const;
  Result<std::unique_ptr<crypto::ChunkedReader>> open_file(const ManifestEntry& entry, ByteView key) const;
  void take(Loaded loaded);
  Result<Held> write(const Partition& partition, uint64_t part) const;
  Result<void> write_manifest(const Manifest& manifest) const;
  Result<std::vector<Held>> settle(NextState& next) const;
  Result<void> publish(NextState next);
  Result<void> remove_garbage() const;
  Result<void> remove_if_there(const io::Path& path) const;
  void drop(const std::vector<bool>& is_damaged, Loaded& loaded) const;

  io::FileSystem& fs_;
  const io::Path idx_;
  const ArchiveId archive_;
  const KeySource keys_;
  const EarlierKeys earlier_;
  const std::shared_ptr<OpenPartitions> keeper_;
  SecretBytes manifest_key_;

  mutable std::mutex mutex_;  // guards what follows: readers may ask while the writer adds
  Manifest manifest_;
  std::vector<Held> held_;
  std::vector<std::string> damaged_;
  bool was_of_another_version_ = false;
};

Result<Bytes> DirectoryStore::read_manifest_file() const {
  auto file = io::read_file(fs_, idx_ / kManifestName, kMaxManifestBytes);
  if (!file && file.error().code == ErrorCode::not_found) return Bytes();
  return file;
}

Result<Loaded> DirectoryStore::load_once() const {
  Loaded loaded;
  MUNIMENT_TRY(loaded.manifest_file, read_manifest_file());
  if (loaded.manifest_file.empty()) return loaded;
  const auto plain = crypto::chunked_open(manifest_key_.view(), manifest_context(archive_), loaded.manifest_file);
  auto manifest = plain ? decode_manifest(*plain) : Result<Manifest>(plain.error());
  if (plain && !manifest && manifest.error().code == ErrorCode::unsupported) return of_another_version(std::move(loaded));
  if (!manifest) {
    loaded.damaged.push_back(std::string(kManifestName) + ": " + one_line(manifest.error()));
    return loaded;
  }
  loaded.manifest = std::move(*manifest);
  std::vector<Opened> opened = open_partitions(loaded.manifest.entries);
  std::vector<bool> is_damaged;
  for (size_t i = 0; i < opened.size(); ++i) {
    const ManifestEntry& entry = loaded.manifest.entries[i];
    Opened& partition = opened[i];
    if (!partition && partition.error().code == ErrorCode::unsupported) return of_another_version(std::move(loaded));
    is_damaged.push_back(!partition.has_value());
    if (!partition) loaded.damaged.push_back(entry.file() + ": " + one_line(partition.error()));
    loaded.held.push_back({entry, partition ? PartitionPtr(std::move(*partition)) : nullptr});
  }
  drop(is_damaged, loaded);
  return loaded;
}

// What a lost partition covered is indexed again from the log, with all messages of those entries. So other partitions
// that hold messages of the same entries (of other months, say) go too: nothing may be found twice.
void DirectoryStore::drop(const std::vector<bool>& is_damaged, Loaded& loaded) const {
  LogRanges lost;
  std::vector<bool> gone = is_damaged;
  for (size_t i = 0; i < gone.size(); ++i) {
    if (gone[i]) lost = united(lost, loaded.held[i].entry.ranges);
  }
  for (bool grew = !lost.empty(); grew;) {
    grew = false;
    for (size_t i = 0; i < gone.size(); ++i) {
      if (gone[i] || !overlap(loaded.held[i].entry.ranges, lost)) continue;
      gone[i] = grew = true;
      lost = united(lost, loaded.held[i].entry.ranges);
      loaded.damaged.push_back(loaded.held[i].entry.file() + ": left out, shares log entries with a damaged one");
    }
  }
  std::vector<Held> kept;
  for (size_t i = 0; i < gone.size(); ++i) {
    if (!gone[i]) kept.push_back(std::move(loaded.held[i]));
  }
  loaded.held = std::move(kept);
  loaded.manifest.covered = without(loaded.manifest.covered, lost);
}

// Of each one what opening it gave. Several at once, since each waits for the disk.
std::vector<DirectoryStore::Opened> DirectoryStore::open_partitions(const std::vector<ManifestEntry>& entries) const {
  std::vector<Opened> opened(entries.size(), Opened(nullptr));
  static_cast<void>(in_parallel(entries.size(), Waits::for_disk, [&](size_t i) {
    opened[i] = open_partition(entries[i]);
    return Result<void>();
  }));
  return opened;
}

Result<std::unique_ptr<crypto::ChunkedReader>> DirectoryStore::open_file(const ManifestEntry& entry, ByteView key) const {
  MUNIMENT_TRY(std::unique_ptr<io::File> file, fs_.open_read(idx_ / entry.file()));
  MUNIMENT_TRY(const uint64_t size, file->size());
  if (size != entry.file_bytes) return make_error(ErrorCode::corrupt, "the file has another size than the manifest says");
  return crypto::ChunkedReader::open(std::move(file), key, partition_context(archive_, entry.part, entry.generation));
}

Result<std::shared_ptr<Partition>> DirectoryStore::open_partition(const ManifestEntry& entry) const {
  MUNIMENT_TRY(const SecretBytes key, keys_(entry.cls, entry.month));
  auto reader = open_file(entry, key.view());
  if (!reader && earlier_) {
    for (const SecretBytes& older : earlier_(entry.cls, entry.month)) {
      auto opened = open_file(entry, older.view());
      if (!opened) continue;
      reader = std::move(opened);
      break;
    }
  }
  if (!reader) return reader.error();
  MUNIMENT_TRY(OpenContainer container, open_container(std::move(*reader)));
  if (container.header.id != entry.id) return make_error(ErrorCode::corrupt, "the file is not the one that the manifest names");
  if (container.header.tokenizer_version != kTokenizerVersion) {
    return make_error(ErrorCode::unsupported, "the words were cut by another version of the rules");
  }
  return std::make_shared<Partition>(Partition(std::move(container.header), std::move(container.source)), keeper_);
}

void DirectoryStore::take(Loaded loaded) {
  const std::lock_guard lock(mutex_);
  manifest_ = std::move(loaded.manifest);
  held_ = std::move(loaded.held);
  damaged_ = std::move(loaded.damaged);
  was_of_another_version_ = loaded.was_of_another_version;
  manifest_.entries.clear();
  for (const Held& held : held_) manifest_.entries.push_back(held.entry);
}

// Durable when it returns, but nothing refers to it before the manifest does.
Result<Held> DirectoryStore::write(const Partition& partition, uint64_t part) const {
  const PartitionHeader& header = partition.header();
  Held held;
  ManifestEntry& entry = held.entry;
  entry.part = part;
  entry.cls = header.cls;
  entry.month = header.month;
  entry.id = header.id;
  entry.ranges = header.ranges;
  entry.documents = header.documents;
  entry.first_ms = header.first_ms;
  entry.last_ms = header.last_ms;
  const io::Path path = idx_ / entry.file();
  MUNIMENT_TRY_VOID(fs_.make_directory(path.parent_path()));
  MUNIMENT_TRY_VOID(remove_if_there(path));
  MUNIMENT_TRY(const SecretBytes key, keys_(header.cls, header.month));
  MUNIMENT_TRY(const std::unique_ptr<io::File> file, fs_.create_append(path));
  crypto::ChunkedWriter sealed(key.view(), partition_context(archive_, part, entry.generation),
                               [&](ByteView bytes) { return file->append(bytes); });
  MUNIMENT_TRY_VOID(write_container(header, partition.source(), [&](ByteView bytes) { return sealed.write(bytes); }));
  MUNIMENT_TRY_VOID(sealed.finish());
  MUNIMENT_TRY_VOID(file->sync());
  MUNIMENT_TRY_VOID(fs_.sync_directory(path.parent_path()));
  MUNIMENT_TRY(entry.file_bytes, file->size());
  MUNIMENT_TRY(const std::shared_ptr<Partition> written, open_partition(entry));
  written->share_identities(partition);
  held.partition = written;
  return held;
}

Result<void> DirectoryStore::write_manifest(const Manifest& manifest) const {
  const Bytes sealed = crypto::chunked_seal(manifest_key_.view(), manifest_context(archive_), encode(manifest));
  return io::write_file_durably(fs_, idx_ / kManifestName, sealed);
}

Result<void> DirectoryStore::remove_if_there(const io::Path& path) const {
  auto removed = fs_.remove(path);
  if (!removed && removed.error().code != ErrorCode::not_found) return removed;
  return {};
}

// Files of runs that were interrupted, and files that were merged away or damaged.
Result<void> DirectoryStore::remove_garbage() const {
  std::set<std::string> named;
  for (const Held& held : held_) named.insert(held.entry.file());
  MUNIMENT_TRY(const auto folders, fs_.list(idx_));
  for (const io::DirectoryEntry& folder : folders) {
    if (folder.kind == io::FileKind::regular && folder.name != kManifestName) {
      MUNIMENT_TRY_VOID(remove_if_there(idx_ / folder.name));
    }
    if (folder.kind != io::FileKind::directory) continue;
    MUNIMENT_TRY(const auto files, fs_.list(idx_ / folder.name));
    for (const io::DirectoryEntry& file : files) {
      if (file.kind != io::FileKind::regular || named.contains(folder.name + "/" + file.name)) continue;
      MUNIMENT_TRY_VOID(remove_if_there(idx_ / folder.name / file.name));
    }
  }
  return {};
}

// Merges the groups and writes what is not on disk. What is merged away is let go from memory as soon as it is.
Result<std::vector<Held>> DirectoryStore::settle(NextState& next) const {
  std::vector<Held> settled;
  for (const std::vector<size_t>& group : next.groups) {
    std::vector<PartitionPtr> merging;
    for (const size_t place : group) merging.push_back(std::exchange(next.members[place].partition, nullptr));
    MUNIMENT_TRY(const PartitionPtr one, merge(merging));
    MUNIMENT_TRY(Held written, write(*one, next.next_part++));
    settled.push_back(std::move(written));
  }
  for (Held& member : next.members) {
    if (!member.partition) continue;
    if (member.entry.part == 0) {
      MUNIMENT_TRY(member, write(*member.partition, next.next_part++));
    }
    settled.push_back(std::move(member));
  }
  return settled;
}

// The one way in which a new state comes to hold: files first, then the manifest, then what it does not name goes.
Result<void> DirectoryStore::publish(NextState next) {
  MUNIMENT_TRY(std::vector<Held> held, settle(next));
  Manifest manifest{.next_part = next.next_part, .covered = std::move(next.covered), .entries = {}};
  for (const Held& each : held) manifest.entries.push_back(each.entry);
  MUNIMENT_TRY_VOID(fs_.sync_directory(idx_));  // the folders of classes
  MUNIMENT_TRY_VOID(write_manifest(manifest));
  {
    const std::lock_guard lock(mutex_);
    manifest_ = std::move(manifest);
    held_ = std::move(held);
    damaged_.clear();
    was_of_another_version_ = false;
  }
  return remove_garbage();
}

Result<void> DirectoryStore::add(std::vector<PartitionPtr> fresh, std::vector<LogRange> covered) {
  MUNIMENT_TRY_VOID(fs_.make_directory(idx_));
  MUNIMENT_TRY_VOID(remove_garbage());
  NextState next{.members = held_, .groups = {}, .next_part = manifest_.next_part, .covered = united(manifest_.covered, covered)};
  for (PartitionPtr& partition : fresh) {
    if (partition->header().documents > 0) next.members.push_back(Held{ManifestEntry(), std::move(partition)});
  }
  next.groups = plan_merges(sizes_of(next.members));
  return publish(std::move(next));
}

class DirectoryStore::NextIndex : public Replacement {
 public:
  explicit NextIndex(DirectoryStore& store) : store_(store) { next_.next_part = store.manifest_.next_part; }

  Result<void> add(const Partition& partition) override {
    if (partition.header().documents == 0) return {};
    MUNIMENT_TRY(Held written, store_.write(partition, next_.next_part++));
    next_.members.push_back(std::move(written));
    return {};
  }

  Result<void> finish(std::vector<LogRange> covered) override {
    next_.groups = plan_merges(sizes_of(next_.members));
    next_.covered = normalized(std::move(covered));
    return store_.publish(std::move(next_));
  }

 private:
  DirectoryStore& store_;
  NextState next_;
};

Result<std::unique_ptr<Replacement>> DirectoryStore::replacement() {
  MUNIMENT_TRY_VOID(fs_.make_directory(idx_));
  MUNIMENT_TRY_VOID(remove_garbage());
  return std::unique_ptr<Replacement>(std::make_unique<NextIndex>(*this));
}

Result<void> DirectoryStore::compact() {
  NextState next{.members = held_, .groups = plan_compaction(sizes_of(held_)), .next_part = manifest_.next_part, .covered = manifest_.covered};
  if (next.groups.empty()) return {};
  MUNIMENT_TRY_VOID(remove_garbage());
  return publish(std::move(next));
}

Result<void> DirectoryStore::remove_manifest() {
  const io::Path path = idx_ / kManifestName;
  MUNIMENT_TRY(const bool there, fs_.exists(path));
  if (!there) return {};
  MUNIMENT_TRY_VOID(remove_if_there(path));
  return fs_.sync_directory(idx_);
}

Result<void> DirectoryStore::write_manifest_under(ByteView manifest_key) {
  manifest_key_ = SecretBytes(manifest_key);
  if (manifest_.entries.empty()) return {};
  return write_manifest(manifest_);
}

Result<void> DirectoryStore::verify() {
  for (const Held& held : held_) {
    auto checked = held.partition->source().check_all();
    if (!checked) return with_context(std::move(checked).error(), "checking " + held.entry.file());
  }
  return {};
}

Result<void> DirectoryStore::drop_damaged() {
  Loaded loaded;
  loaded.manifest = manifest_;
  loaded.held = held_;
  loaded.damaged = damaged_;
  loaded.was_of_another_version = was_of_another_version_;
  std::vector<bool> is_damaged;
  for (const Held& held : held_) {
    const auto checked = held.partition->source().check_all();
    is_damaged.push_back(!checked.has_value());
    if (!checked) loaded.damaged.push_back(held.entry.file() + ": " + one_line(checked.error()));
  }
  drop(is_damaged, loaded);
  take(std::move(loaded));
  return {};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(io::FileSystem& fs, const io::Path& idx, const ArchiveId& archive,
                                           ByteView manifest_key, KeySource keys, EarlierKeys earlier,
                                           std::shared_ptr<OpenPartitions> keeper) {
  auto store = std::make_unique<DirectoryStore>(fs, idx, archive, manifest_key, std::move(keys), std::move(earlier), std::move(keeper));
  MUNIMENT_TRY_VOID(store->load());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace muniment::index
