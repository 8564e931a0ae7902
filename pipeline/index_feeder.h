// SPDX-License-Identifier: GPL-3.0-or-later
// Builds index partitions beside the job that feeds it, on worker threads. A chunk is a contiguous stretch of the log,
// so that each partition covers a range of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "index/search.h"
#include "pipeline/identities.h"

namespace muniment::pipeline {

// The messages of one frame, in the order of their numbers.
struct FeedFrame {
  ClassId cls;
  MessageNumber first;
  std::vector<Record> records;
  std::vector<Identity> identities;  // one for each record
};

struct FeedChunk {
  std::vector<FeedFrame> frames;
  index::LogRange range;
  uint64_t id = 0;
  [[nodiscard]] uint64_t documents() const;
};

struct FedChunk {
  uint64_t id = 0;
  index::LogRange range;
  std::vector<std::shared_ptr<const index::Partition>> partitions;  // one for each (class, month)
};

// Documents to a partition. Large enough that partitions stay few, small enough that both cores have work.
inline constexpr uint64_t kChunkDocuments = 49'152;

// submit(), take_finished() and finish() are for one thread.
class IndexFeeder {
 public:
  explicit IndexFeeder(unsigned workers);
  ~IndexFeeder();
  // Waits while two chunks wait for a worker, which bounds memory.
  void submit(FeedChunk chunk);
  // What is ready now, in the order of the log. The first failure of a worker comes out here or in finish().
  Result<std::vector<FedChunk>> take_finished();
  // Waits for everything that was submitted.
  Result<std::vector<FedChunk>> finish();

 private:
  void work();
  Result<std::vector<FedChunk>> take_locked();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<FeedChunk> waiting_;
  std::vector<FedChunk> done_;
  std::optional<Error> failure_;
  size_t busy_ = 0;
  bool closing_ = false;
  std::vector<std::jthread> workers_;
};

// The partitions of one chunk: one for each (class, month) in it.
Result<FedChunk> build_partitions(const FeedChunk& chunk);

}  // namespace muniment::pipeline
