// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/merge_policy.h"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>
#include <utility>

namespace muniment::index {
namespace {

constexpr size_t kFanIn = 4;
constexpr uint64_t kLarge = 32'768;  // documents

int tier_of(uint64_t documents) { return (63 - std::countl_zero(documents | 1)) / 2; }  // half of its binary logarithm

struct Candidate {
  uint64_t documents = 0;
  std::vector<size_t> places;
};

// By class, month and tier.
using Tiers = std::map<std::tuple<ClassId, Month, int>, std::vector<Candidate>>;

Candidate merged(const std::vector<Candidate>& several) {
  Candidate one;
  for (const Candidate& each : several) {
    one.documents += each.documents;
    one.places.insert(one.places.end(), each.places.begin(), each.places.end());
  }
  return one;
}

}  // namespace

std::vector<std::vector<size_t>> plan_merges(const std::vector<PartitionSize>& sizes) {
  Tiers tiers;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i].documents >= kLarge) continue;
    tiers[{sizes[i].cls, sizes[i].month, tier_of(sizes[i].documents)}].push_back({sizes[i].documents, {i}});
  }
  std::vector<std::vector<size_t>> groups;
  // Ascending in tiers: what is merged goes to a higher one, which is looked at later. Four of a tier are at least of
  // the next one, so this ends.
  for (auto at = tiers.begin(); at != tiers.end(); ++at) {
    auto& [key, candidates] = *at;
    if (candidates.size() >= kFanIn) {
      Candidate one = merged(candidates);
      candidates.clear();
      auto& [cls, month, tier] = key;
      const int next = tier_of(one.documents);
      if (one.documents >= kLarge || next == tier) {
        groups.push_back(std::move(one.places));
      } else {
        tiers[{cls, month, next}].push_back(std::move(one));
      }
    }
    for (const Candidate& each : candidates) {
      if (each.places.size() > 1) groups.push_back(each.places);
    }
  }
  return groups;
}

// Each goes to the first group that has room, so that no two groups would fit together.
std::vector<std::vector<size_t>> plan_compaction(const std::vector<PartitionSize>& sizes, uint64_t most) {
  std::map<std::pair<ClassId, Month>, std::vector<Candidate>> units;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const uint64_t documents = sizes[i].documents;
    std::vector<Candidate>& unit = units[{sizes[i].cls, sizes[i].month}];
    const auto group = std::ranges::find_if(unit, [&](const Candidate& each) { return each.documents + documents <= most; });
    if (group == unit.end()) {
      unit.push_back({documents, {i}});
    } else {
      group->documents += documents;
      group->places.push_back(i);
    }
  }
  std::vector<std::vector<size_t>> groups;
  for (auto& [key, unit] : units) {
    for (Candidate& group : unit) {
      if (group.places.size() > 1) groups.push_back(std::move(group.places));
    }
  }
  return groups;
}

}  // namespace muniment::index
