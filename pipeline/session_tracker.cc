// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/session_tracker.h"

#include <algorithm>
#include <utility>

namespace muniment::pipeline {
namespace {

constexpr uint64_t kNear = 64;  // lines of one session that come out of order

bool covers(const CaptureGap& gap, uint64_t after, uint64_t before) {
  return gap.reason == CaptureGap::Reason::sequence && gap.after <= after && gap.before >= before;
}

bool contains_all(const SequenceSpans& seen, const CaptureGap& gap) {
  if (gap.missing() == 0) return false;
  const auto holds = [&](const SequenceSpan& span) { return span.first <= gap.after + 1 && span.last >= gap.before - 1; };
  return std::ranges::any_of(seen.all(), holds);
}

// Of the number right before this one, if it is the last of a span; else 0.
int64_t time_of_last(const SequenceSpans& seen, uint64_t number) {
  const auto ends_before = [&](const SequenceSpan& span) { return span.last + 1 == number; };
  const auto at = std::ranges::find_if(seen.all(), ends_before);
  return at == seen.all().end() ? 0 : at->last_ms;
}

// The latest time that is known of a number up to this one.
int64_t known_before(const SequenceSpans& seen, uint64_t number) {
  int64_t at_ms = 0;
  for (const SequenceSpan& span : seen.all()) {
    if (span.last <= number) at_ms = span.last_ms;
    else if (span.first <= number) at_ms = span.first_ms;
  }
  return at_ms;
}

// To the nearest number that was seen.
uint64_t distance(const SequenceSpans& seen, uint64_t number) {
  uint64_t nearest = UINT64_MAX;
  for (const SequenceSpan& span : seen.all()) {
    if (number >= span.first && number <= span.last) return 0;
    nearest = std::min(nearest, number < span.first ? span.first - number : number - span.last);
  }
  return nearest;
}

}  // namespace

SessionTracker::SessionTracker(const index::CaptureFold& known) {
  const auto run_at = [&](const RunOfSession& of) -> Run& {
    Session& session = sessions_[of.session];
    if (session.runs.size() <= of.run) session.runs.resize(of.run + 1);
    return session.runs[of.run];
  };
  for (const auto& [of, spans] : known.spans()) {
    Run& run = run_at(of);
    run.seen = spans;
    run.begun_ms = spans.all().front().first_ms;
    run.is_touched = true;
  }
  for (const RecorderMark& mark : known.marks()) {
    if (mark.is_stop) run_at(mark.of).stops.push_back(mark.sequence);
    else run_at(mark.of).starts.push_back(mark);
  }
  for (const index::Gap& gap : known.gaps()) {
    Run& run = run_at(gap.gap.of);
    if (gap.gap.reason == CaptureGap::Reason::restart) {
      std::erase_if(run.starts, [&](const RecorderMark& start) { return start.sequence == gap.gap.before; });
    } else if (!gap.gap.filled) {
      run.open.push_back(gap.gap);
    }
  }
}

// A recorder that starts with a number that this session had already has forgotten where it was: a run begins. What was
// held before belongs to the run that has its number; what nobody can recognise, to the newest run that had begun when it
// was received. So does what is new: the end of an earlier run may be read late, in a file that was rotated away. But a
// clock may have been set back: what stands near to numbers of the newest run, or was seen in the earlier one, is of the
// newest.
uint64_t SessionTracker::run_of(Session& session, const ingest::Delivered& delivered, Seen seen, bool starts) {
  const uint64_t number = *delivered.sequence;
  if (session.runs.empty()) session.runs.emplace_back();
  const uint64_t newest = session.runs.size() - 1;
  const SequenceSpans& of_newest = session.runs[newest].seen;
  if (seen == Seen::first_time && starts && of_newest.contains(number)) {
    session.runs.emplace_back();
    return newest + 1;
  }
  if (seen == Seen::again) {
    for (uint64_t run = newest + 1; run-- > 0;) {
      if (session.runs[run].seen.contains(number)) return run;
    }
    return newest;
  }
  uint64_t run = newest;
  while (run > 0 && delivered.received_ms.value_or(INT64_MAX) < session.runs[run].begun_ms) --run;
  if (seen == Seen::unknown || run == newest) return run;
  const SequenceSpans& of_earlier = session.runs[run].seen;
  const bool is_late = !of_earlier.contains(number) && distance(of_newest, number) > kNear &&
                       distance(of_earlier, number) < distance(of_newest, number);
  return is_late ? run : newest;
}

void SessionTracker::observe(const ingest::Delivered& delivered, Seen seen, const std::vector<Fact>& facts) {
  if (delivered.session.empty() || !delivered.sequence) return;
  if (last_ == nullptr || *last_name_ != delivered.session) {
    const auto at = sessions_.try_emplace(delivered.session).first;
    last_name_ = &at->first;
    last_ = &at->second;
  }
  const bool starts = find_fact(facts, FactType::recorder_started) != nullptr;
  const bool stops = find_fact(facts, FactType::recorder_stopped) != nullptr;
  const RunOfSession of{delivered.session, run_of(*last_, delivered, seen, starts)};
  Run& run = last_->runs[of.run];
  const uint64_t number = *delivered.sequence;
  const int64_t at_ms = delivered.received_ms.value_or(0);
  if (run.seen.empty()) run.begun_ms = at_ms;
  if (run.seen.contains(number)) return;
  const int64_t before_ms = time_of_last(run.seen, number);
  const SequenceSpan span{number, number, at_ms, at_ms};
  run.seen.add(span);
  news_[of].add(span);
  run.is_touched = true;
  if (!starts && !stops) return;
  const RecorderMark mark{of, number, at_ms, stops, before_ms};
  if (stops) run.stops.push_back(number);
  else run.starts.push_back(mark);
  new_marks_.push_back(mark);
}

void SessionTracker::take_news(CaptureProgress& progress) {
  for (const auto& [of, spans] : std::exchange(news_, {})) {
    for (const SequenceSpan& span : spans.all()) progress.spans.push_back({of, span});
  }
  progress.marks = std::exchange(new_marks_, {});
}

void SessionTracker::settle_filled(Run& run, std::vector<CaptureGap>& out) {
  for (CaptureGap& gap : run.open) {
    if (!contains_all(run.seen, gap)) continue;
    gap.filled = true;
    out.push_back(gap);
  }
  std::erase_if(run.open, [](const CaptureGap& gap) { return gap.filled; });
}

void SessionTracker::settle_holes(const RunOfSession& of, Run& run, int64_t now_ms, bool at_end, std::vector<CaptureGap>& out) {
  const std::vector<SequenceSpan>& spans = run.seen.all();
  std::map<uint64_t, int64_t> waiting;
  for (size_t i = 1; i < spans.size(); ++i) {
    const uint64_t after = spans[i - 1].last, before = spans[i].first;
    if (std::ranges::any_of(run.open, [&](const CaptureGap& gap) { return covers(gap, after, before); })) continue;
    const auto noticed = run.noticed.find(before);
    const int64_t since = noticed == run.noticed.end() ? now_ms : noticed->second;
    const bool late_by_number = run.seen.highest() - before >= kLateNumbers;
    if (!at_end && !late_by_number && now_ms - since < kLateMs) {
      waiting[before] = since;
      continue;
    }
    CaptureGap gap{of, CaptureGap::Reason::sequence, after, before, spans[i - 1].last_ms, spans[i].first_ms, false};
    run.open.push_back(gap);
    out.push_back(std::move(gap));
  }
  run.noticed = std::move(waiting);
}

// A start is in order right behind a stop, or as the first thing that was ever recorded.
void SessionTracker::settle_starts(const RunOfSession& of, Session& session, bool at_end, std::vector<CaptureGap>& out) {
  Run& run = session.runs[of.run];
  std::erase_if(run.starts, [&](const RecorderMark& start) {
    const bool is_first = run.seen.all().front().first == start.sequence;
    if (is_first && of.run == 0) return at_end;  // something earlier may still come
    const Run& before = is_first ? session.runs[of.run - 1] : run;
    const uint64_t last = is_first ? before.seen.highest() : start.sequence - 1;
    if (!is_first && !run.seen.contains(last)) return false;  // a hole: that is reported, or will be
    if (std::ranges::find(before.stops, last) != before.stops.end()) return true;
    if (is_first && !at_end && run.seen.highest() - start.sequence < kLateNumbers) return false;  // the stop may be late
    const int64_t last_ms = start.before_ms != 0 ? start.before_ms : known_before(before.seen, last);
    out.push_back({of, CaptureGap::Reason::restart, last, start.sequence, last_ms, start.at_ms, false});
    return true;
  });
}

std::vector<CaptureGap> SessionTracker::settle(int64_t now_ms, bool at_end) {
  std::vector<CaptureGap> settled;
  for (auto& [name, session] : sessions_) {
    for (uint64_t number = 0; number < session.runs.size(); ++number) {
      Run& run = session.runs[number];
      if (!run.is_touched || run.seen.empty()) continue;
      const RunOfSession of{name, number};
      settle_filled(run, settled);
      settle_holes(of, run, now_ms, at_end, settled);
      settle_starts(of, session, at_end, settled);
      run.is_touched = !run.noticed.empty() || !run.starts.empty();
    }
  }
  return settled;
}

}  // namespace muniment::pipeline
