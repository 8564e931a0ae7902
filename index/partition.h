// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. A sealed partition: what it holds is read, checked and unpacked when it is first needed.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "index/in_parallel.h"
#include "index/open_partitions.h"
#include "index/partition_draft.h"
#include "index/partition_file.h"
#include "index/postings.h"
#include "index/references.h"
#include "index/vocabulary.h"

namespace muniment::index {

struct Names {
  std::vector<std::string> conversations, senders, custodians, sources;
};

// A name as it is searched: folded, and its words (with every form of its numbers), sorted.
struct FoldedName {
  std::string text;
  std::vector<std::string> words;
};
FoldedName fold_name(std::string_view name);

struct FoldedNames {
  std::vector<FoldedName> conversations, senders, custodians, sources;
};

// Which message each document is, newest first, and of when: all that a search for words needs of the columns.
struct MessageTimes {
  std::vector<uint64_t> numbers;
  std::vector<int64_t> times;
};
// One value per document. The names are numbers in Names.
struct Columns {
  const std::vector<uint64_t>& numbers;  // of the partition's MessageTimes
  const std::vector<int64_t>& times;
  std::vector<uint32_t> conversations, senders, custodians, sources;
  std::vector<uint16_t> kinds, has;
};

// The words of each document, as ids of the vocabulary.
struct ForwardStore {
  Bytes stream;
  std::vector<uint64_t> ends;
  [[nodiscard]] ByteView words(size_t document) const {
    const uint64_t begin = document == 0 ? 0 : ends[document - 1];
    return ByteView(stream).subspan(begin, ends[document] - begin);
  }
};

// Identity keys in the order of the documents, and that order sorted by key.
struct Identities {
  std::vector<IdentityKey> keys;
  std::vector<uint64_t> numbers;
  struct Entry {
    uint64_t head;   // first bytes of the key, big-endian
    uint32_t place;  // in keys and numbers
  };
  std::vector<Entry> sorted;
  [[nodiscard]] std::optional<uint64_t> find(const IdentityKey& key) const;          // the lowest number
  void find_all(const IdentityKey& key, size_t limit, std::vector<MessageNumber>& out) const;
};

// What is kept of references. Immutable.
struct OwnNames {
  Bytes names;  // an OwnName for each document, or nothing if none has one
  [[nodiscard]] OwnName of(size_t document) const { return names.empty() ? 0 : get_le<OwnName>(names, document * sizeof(OwnName)); }
};

// A value that is made once, by whichever thread needs it first. A failure is kept too.
template <typename T>
class Once {
 public:
  template <typename Make>
  Result<const T*> get(Make&& make) const {
    std::call_once(flag_, [&] {
      value_.emplace(make());
      is_made_ = true;
    });
    if (!value_->has_value()) return value_->error();
    return &value_->value();
  }
  [[nodiscard]] bool is_made() const { return is_made_; }

 private:
  mutable std::once_flag flag_;
  mutable std::atomic<bool> is_made_ = false;
  mutable std::optional<Result<T>> value_;
};

// Both kinds of identity keys of a partition.
struct KeptIdentities {
  Once<Identities> messages, contents;
};

// Immutable and thread-safe. What its functions give lives as long as it does, and is read where it is first asked for. Whoever
// goes through partitions calls visit() on each, and keeps pointers into it no longer than what that gave.
class Partition {
 public:
  // `counted_in`: where what is unpacked is counted; may be nothing.
  Partition(PartitionHeader header, std::shared_ptr<const SectionSource> source, std::weak_ptr<OpenPartitions> counted_in = {})
      : header_(std::move(header)), source_(std::move(source)), counted_in_(std::move(counted_in)) {}
  // One that is opened and closed by `keeper` as it is visited. The identity keys stay with it.
  Partition(const Partition& other, std::shared_ptr<OpenPartitions> keeper)
      : header_(other.header_), source_(other.source_), identities_(other.identities_), keeper_(std::move(keeper)), counted_in_(keeper_) {}
  ~Partition();
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;

