// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/monitoring_job.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/time_text.h"
#include "index/glob.h"
#include "pipeline/parts.h"
#include "pipeline/source_job.h"

namespace muniment::pipeline {
namespace {

constexpr std::string_view kBetweenPaths = ", ";  // as the catalogue joins the sources of a batch

bool is_down(FactType event) {
  switch (event) {
    case FactType::replaced:
    case FactType::logged_out:
    case FactType::banned:
    case FactType::outdated:
    case FactType::session_failed:
    case FactType::session_removed: return true;
    default: return false;
  }
}

// What came behind its last word about itself was delivered, new or not; else only a message is evidence of delivery.
std::optional<int64_t> last_delivery(const index::Session& session) {
  if (session.last_ms && (!session.last_word_ms || *session.last_ms > *session.last_word_ms)) return session.last_ms;
  return session.last_message_ms;
}

std::optional<int64_t> limit_of(const std::optional<index::ExpectedSource>& source) {
  if (!source || !source->setting.silent_after_ms) return std::nullopt;
  return static_cast<int64_t>(*source->setting.silent_after_ms);
}

std::string since(int64_t ms) { return " since " + format_rfc3339(ms); }

void judge_state(SessionView& view, int64_t now_ms) {
  if (!view.session.state) return;
  const index::SessionState& state = *view.session.state;
  if (is_down(state.event)) {
    view.trouble = Trouble::down;
    view.trouble_text = state_word(state.event) + since(state.at_ms);
  }
  const bool delivers = view.session.last_message_ms && *view.session.last_message_ms > state.at_ms;
  const int64_t limit = limit_of(view.source).value_or(kDisconnectedLimitMs);
  if (state.event != FactType::disconnected || delivers || now_ms - state.at_ms <= limit) return;
  view.trouble = Trouble::disconnected;
  view.trouble_text = "disconnected" + since(state.at_ms) + ", longer than " + length_text(limit);
}

void judge_silence(SessionView& view, int64_t now_ms) {
  const std::optional<int64_t> limit = limit_of(view.source);
  const std::optional<int64_t> from = view.last_delivery_ms ? view.last_delivery_ms : view.session.first_ms;
  if (!limit || !from) return;
  if (*from > now_ms + kClockAheadMs) {
    view.trouble = Trouble::ahead;
    view.trouble_text = "its clock is ahead of ours (" + format_rfc3339(*from) + "): its silence would not be noticed";
  } else if (now_ms - *from > *limit) {
    view.trouble = Trouble::silent;
    view.trouble_text = "nothing delivered" + since(*from) + ", limit " + length_text(*limit);
  }
}

void judge(SessionView& view, int64_t now_ms) {
  if (view.source && !view.source->setting.watched) return;
  judge_state(view, now_ms);
  if (view.trouble == Trouble::none) judge_silence(view, now_ms);
}

// Of "102290129340398/106540352242922", a number of the Business Platform, its account.
std::string account_of(const std::string& session) {
  constexpr std::string_view kDigits = "0123456789";
  const size_t end = session.find_first_not_of(kDigits);
  const bool is_number = end != 0 && end != std::string::npos && session[end] == '/' && end + 1 < session.size() &&
                         session.find_first_not_of(kDigits, end + 1) == std::string::npos;
  return is_number ? session.substr(0, end) : std::string();
}

// What ends an account is told of the account alone, and ends all its numbers.
void judge_account(SessionView& view, const std::map<std::string, index::Session>& sessions) {
  const auto account = sessions.find(account_of(view.session.name));
  if (account == sessions.end() || !account->second.state || view.trouble == Trouble::down) return;
  if (view.source && !view.source->setting.watched) return;
  const index::SessionState& state = *account->second.state;
  if (!is_down(state.event) || view.last_delivery_ms > state.at_ms) return;
  view.trouble = Trouble::down;
  view.trouble_text = "its account " + account->first + " is " + state_word(state.event) + since(state.at_ms);
}

std::optional<RecorderMark> last_mark(const index::CaptureFold& capture, const std::string& session) {
  std::optional<RecorderMark> last;
  const auto place = [](const RecorderMark& mark) { return std::pair(mark.of.run, mark.sequence); };
  for (const RecorderMark& mark : capture.marks()) {
    if (mark.of.session == session && (!last || place(mark) > place(*last))) last = mark;
  }
  return last;
}

SessionView view_of(const index::CaptureFold& capture, const index::SourceFold& sources, const index::Session& session,
                    int64_t now_ms, const Days& window) {
  SessionView view;
  view.session = session;
  if (const index::ExpectedSource* source = sources.of_session(session.name)) view.source = *source;
  view.last_delivery_ms = last_delivery(session);
  view.last_mark = last_mark(capture, session.name);
  view.runs = runs_of(capture, session.name);
  view.gaps = gaps_of(capture, session.name);
  view.days = days_of(capture, session, window);
  judge(view, now_ms);
  judge_account(view, capture.sessions());
  return view;
}

bool reads(const std::string& pattern, const std::string& sources) {
  if (index::fits_glob(pattern, sources)) return true;
  for (size_t from = 0; from < sources.size();) {
    const size_t to = std::min(sources.find(kBetweenPaths, from), sources.size());
    if (index::fits_glob(pattern, std::string_view(sources).substr(from, to - from))) return true;
    from = to + kBetweenPaths.size();
  }
  return false;
}

std::optional<int64_t> last_of_path(const std::string& pattern, const std::vector<index::BatchRow>& batches) {
  std::optional<int64_t> last;
  for (const index::BatchRow& batch : batches) {
    const int64_t at_ms = batch.counted_ms.value_or(batch.begun_ms);
    if (reads(pattern, batch.source)) last = std::max(last.value_or(at_ms), at_ms);
  }
  return last;
}

void judge_source(SourceView& view, int64_t now_ms) {
  const std::optional<int64_t> limit = limit_of(view.source);
  if (!limit || !view.source.setting.watched) return;
  if (!view.last_ms && view.sessions.empty() && now_ms - view.source.set_ms > *limit) {
    view.trouble = Trouble::never_seen;
    view.trouble_text = "never seen, limit " + length_text(*limit);
  } else if (view.last_ms && !view.source.setting.path.empty() && now_ms - *view.last_ms > *limit) {
    view.trouble = Trouble::silent;
    view.trouble_text = "nothing taken in" + since(*view.last_ms) + ", limit " + length_text(*limit);
  }
}

SourceView view_of(const index::ExpectedSource& source, const std::vector<SessionView>& sessions,
                   const std::vector<index::BatchRow>& batches, int64_t now_ms) {
  SourceView view;
  view.source = source;
  for (const SessionView& session : sessions) {
    if (!session.source || session.source->setting.name != source.setting.name) continue;
    view.sessions.push_back(session.session.name);
    if (session.last_delivery_ms) view.last_ms = std::max(view.last_ms.value_or(*session.last_delivery_ms), *session.last_delivery_ms);
  }
  if (!source.setting.path.empty()) view.last_ms = last_of_path(source.setting.path, batches);
  judge_source(view, now_ms);
  return view;
}

template <typename Items, typename Number>
uint64_t sum_of(const Items& items, Number number) {
  return std::accumulate(items.begin(), items.end(), uint64_t{0}, [&](uint64_t sum, const auto& item) { return sum + number(item); });
}

}  // namespace

uint64_t SessionView::seen() const { return sum_of(runs, [](const RunCoverage& run) { return run.seen; }); }
uint64_t SessionView::missing() const { return sum_of(runs, [](const RunCoverage& run) { return run.missing; }); }
uint64_t SessionView::open_gaps() const { return sum_of(gaps, [](const GapCoverage& gap) { return uint64_t{gap.is_open()}; }); }

std::vector<std::string> Monitoring::attention() const {
  std::vector<std::string> lines;
  for (const SessionView& view : sessions) {
    if (view.trouble != Trouble::none) lines.push_back("session " + view.session.name + ": " + view.trouble_text);
  }
  for (const SourceView& view : sources) {
    if (view.trouble != Trouble::none) lines.push_back("source " + view.source.setting.name + ": " + view.trouble_text);
  }
  return lines;
}

Monitoring monitoring_of(const index::CaptureFold& capture, const index::SourceFold& sources, const std::vector<index::BatchRow>& batches,
                         int64_t now_ms, const Days& window) {
  Monitoring all;
  for (const auto& [name, session] : capture.sessions()) all.sessions.push_back(view_of(capture, sources, session, now_ms, window));
  for (const auto& [name, source] : sources.all()) all.sources.push_back(view_of(source, all.sessions, batches, now_ms));
  return all;
}

Result<Monitoring> monitoring(Store& store, const Days& window) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(const std::vector<index::BatchRow> batches, catalogue->batches());
  MUNIMENT_TRY(const EffectiveSources sources, effective_sources(store));
  Monitoring all = monitoring_of(catalogue->capture(), sources.fold, batches, parts.clock->now_ms(), window);
  for (SourceView& view : all.sources) view.is_spooled = sources.spooled.contains(view.source.setting.name);
  return all;
}

