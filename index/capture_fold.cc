// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/capture_fold.h"

#include <algorithm>

#include "index/sqlite_guard.h"

namespace muniment::index {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr size_t kCursorsToAPath = 1'000;  // a file that was rotated away would be read again, to find that it is held

// What somebody would call a message: not what a source says about itself and about people.
bool counts_as_message(RecordKind kind) { return is_message_kind(kind) && !is_about_source(kind); }

int64_t day_of(int64_t ms) { return ms >= 0 ? ms / kDayMs : (ms - kDayMs + 1) / kDayMs; }

bool is_state(FactType event) { return event >= FactType::session_created && event <= FactType::recorder_stopped; }

void widen(std::optional<int64_t>& first, std::optional<int64_t>& last, int64_t ms) {
  first = std::min(first.value_or(ms), ms);
  last = std::max(last.value_or(ms), ms);
}

// Runs take(row) for each row.
template <typename Take>
Result<void> each_row(MemoryDatabase& database, std::string_view sql, Take take) {
  MUNIMENT_TRY(Statement rows, database.prepare(sql));
  for (;;) {
    MUNIMENT_TRY(const bool row, rows.step());
    if (!row) return {};
    MUNIMENT_TRY_VOID(take(rows));
  }
}

uint64_t number(const Statement& row, int column) { return static_cast<uint64_t>(row.integer(column)); }

}  // namespace

Result<void> CaptureFold::apply(const Record& record) {
  if (!record.session.empty() && is_message_kind(record.kind)) add_activity(record);
  if (record.kind == RecordKind::progress) {
    MUNIMENT_TRY(const CaptureProgress progress, capture_progress_from(record));
    add_progress(progress, record.captured_ms.value_or(0));
  } else if (record.kind == RecordKind::gap) {
    MUNIMENT_TRY(const CaptureGap gap, capture_gap_from(record));
    add_gap(gap, record.captured_ms.value_or(0));
  } else if (record.kind == RecordKind::batch_end) {
    MUNIMENT_TRY(const BatchEnd end, batch_end_from(record));
    open_batches_.erase(end.batch);
  }
  return {};
}

void CaptureFold::add_activity(const Record& record) {
  Session& session = sessions_[record.session];
  session.name = record.session;
  ++session.records;
  const int64_t at_ms = record.captured_ms.value_or(record.time ? record.time->utc_ms : 0);
  widen(session.first_ms, session.last_ms, at_ms);
  SessionDay& day = days_[{record.session, day_of(at_ms)}];
  day.day = day_of(at_ms);
  ++day.records;
  if (counts_as_message(record.kind)) {
    ++session.messages;
    ++day.messages;
    session.last_message_ms = std::max(session.last_message_ms.value_or(at_ms), at_ms);
  }
  if (record.kind == RecordKind::session_event) add_word(session, record, at_ms);
}

void CaptureFold::add_word(Session& session, const Record& record, int64_t at_ms) {
  session.last_word_ms = std::max(session.last_word_ms.value_or(at_ms), at_ms);
  if (!record.sender.empty()) session.account = record.sender;
  const Fact* const paired = find_fact(record.facts, FactType::paired);
  if (paired != nullptr && !paired->text.empty()) session.device = paired->text;
  const std::optional<FactType> event = event_of(record.facts);
  if (!event || !is_state(*event)) return;
  const int64_t said_ms = record.time ? record.time->utc_ms : at_ms;
  if (session.state && session.state->at_ms > said_ms) return;  // it came late
  session.state = SessionState{*event, find_fact(record.facts, *event)->text, said_ms};
}

// A number that came without a time says nothing about when.
void CaptureFold::add_progress(const CaptureProgress& progress, int64_t at_ms) {
  open_batches_[progress.batch] = {progress.counts, at_ms};
  for (const SpanOfRun& span : progress.spans) {
    spans_[span.of].add(span.span);
    Session& session = sessions_[span.of.session];
    session.name = span.of.session;
    for (const int64_t ms : {span.span.first_ms, span.span.last_ms}) {
      if (ms != 0) widen(session.first_ms, session.last_ms, ms);
    }
  }
  marks_.insert(marks_.end(), progress.marks.begin(), progress.marks.end());
  for (const FollowCursor& cursor : progress.cursors) add_cursor(cursor);
}

