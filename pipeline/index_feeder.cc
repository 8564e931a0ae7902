// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/index_feeder.h"

#include <algorithm>
#include <map>
#include <utility>

#include "pipeline/retention_month.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kWaitingChunks = 2;

using UnitKey = std::pair<ClassId, Month>;
using Builders = std::map<UnitKey, std::unique_ptr<index::PartitionBuilder>>;

Result<index::PartitionBuilder*> builder_for(Builders& builders, ClassId cls, Month month) {
  auto& builder = builders[{cls, month}];
  if (!builder) {
    MUNIMENT_TRY(builder, index::PartitionBuilder::create(cls, month));
  }
  return builder.get();
}

Result<void> add_frame(Builders& builders, const FeedFrame& frame) {
  for (size_t i = 0; i < frame.records.size(); ++i) {
    const Record& record = frame.records[i];
    MUNIMENT_TRY(index::PartitionBuilder* const builder, builder_for(builders, frame.cls, retention_month(record)));
    const MessageNumber number{frame.first.value + i};
    const Identity& identity = frame.identities[i];
    MUNIMENT_TRY_VOID(builder->add({number, record, identity.key, identity.content}));
  }
  return {};
}

}  // namespace

uint64_t FeedChunk::documents() const {
  uint64_t count = 0;
  for (const FeedFrame& frame : frames) count += frame.records.size();
  return count;
}

Result<FedChunk> build_partitions(const FeedChunk& chunk) {
  Builders builders;
  for (const FeedFrame& frame : chunk.frames) MUNIMENT_TRY_VOID(add_frame(builders, frame));
  FedChunk fed;
  fed.id = chunk.id;
  fed.range = chunk.range;
  for (auto& [unit, builder] : builders) {
    MUNIMENT_TRY(auto partition, builder->finish(chunk.range));
    fed.partitions.push_back(std::move(partition));
  }
  return fed;
}

IndexFeeder::IndexFeeder(unsigned workers) {
  for (unsigned i = 0; i < std::max(1U, workers); ++i) {
    workers_.emplace_back([this] { work(); });
  }
}

IndexFeeder::~IndexFeeder() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
}

void IndexFeeder::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const FeedChunk chunk = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    changed_.notify_all();
    lock.unlock();
    auto built = build_partitions(chunk);
    lock.lock();
    --busy_;
    if (built) {
      done_.push_back(std::move(built).value());
    } else if (!failure_) {
      failure_ = std::move(built).error();
    }
    changed_.notify_all();
  }
}

void IndexFeeder::submit(FeedChunk chunk) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < kWaitingChunks || failure_; });
  if (failure_) return;  // reported by the next take_finished() or finish()
  waiting_.push_back(std::move(chunk));
  changed_.notify_all();
}

Result<std::vector<FedChunk>> IndexFeeder::take_locked() {
  if (failure_) return *failure_;
  std::ranges::sort(done_, {}, [](const FedChunk& chunk) { return chunk.id; });
  return std::exchange(done_, {});
}

Result<std::vector<FedChunk>> IndexFeeder::take_finished() {
  const std::lock_guard lock(mutex_);
  return take_locked();
}

Result<std::vector<FedChunk>> IndexFeeder::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || (waiting_.empty() && busy_ == 0); });
  return take_locked();
}

}  // namespace muniment::pipeline
