// SPDX-License-Identifier: GPL-3.0-or-later
// Which partitions are open. What a search reads of a partition is unpacked in memory (columns, words, postings), and stays
// there for the next search, until others need the room: then the partition that was visited longest ago is closed,
// with its postings' file in memory, and the next visit reads it again from its file.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace muniment::index {

class Partition;
class SectionSource;

// Shared by the partitions of a store and those that are indexed on the spot. Thread-safe.
class OpenPartitions : public std::enable_shared_from_this<OpenPartitions> {
 public:
  // `budget`: bytes. A partition is never closed while it is visited, so that there is at most one more than that for each
  // thread that searches. Does not count the identity keys (prepare_identities()), which stay, nor what a search makes
  // itself: hits, sets of documents.
  explicit OpenPartitions(uint64_t budget) : budget_(budget) {}

  [[nodiscard]] uint64_t budget() const { return budget_; }
  [[nodiscard]] uint64_t bytes() const;   // unpacked now
  [[nodiscard]] uint64_t most() const;    // unpacked at one time so far
  [[nodiscard]] uint64_t opened() const;  // how often one was opened

  // For partitions (partition.h).
  std::shared_ptr<const Partition> open(const Partition& partition);
  [[nodiscard]] bool has_in_memory(const Partition& partition) const;  // open, and its postings read
  void forget(const SectionSource& source);  // nobody will visit it any more
  void grew(uint64_t bytes);
  void shrank(uint64_t bytes);

 private:
  using Open = std::list<std::shared_ptr<const Partition>>;
  using Closed = std::vector<std::shared_ptr<const Partition>>;
  void make_room(Closed& closed);

  const uint64_t budget_;
  mutable std::mutex mutex_;  // guards what follows
  uint64_t bytes_ = 0, most_ = 0, opened_ = 0;
  Open open_;  // visited last first
  std::map<const SectionSource*, Open::iterator> places_;
};

}  // namespace muniment::index
