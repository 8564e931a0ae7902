// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/log_ranges.h"

#include <algorithm>

namespace muniment::index {

LogRanges normalized(LogRanges ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const LogRange& a, const LogRange& b) { return a.first_entry < b.first_entry; });
  LogRanges out;
  for (const LogRange& range : ranges) {
    if (range.first_entry >= range.end_entry) continue;
    if (!out.empty() && range.first_entry <= out.back().end_entry) {
      out.back().end_entry = std::max(out.back().end_entry, range.end_entry);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

LogRanges united(const LogRanges& a, const LogRanges& b) {
  LogRanges all = a;
  all.insert(all.end(), b.begin(), b.end());
  return normalized(std::move(all));
}

LogRanges without(const LogRanges& a, const LogRanges& b) {
  LogRanges out;
  for (LogRange range : normalized(a)) {
    for (const LogRange& hole : normalized(b)) {
      if (hole.end_entry <= range.first_entry || hole.first_entry >= range.end_entry) continue;
      if (hole.first_entry > range.first_entry) out.push_back({range.first_entry, hole.first_entry});
      range.first_entry = std::min(hole.end_entry, range.end_entry);
    }
    if (range.first_entry < range.end_entry) out.push_back(range);
  }
  return out;
}

bool overlap(const LogRanges& a, const LogRanges& b) {
  return std::any_of(a.begin(), a.end(), [&](const LogRange& x) {
    return std::any_of(b.begin(), b.end(), [&](const LogRange& y) {
      return x.first_entry < y.end_entry && y.first_entry < x.end_entry;
    });
  });
}

}  // namespace muniment::index
