// SPDX-License-Identifier: GPL-3.0-or-later
// Work that several threads do ahead, and whose outcomes one thread takes in the order in which the work was given: so
// that what a report says does not depend on which thread was faster.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace muniment::archive {

// `work` runs on the threads and must be safe there; `take` runs on the thread that calls add() and finish(), in order.
// Threads are started as tasks come. At most `ahead` tasks are waiting or under way. An error of `take` ends
// everything: later calls do nothing.
template <typename Task, typename Outcome>
class InOrder {
 public:
  using Work = std::function<Outcome(Task&)>;
  using Take = std::function<Result<void>(Task&, Outcome&)>;

  InOrder(unsigned threads, size_t ahead, Work work, Take take)
      : max_threads_(threads), ahead_(ahead), work_(std::move(work)), take_(std::move(take)) {}
  ~InOrder() {
    {
      const std::lock_guard guard(mutex_);
      ending_ = true;
    }
    given_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  InOrder(const InOrder&) = delete;
  InOrder& operator=(const InOrder&) = delete;

  Result<void> add(Task task) {
    MUNIMENT_TRY_VOID(take_down_to(ahead_ - 1));
    slots_.push_back(std::make_unique<Slot>(std::move(task)));
    if (threads_.size() < std::min<size_t>(max_threads_, slots_.size())) threads_.emplace_back([this] { run(); });
    {
      const std::lock_guard guard(mutex_);
      open_.push_back(slots_.back().get());
    }
    given_.notify_one();
    return {};
  }
  Result<void> finish() { return take_down_to(0); }

 private:
  struct Slot {
    explicit Slot(Task given) : task(std::move(given)) {}
    Task task;
    std::optional<Outcome> outcome;  // guarded by mutex_ until it is there
  };

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      given_.wait(lock, [this] { return ending_ || !open_.empty(); });
      if (ending_) return;
      Slot* const slot = open_.front();
      open_.pop_front();
      lock.unlock();
      Outcome outcome = work_(slot->task);
      lock.lock();
      slot->outcome = std::move(outcome);
      if (slot == awaited_) done_.notify_one();
    }
  }

  Result<void> take_down_to(size_t left) {
    while (slots_.size() > left) MUNIMENT_TRY_VOID(take_first());
    return {};
  }

  Result<void> take_first() {
    {
      std::unique_lock lock(mutex_);
      awaited_ = slots_.front().get();
      done_.wait(lock, [this] { return awaited_->outcome.has_value(); });
      awaited_ = nullptr;
    }
    const std::unique_ptr<Slot> slot = std::move(slots_.front());
    slots_.pop_front();
    return take_(slot->task, *slot->outcome);
  }

  unsigned max_threads_;
  size_t ahead_;
  Work work_;
  Take take_;
  std::deque<std::unique_ptr<Slot>> slots_;  // the caller's: in order
  std::mutex mutex_;
  std::condition_variable given_, done_;
  std::deque<Slot*> open_;     // guarded by mutex_: nobody works on them yet
  const Slot* awaited_ = nullptr;
  bool ending_ = false;
  std::vector<std::thread> threads_;  // last: they use what stands above
};

}  // namespace muniment::archive