  [[nodiscard]] const PartitionHeader& header() const { return header_; }
  [[nodiscard]] const SectionSource& source() const { return *source_; }
  [[nodiscard]] std::shared_ptr<const SectionSource> share_source() const { return source_; }
  [[nodiscard]] const std::shared_ptr<OpenPartitions>& keeper() const { return keeper_; }
  // The same partition with nothing unpacked yet and counted nowhere: what is read of it goes with it.
  [[nodiscard]] std::shared_ptr<const Partition> apart() const { return std::make_shared<Partition>(header_, source_); }
  // Takes the identity keys of one with the same messages, which need not be read again.
  void share_identities(const Partition& same) { identities_ = same.identities_; }
  [[nodiscard]] bool has_read_postings() const { return postings_.is_made(); }
  [[nodiscard]] uint64_t unpacked_bytes() const { return unpacked_; }  // without identity keys

  [[nodiscard]] Result<const Names*> names() const;
  [[nodiscard]] Result<const FoldedNames*> folded_names() const;
  [[nodiscard]] Result<const MessageTimes*> message_times() const;
  [[nodiscard]] Result<const Columns*> columns() const;
  [[nodiscard]] Result<const Vocabulary*> vocabulary() const;
  [[nodiscard]] Result<const ForwardStore*> forward() const;
  [[nodiscard]] Result<const Postings*> postings() const;
  [[nodiscard]] Result<const Identities*> identities() const;
  [[nodiscard]] Result<const Identities*> content_identities() const;
  [[nodiscard]] Result<const OwnNames*> own_names() const;
  [[nodiscard]] Result<PointerTable> pointers(SectionId id) const;  // changes or mentions

 private:
  Result<Names> load_names() const;
  Result<FoldedNames> load_folded_names() const;
  Result<MessageTimes> load_message_times() const;
  Result<Columns> load_columns() const;
  Result<Vocabulary> load_vocabulary() const;
  Result<ForwardStore> load_forward() const;
  Result<Identities> load_identities() const;
  Result<Identities> load_content_identities() const;
  Result<OwnNames> load_own_names() const;
  Result<Bytes> load_pointers(SectionId id) const;
  template <typename Number>
  Result<std::vector<Number>> load_column(SectionId id) const;
  Result<std::vector<uint64_t>> load_numbers() const;
  template <typename T, typename Load>
  Result<const T*> counted(const Once<T>& once, Load load) const;

  PartitionHeader header_;
  std::shared_ptr<const SectionSource> source_;
  Once<Names> names_;
  Once<FoldedNames> folded_names_;
  Once<MessageTimes> message_times_;
  Once<Columns> columns_;
  Once<Vocabulary> vocabulary_;
  Once<ForwardStore> forward_;
  Once<std::unique_ptr<Postings>> postings_;
  Once<OwnNames> own_names_;
  Once<Bytes> changes_, mentions_;
  std::shared_ptr<const KeptIdentities> identities_ = std::make_shared<KeptIdentities>();
  std::shared_ptr<OpenPartitions> keeper_;
  std::weak_ptr<OpenPartitions> counted_in_;
  mutable std::atomic<uint64_t> unpacked_ = 0;
};

// The partition to read from, for as long as the pointer is held: itself, or where memory is bounded one that is closed
// when others need its room. Opening it again may fail as the first time may.
inline std::shared_ptr<const Partition> visit(const std::shared_ptr<const Partition>& partition) {
  return partition->keeper() ? partition->keeper()->open(*partition) : partition;
}

// Whether a search finds it in memory, or waits for the disk first.
inline bool is_in_memory(const std::shared_ptr<const Partition>& partition) {
  return partition->keeper() ? partition->keeper()->has_in_memory(*partition) : partition->has_read_postings();
}

inline Waits waits_for(std::span<const std::shared_ptr<const Partition>> partitions) {
  return std::ranges::all_of(partitions, is_in_memory) ? Waits::no : Waits::for_disk;
}

// Sorts, encodes and seals. Takes the draft apart to save memory.
Result<std::shared_ptr<const Partition>> seal(PartitionDraft draft, ClassId cls, Month month, std::vector<LogRange> ranges);

// One partition with the documents of all of them, which are of one class and month. Reads one after the other.
Result<std::shared_ptr<const Partition>> merge(const std::vector<std::shared_ptr<const Partition>>& partitions);

}  // namespace muniment::index