std::string length_text(int64_t ms) {
  if (ms < 120'000) return ms % 1'000 == 0 ? std::to_string(ms / 1'000) + " s" : std::to_string(ms) + " ms";
  const int64_t minutes = ms / 60'000, hours = minutes / 60, days = hours / 24;
  if (hours == 0) return std::to_string(minutes) + " min";
  if (days < 2) return std::to_string(hours) + " h" + (minutes % 60 == 0 ? "" : " " + std::to_string(minutes % 60) + " min");
  return std::to_string(days) + " days" + (hours % 24 == 0 ? "" : " " + std::to_string(hours % 24) + " h");
}

std::string state_word(FactType event) {
  switch (event) {
    case FactType::session_created: return "created";
    case FactType::code_shown: return "waiting to be paired";
    case FactType::paired: return "paired";
    case FactType::connecting: return "connecting";
    case FactType::connected:
    case FactType::history_progress:
    case FactType::offline_synced: return "connected";
    case FactType::disconnected: return "disconnected";
    case FactType::replaced: return "taken over by another program";
    case FactType::logged_out: return "logged out";
    case FactType::banned: return "banned";
    case FactType::outdated: return "refused: the recorder is too old";
    case FactType::session_failed: return "failed";
    case FactType::session_removed: return "removed";
    case FactType::recorder_started: return "recorder started";
    case FactType::recorder_stopped: return "recorder stopped in order";
    default: return std::string(to_string(event));
  }
}

}  // namespace muniment::pipeline
