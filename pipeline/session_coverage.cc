// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/session_coverage.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/time_text.h"

namespace muniment::pipeline {
namespace {

constexpr int64_t kDayMs = 86'400'000;

uint64_t seen_between(const SequenceSpans& spans, uint64_t after, uint64_t before) {
  uint64_t seen = 0;
  for (const SequenceSpan& span : spans.all()) {
    const uint64_t first = std::max(span.first, after + 1), last = std::min(span.last, before - 1);
    if (before > after && first <= last) seen += last - first + 1;
  }
  return seen;
}

const SequenceSpans& spans_of(const index::CaptureFold& fold, const RunOfSession& of) {
  static const SequenceSpans none;
  const auto at = fold.spans().find(of);
  return at == fold.spans().end() ? none : at->second;
}

uint64_t still_missing(const index::CaptureFold& fold, const index::Gap& gap) {
  if (gap.filled_ms || gap.gap.reason != CaptureGap::Reason::sequence) return 0;
  return gap.gap.missing() - seen_between(spans_of(fold, gap.gap.of), gap.gap.after, gap.gap.before);
}

// Something that is so from one day to another.
struct Stretch {
  int64_t first_day = 0, last_day = 0;
};

bool any_covers(const std::vector<Stretch>& stretches, int64_t day) {
  return std::ranges::any_of(stretches, [day](const Stretch& s) { return s.first_day <= day && day <= s.last_day; });
}

// Where something begins or ends, so that between two of them all days are alike.
class Breaks {
 public:
  explicit Breaks(Stretch all) : all_(all), at_{all.first_day, all.last_day + 1} {}
  void add(const Stretch& stretch) {
    for (const int64_t day : {stretch.first_day, stretch.last_day + 1}) {
      if (day > all_.first_day && day <= all_.last_day) at_.insert(day);
    }
  }
  [[nodiscard]] const std::set<int64_t>& all() const { return at_; }

 private:
  Stretch all_;
  std::set<int64_t> at_;
};

struct Facts {
  std::map<int64_t, index::SessionDay> days;
  std::vector<Stretch> seen, gaps;
  std::map<int64_t, uint64_t> gaps_begun;
};

Facts facts_of(const index::CaptureFold& fold, const std::string& session, const Stretch& all) {
  Facts facts;
  for (const index::SessionDay& day : fold.days(session)) facts.days[day.day] = day;
  for (auto at = fold.spans().lower_bound({session, 0}); at != fold.spans().end() && at->first.session == session; ++at) {
    for (const SequenceSpan& span : at->second.all()) {
      if (span.first_ms != 0 && span.last_ms != 0) facts.seen.push_back({day_of(span.first_ms), day_of(span.last_ms)});
    }
  }
  for (const index::Gap& gap : fold.gaps()) {
    if (gap.gap.of.session != session || gap.filled_ms) continue;
    const int64_t after_ms = gap.gap.after_ms != 0 ? gap.gap.after_ms : gap.gap.before_ms;
    const int64_t before_ms = std::max(after_ms, gap.gap.before_ms);
    const int64_t begun = std::clamp(day_of(after_ms), all.first_day, all.last_day);
    ++facts.gaps_begun[begun];
    facts.gaps.push_back({begun, std::clamp(day_of(before_ms), begun, all.last_day)});
  }
  return facts;
}

DayCoverage coverage_at(const Facts& facts, const Stretch& stretch) {
  DayCoverage coverage{stretch.first_day, stretch.last_day, DayKind::nothing, 0, 0, 0};
  if (const auto begun = facts.gaps_begun.find(stretch.first_day); begun != facts.gaps_begun.end()) coverage.gaps = begun->second;
  const auto day = facts.days.find(stretch.first_day);
  if (day != facts.days.end()) {
    coverage.kind = DayKind::records;
    coverage.records = day->second.records;
    coverage.messages = day->second.messages;
  } else if (any_covers(facts.gaps, stretch.first_day)) {
    coverage.kind = DayKind::gap;
  } else if (any_covers(facts.seen, stretch.first_day)) {
    coverage.kind = DayKind::seen;
  }
  return coverage;
}

bool may_join(const DayCoverage& before, const DayCoverage& next) {
  return before.kind == next.kind && next.kind != DayKind::records && next.gaps == 0 && before.gaps == 0;
}

}  // namespace

int64_t day_of(int64_t ms) { return ms >= 0 ? ms / kDayMs : (ms - kDayMs + 1) / kDayMs; }

std::string day_text(int64_t day) { return format_rfc3339(day * kDayMs).substr(0, 10); }

std::vector<RunCoverage> runs_of(const index::CaptureFold& fold, const std::string& session) {
  std::vector<RunCoverage> runs;
  for (auto at = fold.spans().lower_bound({session, 0}); at != fold.spans().end() && at->first.session == session; ++at) {
    const SequenceSpans& spans = at->second;
    if (spans.empty()) continue;
    RunCoverage run{at->first.run, spans.all().front().first, spans.highest(), spans.count(), 0, 0};
    run.missing = run.highest - run.lowest + 1 - run.seen;
    uint64_t in_gaps = 0;
    for (const index::Gap& gap : fold.gaps()) {
      if (gap.gap.of == at->first) in_gaps += still_missing(fold, gap);
    }
    run.not_certain = run.missing - std::min(run.missing, in_gaps);
    runs.push_back(run);
  }
  return runs;
}

std::vector<GapCoverage> gaps_of(const index::CaptureFold& fold, const std::string& session) {
  std::vector<GapCoverage> gaps;
  for (const index::Gap& gap : fold.gaps()) {
    if (gap.gap.of.session == session) gaps.push_back({gap, still_missing(fold, gap)});
  }
  return gaps;
}

std::vector<DayCoverage> days_of(const index::CaptureFold& fold, const index::Session& session, const Days& window) {
  if (!session.first_ms || !session.last_ms) return {};
  const Stretch whole{day_of(*session.first_ms), day_of(*session.last_ms)};
  const Stretch shown{std::max(whole.first_day, window.first), std::min(whole.last_day, window.last)};
  if (shown.first_day > shown.last_day) return {};
  const Facts facts = facts_of(fold, session.name, whole);
  Breaks breaks(shown);
  for (const auto& [day, ignored] : facts.days) breaks.add({day, day});
  for (const auto& [day, ignored] : facts.gaps_begun) breaks.add({day, day});
  for (const Stretch& stretch : facts.seen) breaks.add(stretch);
  for (const Stretch& stretch : facts.gaps) breaks.add(stretch);
  std::vector<DayCoverage> days;
  for (auto at = breaks.all().begin(); std::next(at) != breaks.all().end(); ++at) {
    const DayCoverage next = coverage_at(facts, {*at, *std::next(at) - 1});
    if (!days.empty() && may_join(days.back(), next)) days.back().last_day = next.last_day;
    else days.push_back(next);
  }
  return days;
}

}  // namespace muniment::pipeline
