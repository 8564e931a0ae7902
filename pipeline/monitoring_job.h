// SPDX-License-Identifier: GPL-3.0-or-later
// Which sessions and sources deliver, and which need attention: told by evidence, never by what a connection claims.
// Shows no message, so it writes no access record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "index/capture_fold.h"
#include "index/catalogue.h"
#include "index/source_fold.h"
#include "pipeline/session_coverage.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

enum class Trouble {
  none,
  down,          // it or its account is logged out, banned, replaced, too old, failed, removed: it does not come back by itself
  disconnected,  // for longer than its limit
  silent,        // delivered nothing for longer than its limit
  ahead,         // its clock is ahead of ours, so its silence would not be noticed
  never_seen,    // of a source: nothing came by it for longer than its limit since it was set up
};

// A session is disconnected for this long without a word, where no source says otherwise.
inline constexpr int64_t kDisconnectedLimitMs = 3'600'000;
inline constexpr int64_t kClockAheadMs = 300'000;

struct SessionView {
  index::Session session;
  std::optional<index::ExpectedSource> source;      // nothing: it is not expected
  std::optional<int64_t> last_delivery_ms;          // the newest thing that is no word about itself
  std::optional<RecorderMark> last_mark;            // the newest start or stop of its recorder
  std::vector<RunCoverage> runs;
  std::vector<GapCoverage> gaps;
  std::vector<DayCoverage> days;
  Trouble trouble = Trouble::none;
  std::string trouble_text;                         // "logged out since 2026-03-04T09:27:00Z"; empty without trouble

  [[nodiscard]] uint64_t seen() const;
  [[nodiscard]] uint64_t missing() const;
  [[nodiscard]] uint64_t open_gaps() const;
};

struct SourceView {
  index::ExpectedSource source;
  bool is_spooled = false;                          // the writer has not taken its newest setting into the log yet
  std::vector<std::string> sessions;                // of a pattern of sessions: those that it fits
  std::optional<int64_t> last_ms;                   // the newest delivery of them, or of a path the end of its newest batch
  Trouble trouble = Trouble::none;                  // its own; that of its sessions is theirs
  std::string trouble_text;
};

struct Monitoring {
  std::vector<SessionView> sessions;                // by name
  std::vector<SourceView> sources;                  // by name
  [[nodiscard]] std::vector<std::string> attention() const;  // a line each; empty when all is well
};

// `window`: the days that are listed; everything else is of all time.
Result<Monitoring> monitoring(Store& store, const Days& window = {});

// The same of what is known already.
Monitoring monitoring_of(const index::CaptureFold& capture, const index::SourceFold& sources, const std::vector<index::BatchRow>& batches,
                         int64_t now_ms, const Days& window);

std::string length_text(int64_t ms);  // "2 h", "3 days 4 h", "90 s"
std::string state_word(FactType event);  // "logged out"

}  // namespace muniment::pipeline
