// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/open_partitions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "index/partition.h"

namespace muniment::index {

uint64_t OpenPartitions::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

uint64_t OpenPartitions::most() const {
  const std::lock_guard lock(mutex_);
  return most_;
}

uint64_t OpenPartitions::opened() const {
  const std::lock_guard lock(mutex_);
  return opened_;
}

bool OpenPartitions::has_in_memory(const Partition& partition) const {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(&partition.source());
  return place != places_.end() && (*place->second)->has_read_postings();
}

// Who was visited last may have been larger than the budget, and goes now.
std::shared_ptr<const Partition> OpenPartitions::open(const Partition& partition) {
  Closed closed;
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = places_.try_emplace(&partition.source());
  if (is_new) {
    open_.push_front(std::make_shared<Partition>(partition.header(), partition.share_source(), weak_from_this()));
    ++opened_;
  } else {
    open_.splice(open_.begin(), open_, place->second);
  }
  place->second = open_.begin();
  std::shared_ptr<const Partition> visited = open_.front();
  make_room(closed);
  return visited;
}

std::shared_ptr<const Partition> kept_by(std::shared_ptr<OpenPartitions> keeper, const Partition& partition) {
  return std::make_shared<Partition>(partition, std::move(keeper));
}

void OpenPartitions::forget(const SectionSource& source) {
  std::shared_ptr<const Partition> closed;  // destroyed when the lock is free again
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(&source);
  if (place == places_.end()) return;
  closed = std::move(*place->second);
  open_.erase(place->second);
  places_.erase(place);
}

void OpenPartitions::grew(uint64_t bytes) {
  Closed closed;
  const std::lock_guard lock(mutex_);
  bytes_ += bytes;
  most_ = std::max(most_, bytes_);
  make_room(closed);
}

// With the lock held; what is closed is destroyed when it is free again, and only then counted off. Only open() hands partitions
// out, so one that nobody else holds now is not visited meanwhile.
void OpenPartitions::make_room(Closed& closed) {
  uint64_t to_go = bytes_ > budget_ ? bytes_ - budget_ : 0;
  for (auto at = open_.end(); to_go > 0 && at != open_.begin();) {
    --at;
    if (at->use_count() > 1 || (*at)->unpacked_bytes() == 0) continue;
    to_go -= std::min(to_go, (*at)->unpacked_bytes());
    places_.erase(&(*at)->source());
    closed.push_back(std::move(*at));
    at = open_.erase(at);
  }
}

void OpenPartitions::shrank(uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= bytes;
}

}  // namespace muniment::index
