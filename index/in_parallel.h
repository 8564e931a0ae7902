// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Work on many partitions, each by itself, on all processors.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/result.h"

namespace muniment::index {

// As many as there are processors; where they wait for the disk twice as many, so that one works while another waits. (In memory more
// than one for each processor makes an answer of a millisecond wait for its turn.)
enum class Waits { no, for_disk };
inline size_t most_threads(Waits waits) {
  constexpr unsigned kMost = 8;
  const unsigned processors = std::max(std::thread::hardware_concurrency(), 1U);
  return std::min(waits == Waits::for_disk ? 2 * processors : processors, kMost);
}

// work(0) … work(count - 1), in any order and several at once; each gives a Result<void>. After a failure no further ones begin, and
// the failure with the lowest number is given. An exception is thrown again here. Little work is not worth a thread.
template <typename Work>
Result<void> in_parallel(size_t count, Waits waits, const Work& work) {
  constexpr size_t kWorthAThread = 4;
  const size_t threads = std::min(count / kWorthAThread, most_threads(waits));
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::optional<std::pair<size_t, Error>> failed;
  std::exception_ptr thrown;
  const auto run = [&] {
    for (size_t i = next++; i < count; i = next++) {
      try {
        Result<void> done = work(i);
        if (done) continue;
        const std::scoped_lock lock(mutex);
        if (!failed || i < failed->first) failed.emplace(i, std::move(done).error());
      } catch (...) {
        const std::scoped_lock lock(mutex);
        thrown = std::current_exception();
      }
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < threads; ++i) others.emplace_back(run);
    run();
  }
  if (thrown) std::rethrow_exception(thrown);
  return failed ? Result<void>(std::move(failed->second)) : Result<void>();
}

}  // namespace muniment::index
