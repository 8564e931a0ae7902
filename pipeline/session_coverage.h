// SPDX-License-Identifier: GPL-3.0-or-later
// How completely a session was captured: its numbers, its gaps and its days. Every figure adds up: seen + missing =
// highest - lowest + 1, and the records of all days are the records of the session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/capture_fold.h"

namespace muniment::pipeline {

struct RunCoverage {
  uint64_t run = 0, lowest = 0, highest = 0;
  uint64_t seen = 0, missing = 0;
  uint64_t not_certain = 0;      // of the missing: no gap was found of them yet, they may only be late
};

struct GapCoverage {
  index::Gap gap;
  uint64_t still_missing = 0;    // of its numbers
  [[nodiscard]] bool is_open() const { return !gap.filled_ms.has_value(); }
};

enum class DayKind {
  records,   // brought something new
  gap,       // nothing new, and numbers are missing
  seen,      // nothing new, and its numbers go on without a hole: nothing was missed
  nothing,   // nothing, and nobody knows
};

// One day of UTC, or several in a row of which the same is to be said. Days count from 1970.
struct DayCoverage {
  int64_t first_day = 0, last_day = 0;
  DayKind kind = DayKind::nothing;
  uint64_t records = 0, messages = 0;
  uint64_t gaps = 0;             // open ones that begin here
  [[nodiscard]] uint64_t days() const { return static_cast<uint64_t>(last_day - first_day) + 1; }
};

struct Days {
  int64_t first = INT64_MIN, last = INT64_MAX;
};

std::vector<RunCoverage> runs_of(const index::CaptureFold& fold, const std::string& session);
std::vector<GapCoverage> gaps_of(const index::CaptureFold& fold, const std::string& session);
// From the first to the last day of the session, as far as the window reaches.
std::vector<DayCoverage> days_of(const index::CaptureFold& fold, const index::Session& session, const Days& window);

int64_t day_of(int64_t ms);
std::string day_text(int64_t day);  // 2026-03-04

}  // namespace muniment::pipeline
