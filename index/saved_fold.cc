// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/saved_fold.h"

#include <utility>

#include "index/sqlite_guard.h"

namespace muniment::index {

Result<void> SavedFold::apply(const Record& record) {
  const int64_t at_ms = record.captured_ms.value_or(0);
  if (record.kind == RecordKind::saved_search) {
    MUNIMENT_TRY(SavedSearch saved, saved_search_from(record));
    if (saved.removed) {
      searches_.erase(saved.name);
      return {};
    }
    KeptSearch& kept = searches_[saved.name];
    kept.saved = std::move(saved);
    kept.saved_ms = at_ms;
    const auto run = runs_.find(kept.saved.name);
    if (run != runs_.end()) kept.last = run->second;
  }
  if (record.kind == RecordKind::saved_search_run) {
    MUNIMENT_TRY(SavedSearchRun run, saved_search_run_from(record));
    add_run({std::move(run), at_ms});
  }
  return {};
}

void SavedFold::add_run(LastRun run) {
  LastRun& newest = runs_[run.run.name];
  if (newest.at_ms > run.at_ms) return;
  newest = std::move(run);
  const auto kept = searches_.find(newest.run.name);
  if (kept != searches_.end()) kept->second.last = newest;
}

Result<void> SavedFold::save(MemoryDatabase& database) const {
  MUNIMENT_TRY_VOID(database.execute("DELETE FROM saved_search"));
  MUNIMENT_TRY_VOID(database.execute("DELETE FROM saved_search_run"));
  MUNIMENT_TRY(Statement search, database.prepare("INSERT INTO saved_search VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
  MUNIMENT_TRY(Statement last, database.prepare("INSERT INTO saved_search_run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"));
  for (const auto& [name, kept] : searches_) {
    search.bind(1, name).bind(2, kept.saved.query).bind(3, kept.saved.dialect).bind(4, kept.saved.note);
    search.bind(5, kept.saved.scope).bind(6, kept.saved.actor).bind(7, kept.saved.reason);
    MUNIMENT_TRY_VOID(search.bind(8, kept.saved_ms).run());
  }
  for (const auto& [name, newest] : runs_) {
    const SavedSearchRun& run = newest.run;
    last.bind(1, name).bind(2, run.query).bind(3, run.dialect).bind(4, run.scope).bind(5, run.total).bind(6, run.searched).bind(7, run.of);
    last.bind(8, run.missing).bind(9, run.held).bind(10, run.actor).bind(11, run.reason);
    MUNIMENT_TRY_VOID(last.bind(12, newest.at_ms).run());
  }
  return {};
}

Result<void> SavedFold::load(MemoryDatabase& database) {
  MUNIMENT_TRY(Statement search, database.prepare("SELECT * FROM saved_search"));
  for (;;) {
    MUNIMENT_TRY(const bool more, search.step());
    if (!more) break;
    KeptSearch kept;
    kept.saved.name = search.text(0);
    kept.saved.query = search.text(1);
    kept.saved.dialect = search.text(2);
    kept.saved.note = search.text(3);
    kept.saved.scope = search.text(4);
    kept.saved.actor = search.text(5);
    kept.saved.reason = search.text(6);
    kept.saved_ms = search.integer(7);
    searches_[kept.saved.name] = std::move(kept);
  }
  MUNIMENT_TRY(Statement row, database.prepare("SELECT * FROM saved_search_run"));
  for (;;) {
    MUNIMENT_TRY(const bool more, row.step());
    if (!more) return {};
    LastRun last;
    last.run.name = row.text(0);
    last.run.query = row.text(1);
    last.run.dialect = row.text(2);
    last.run.scope = row.text(3);
    last.run.total = static_cast<uint64_t>(row.integer(4));
    last.run.searched = static_cast<uint64_t>(row.integer(5));
    last.run.of = static_cast<uint64_t>(row.integer(6));
    last.run.missing = row.text(7);
    last.run.held = static_cast<uint64_t>(row.integer(8));
    last.run.actor = row.text(9);
    last.run.reason = row.text(10);
    last.at_ms = row.integer(11);
    add_run(std::move(last));
  }
}

}  // namespace muniment::index
