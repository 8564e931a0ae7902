// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_choice.h"

#include <algorithm>
#include <cmath>

namespace muniment::archive {
namespace {

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). The same on every machine.
uint64_t mixed(uint64_t z) {
  z += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}
double fraction_of(uint64_t seed, uint64_t index) {  // 0 to below 1
  return static_cast<double>(mixed(seed ^ mixed(index)) >> 11) * 0x1p-53;
}

// Exactly the number that the percentage says, rounded up (Knuth, TAOCP 3.4.2, algorithm S).
std::vector<bool> choose(uint64_t of, double percent, uint64_t seed) {
  std::vector<bool> chosen(of);
  auto wanted = std::min(of, static_cast<uint64_t>(std::ceil(static_cast<double>(of) * percent / 100)));
  for (uint64_t i = 0; i < of && wanted > 0; ++i) {
    if (fraction_of(seed, i) * static_cast<double>(of - i) >= static_cast<double>(wanted)) continue;
    chosen[i] = true;
    --wanted;
  }
  return chosen;
}

}  // namespace

FrameChoice::FrameChoice(const VerifyScope& scope, const Log& log)
    : scope_(scope), last_key_entry_(log.last_key_entry()) {
  if (scope.depth == Depth::sample) sample_ = choose(log.end().log_size, scope.percent, scope.seed);
  const auto recent = std::find_if(log.entries().begin(), log.entries().end(),
                                   [this](const LogEntry& e) { return is_recent(e.index, e.committed_ms); });
  first_recent_ = static_cast<uint64_t>(recent - log.entries().begin());
}

bool FrameChoice::is_recent(uint64_t entry, int64_t committed_ms) const {
  return (scope_.since_ms && committed_ms >= *scope_.since_ms) || (scope_.since_entry && entry >= *scope_.since_entry);
}

bool FrameChoice::wants(uint64_t entry, int64_t committed_ms) const {
  if (entry == last_key_entry_) return true;
  switch (scope_.depth) {
    case Depth::full: return true;
    case Depth::quick: return false;
    case Depth::since: return is_recent(entry, committed_ms);
    case Depth::sample: break;
  }
  return entry < sample_.size() ? sample_[entry] : fraction_of(scope_.seed, entry) * 100 < scope_.percent;
}

uint64_t FrameChoice::trusted(uint64_t published) const {
  if (scope_.depth == Depth::full) return 0;
  return scope_.depth == Depth::since ? std::min(published, first_recent_) : published;
}

}  // namespace muniment::archive
