// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/saved_job.h"

#include <string_view>
#include <utility>

#include "pipeline/message_views.h"
#include "pipeline/parts.h"
#include "pipeline/query_meaning.h"
#include "pipeline/search_scope.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchSearch = 3151, kSearchExists = 3152, kNoName = 3153, kUnknownDialect = 3154;

Error no_such_search(const std::string& name) {
  return make_error(ErrorCode::not_found, "there is no saved search \"" + name + "\"").advise("muniment saved lists them").numbered(kNoSuchSearch);
}

// How many of the query's matches have this number or a higher one.
Result<uint64_t> count_from(StoreParts& parts, const std::string& text, index::Dialect dialect, uint64_t first) {
  MUNIMENT_TRY(index::Query typed, read_query(parts, text, dialect));
  MUNIMENT_TRY(const index::Query query, as_meant(parts, std::move(typed)));
  return ask_index(parts, [&](const index::Searcher& searcher) -> Result<uint64_t> {
    MUNIMENT_TRY(SearchScope scope, scope_of(parts, searcher, query));
    scope.query.root = both(scope.query.root, field_node("id", to_string(MessageNumber{first}) + ".."));
    index::SearchOptions options;
    options.limit = 0;
    MUNIMENT_TRY(const index::HitPage page, searcher.search(scope.query, options));
    return page.total;
  });
}

// A dialect that this version does not know is that of a newer one: its query cannot be read here.
Result<index::Dialect> dialect_of(const SavedSearch& saved) {
  if (saved.dialect.empty()) return index::Dialect::muniment;
  if (const auto known = index::find_dialect(saved.dialect)) return *known;
  return make_error(ErrorCode::unsupported, "the saved search is written in a dialect that this version does not know: " + saved.dialect)
      .advise("use the version of the program that kept it").numbered(kUnknownDialect);
}

Result<SavedAnswer::Changed> changed_since(StoreParts& parts, const SavedSearchRun& before, index::Dialect dialect, uint64_t total) {
  SavedAnswer::Changed changed;
  MUNIMENT_TRY(changed.came, count_from(parts, before.query, dialect, before.held));
  changed.among_earlier = static_cast<int64_t>(total - changed.came) - static_cast<int64_t>(before.total);
  return changed;
}

}  // namespace

Result<EffectiveSearches> saved_searches(Store& store) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  EffectiveSearches searches{catalogue->saved(), {}};
  MUNIMENT_TRY(const std::vector<Record> saved, spooled_events(parts, RecordKind::saved_search));
  for (const Record& one : saved) {
    MUNIMENT_TRY_VOID(searches.fold.apply(one));
    MUNIMENT_TRY(const SavedSearch search, saved_search_from(one));
    searches.spooled.insert(search.name);
  }
  MUNIMENT_TRY(const std::vector<Record> runs, spooled_events(parts, RecordKind::saved_search_run));
  for (const Record& one : runs) MUNIMENT_TRY_VOID(searches.fold.apply(one));
  return searches;
}

Result<index::KeptSearch> saved_search(Store& store, const std::string& name) {
  MUNIMENT_TRY(const EffectiveSearches searches, saved_searches(store));
  const auto kept = searches.fold.all().find(name);
  if (kept == searches.fold.all().end()) return no_such_search(name);
  return kept->second;
}

Result<Recorded> save_search(Store& store, const SaveRequest& request) {
  StoreParts& parts = store.parts();
  if (request.name.empty()) return make_error(ErrorCode::invalid_argument, "a saved search needs a name").numbered(kNoName);
  MUNIMENT_TRY_VOID(read_query(parts, request.query, request.dialect));
  MUNIMENT_TRY(const EffectiveSearches searches, saved_searches(store));
  if (searches.fold.all().contains(request.name) && !request.replace) {
    return make_error(ErrorCode::already_exists, "there is a saved search \"" + request.name + "\"")
        .advise("--replace takes its place; what it was stays in the log").numbered(kSearchExists);
  }
  SavedSearch saved;
  saved.name = request.name;
  saved.query = request.query;
  if (request.dialect != index::Dialect::muniment) saved.dialect = index::name_of(request.dialect);
  saved.note = request.note;
  saved.actor = request.actor.name;
  saved.reason = request.actor.reason;
  return record_event(parts, to_record(saved, parts.clock->now_ms()));
}

Result<Recorded> remove_saved_search(Store& store, const std::string& name, const Actor& actor) {
  MUNIMENT_TRY(const index::KeptSearch kept, saved_search(store, name));
  SavedSearch gone;
  gone.name = kept.saved.name;
  gone.removed = true;
  gone.actor = actor.name;
  gone.reason = actor.reason;
  return record_event(store.parts(), to_record(gone, store.parts().clock->now_ms()));
}

Result<SavedAnswer> run_saved_search(Store& store, const std::string& name, SearchRequest request) {
  StoreParts& parts = store.parts();
  SavedAnswer out;
  MUNIMENT_TRY(out.kept, saved_search(store, name));
  MUNIMENT_TRY(request.dialect, dialect_of(out.kept.saved));
  request.query = out.kept.saved.query;
  request.command = "saved run " + name;
  const uint64_t held = messages_held(parts.log());
  MUNIMENT_TRY(out.answer, search(store, request));
  const bool same = out.kept.last && out.kept.last->run.query == request.query && out.kept.last->run.dialect == out.kept.saved.dialect;
  if (same) {
    MUNIMENT_TRY(out.changed, changed_since(parts, out.kept.last->run, request.dialect, out.answer.total));
  }
  SavedSearchRun run;
  run.name = name;
  run.query = request.query;
  run.dialect = out.kept.saved.dialect;
  run.total = out.answer.total;
  run.searched = out.answer.searched;
  run.of = out.answer.of;
  run.held = held;
  run.actor = request.actor.name;
  run.reason = request.actor.reason;
  MUNIMENT_TRY(out.recorded, record_event(parts, to_record(run, parts.clock->now_ms())));
  return out;
}

}  // namespace muniment::pipeline
