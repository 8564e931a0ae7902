// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/suggest.h"

#include <algorithm>

#include "core/base/edit_distance.h"

namespace muniment::cli {

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known) {
  if (word.empty() || word.size() > 64) return std::nullopt;
  const std::string* best = nullptr;
  size_t best_distance = 0;
  for (const std::string& candidate : known) {
    const size_t distance = edit_distance(word, candidate);
    if (best != nullptr && distance >= best_distance) continue;
    best = &candidate;
    best_distance = distance;
  }
  const size_t letters = word.size() - std::min(word.find_first_not_of('-'), word.size());
  if (best == nullptr || best_distance > (letters <= 3 ? 1 : letters <= 6 ? 2 : 3)) return std::nullopt;
  return *best;
}

}  // namespace muniment::cli