void CaptureFold::add_gap(const CaptureGap& gap, int64_t at_ms) {
  const auto same = std::ranges::find_if(gaps_, [&](const Gap& known) {
    return known.gap.of == gap.of && known.gap.reason == gap.reason && known.gap.after == gap.after && known.gap.before == gap.before;
  });
  if (same == gaps_.end()) {
    gaps_.push_back({gap, at_ms, gap.filled ? std::optional(at_ms) : std::nullopt});
  } else if (gap.filled) {
    same->gap.filled = true;
    same->filled_ms = at_ms;
  }
}

void CaptureFold::add_cursor(const FollowCursor& cursor) {
  std::erase_if(cursors_, [&](const FollowCursor& known) {
    return known.path == cursor.path && known.device == cursor.device && known.inode == cursor.inode;
  });
  cursors_.push_back(cursor);
  const auto of_path = [&](const FollowCursor& known) { return known.path == cursor.path; };
  if (static_cast<size_t>(std::ranges::count_if(cursors_, of_path)) <= kCursorsToAPath) return;
  cursors_.erase(std::ranges::find_if(cursors_, of_path));
}

std::vector<SessionDay> CaptureFold::days(const std::string& session) const {
  std::vector<SessionDay> days;
  for (auto at = days_.lower_bound({session, INT64_MIN}); at != days_.end() && at->first.first == session; ++at) {
    days.push_back(at->second);
  }
  return days;
}

Result<void> CaptureFold::save(MemoryDatabase& database) const {
  MUNIMENT_TRY_VOID(database.execute(
      "DELETE FROM session; DELETE FROM session_day; DELETE FROM span; DELETE FROM recorder_mark; DELETE FROM gap; "
      "DELETE FROM cursor; DELETE FROM open_batch"));
  MUNIMENT_TRY(Statement session, database.prepare("INSERT INTO session VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"));
  for (const auto& [name, s] : sessions_) {
    const auto state = s.state ? std::optional(static_cast<int64_t>(s.state->event)) : std::nullopt;
    session.bind(1, name).bind(2, state).bind(3, std::string_view(s.state ? s.state->text.c_str() : ""));
    session.bind(4, s.state ? std::optional(s.state->at_ms) : std::nullopt);
    session.bind(5, s.first_ms).bind(6, s.last_ms).bind(7, s.last_message_ms).bind(8, s.records).bind(9, s.messages);
    session.bind(10, s.last_word_ms).bind(11, s.account).bind(12, s.device);
    MUNIMENT_TRY_VOID(session.run());
  }
  MUNIMENT_TRY(Statement day, database.prepare("INSERT INTO session_day VALUES (?1, ?2, ?3, ?4)"));
  for (const auto& [key, d] : days_) {
    MUNIMENT_TRY_VOID(day.bind(1, key.first).bind(2, d.day).bind(3, d.records).bind(4, d.messages).run());
  }
  MUNIMENT_TRY(Statement span, database.prepare("INSERT INTO span VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  for (const auto& [of, spans] : spans_) {
    for (const SequenceSpan& s : spans.all()) {
      span.bind(1, of.session).bind(2, of.run).bind(3, s.first).bind(4, s.last);
      MUNIMENT_TRY_VOID(span.bind(5, s.first_ms).bind(6, s.last_ms).run());
    }
  }
  MUNIMENT_TRY(Statement mark, database.prepare("INSERT INTO recorder_mark VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  for (const RecorderMark& m : marks_) {
    mark.bind(1, m.of.session).bind(2, m.of.run).bind(3, m.sequence).bind(4, m.at_ms);
    MUNIMENT_TRY_VOID(mark.bind(5, uint64_t{m.is_stop}).bind(6, m.before_ms).run());
  }
  MUNIMENT_TRY(Statement gap, database.prepare("INSERT INTO gap VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  for (const Gap& g : gaps_) {
    gap.bind(1, g.gap.of.session).bind(2, g.gap.of.run).bind(3, static_cast<uint64_t>(g.gap.reason));
    gap.bind(4, g.gap.after).bind(5, g.gap.before).bind(6, g.gap.after_ms).bind(7, g.gap.before_ms);
    MUNIMENT_TRY_VOID(gap.bind(8, g.found_ms).bind(9, g.filled_ms).run());
  }
  MUNIMENT_TRY(Statement cursor, database.prepare("INSERT INTO cursor VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  for (const FollowCursor& c : cursors_) {
    cursor.bind(1, c.path).bind(2, c.device).bind(3, c.inode).bind(4, c.offset).bind(5, c.lines).bind(6, c.tail_size);
    MUNIMENT_TRY_VOID(cursor.bind(7, c.tail.view()).run());
  }
  MUNIMENT_TRY(Statement batch, database.prepare("INSERT INTO open_batch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  for (const auto& [of, open] : open_batches_) {
    const IngestCounts& counts = open.counts;
    batch.bind(1, of).bind(2, counts.in_source).bind(3, counts.added).bind(4, counts.already_held);
    MUNIMENT_TRY_VOID(batch.bind(5, counts.excluded).bind(6, counts.exceptions).bind(7, open.at_ms).run());
  }
  return {};
}

Result<void> CaptureFold::load(MemoryDatabase& database) {
  MUNIMENT_TRY_VOID(each_row(database, "SELECT * FROM session", [&](const Statement& row) -> Result<void> {
    Session session;
    session.name = row.text(0);
    if (const auto state = row.optional_integer(1)) {
      session.state = SessionState{static_cast<FactType>(*state), row.text(2), row.integer(3)};
    }
    session.first_ms = row.optional_integer(4);
    session.last_ms = row.optional_integer(5);
    session.last_message_ms = row.optional_integer(6);
    session.records = number(row, 7);
    session.messages = number(row, 8);
    session.last_word_ms = row.optional_integer(9);
    session.account = row.text(10);
    session.device = row.text(11);
    sessions_[session.name] = std::move(session);
    return {};
  }));
  MUNIMENT_TRY_VOID(each_row(database, "SELECT * FROM session_day", [&](const Statement& row) -> Result<void> {
    days_[{row.text(0), row.integer(1)}] = {row.integer(1), number(row, 2), number(row, 3)};
    return {};
  }));
  MUNIMENT_TRY_VOID(each_row(database, "SELECT * FROM span", [&](const Statement& row) -> Result<void> {
    spans_[{row.text(0), number(row, 1)}].add({number(row, 2), number(row, 3), row.integer(4), row.integer(5)});
    return {};
  }));
  MUNIMENT_TRY_VOID(each_row(database, "SELECT * FROM recorder_mark ORDER BY rowid", [&](const Statement& row) -> Result<void> {
    marks_.push_back({{row.text(0), number(row, 1)}, number(row, 2), row.integer(3), row.integer(4) != 0, row.integer(5)});
    return {};
  }));
  MUNIMENT_TRY_VOID(each_row(database, "SELECT * FROM gap ORDER BY rowid", [&](const Statement& row) -> Result<void> {
    CaptureGap gap{{row.text(0), number(row, 1)}, static_cast<CaptureGap::Reason>(row.integer(2)), number(row, 3), number(row, 4),
                   row.integer(5), row.integer(6), row.optional_integer(8).has_value()};
    gaps_.push_back({std::move(gap), row.integer(7), row.optional_integer(8)});
    return {};
  }));
  MUNIMENT_TRY_VOID(each_row(database, "SELECT * FROM cursor ORDER BY rowid", [&](const Statement& row) -> Result<void> {
    const ByteView tail = row.blob(6);
    if (tail.size() != 32) return make_error(ErrorCode::corrupt, "a SHA-256 has 32 bytes");
    cursors_.push_back({row.text(0), number(row, 1), number(row, 2), number(row, 3), number(row, 4), number(row, 5), Sha256::from(tail)});
    return {};
  }));
  return each_row(database, "SELECT * FROM open_batch", [&](const Statement& row) -> Result<void> {
    open_batches_[number(row, 0)] = {{number(row, 1), number(row, 2), number(row, 3), number(row, 4), number(row, 5)}, row.integer(6)};
    return {};
  });
}

}  // namespace muniment::index
