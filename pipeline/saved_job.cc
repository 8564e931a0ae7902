// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/saved_job.h"

#include <string_view>
#include <tuple>
#include <utility>

#include "pipeline/asked_query.h"
#include "pipeline/message_views.h"
#include "pipeline/parts.h"
#include "pipeline/query_meaning.h"
#include "pipeline/search_scope.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchSearch = 3151, kSearchExists = 3152, kNoName = 3153, kUnknownDialect = 3154, kUnknownScope = 3155;

Error no_such_search(const std::string& name) {
  return make_error(ErrorCode::not_found, "there is no saved search \"" + name + "\"").advise("muniment saved lists them").numbered(kNoSuchSearch);
}

// How many of the query's matches have this number or a higher one.
Result<uint64_t> count_from(StoreParts& parts, const SearchRequest& request, uint64_t first) {
  MUNIMENT_TRY(index::Query typed, read_query(parts, request.query, request.dialect));
  MUNIMENT_TRY(const index::Query query, as_meant(parts, std::move(typed)));
  return ask_index(parts, [&](const index::Searcher& searcher) -> Result<uint64_t> {
    MUNIMENT_TRY(const SearchScope scope, scope_of(parts, searcher, query));
    return AskedQuery(searcher, query, scope, {request.unit, parts.zone}).count_from(MessageNumber{first});
  });
}

// A dialect that this version does not know is that of a newer one: its query cannot be read here.
Result<index::Dialect> dialect_of(const SavedSearch& saved) {
  if (saved.dialect.empty()) return index::Dialect::muniment;
  if (const auto known = index::find_dialect(saved.dialect)) return *known;
  return make_error(ErrorCode::unsupported, "the saved search is written in a dialect that this version does not know: " + saved.dialect)
      .advise("use the version of the program that kept it").numbered(kUnknownDialect);
}

Result<index::Unit> unit_of(const SavedSearch& saved) {
  if (saved.scope.empty()) return index::Unit{};
  if (const auto known = index::parse_unit(saved.scope)) return *known;
  return make_error(ErrorCode::unsupported, "the saved search has a scope that this version does not know: " + saved.scope)
      .advise("use the version of the program that kept it").numbered(kUnknownScope);
}

Result<SavedAnswer::Changed> changed_since(StoreParts& parts, const SavedSearchRun& before, const SearchRequest& request, uint64_t total) {
  SavedAnswer::Changed changed;
  MUNIMENT_TRY(changed.came, count_from(parts, request, before.held));
  changed.among_earlier = static_cast<int64_t>(total - changed.came) - static_cast<int64_t>(before.total);
  return changed;
}

bool asks_the_same(const SavedSearchRun& a, const SavedSearchRun& b) {
  return std::tie(a.query, a.dialect, a.scope) == std::tie(b.query, b.dialect, b.scope);
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
  MUNIMENT_TRY(const index::Query query, read_query(parts, request.query, request.dialect));
  MUNIMENT_TRY_VOID(index::check_unit(query, request.unit));
  MUNIMENT_TRY(const EffectiveSearches searches, saved_searches(store));
  if (searches.fold.all().contains(request.name) && !request.replace) {
    return make_error(ErrorCode::already_exists, "there is a saved search \"" + request.name + "\"")
        .advise("--replace takes its place; what it was stays in the log").numbered(kSearchExists);
  }
  SavedSearch saved;
  saved.name = request.name;
  saved.query = request.query;
  if (request.dialect != index::Dialect::muniment) saved.dialect = index::name_of(request.dialect);
  saved.scope = kept_unit(request.unit);
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

Result<SavedAnswer> run_saved_search(Store& store, const std::string& name, SearchRequest request, const std::optional<index::Unit>& unit) {
  StoreParts& parts = store.parts();
  SavedAnswer out;
  MUNIMENT_TRY(out.kept, saved_search(store, name));
  MUNIMENT_TRY(request.dialect, dialect_of(out.kept.saved));
  MUNIMENT_TRY(const index::Unit kept_with, unit_of(out.kept.saved));
  request.unit = unit.value_or(kept_with);
  request.query = out.kept.saved.query;
  request.command = "saved run " + name;
  const uint64_t held = messages_held(parts.log());
  MUNIMENT_TRY(out.answer, search(store, request));
  SavedSearchRun run;
  run.name = name;
  run.query = request.query;
  run.dialect = out.kept.saved.dialect;
  run.scope = kept_unit(request.unit);
  if (out.kept.last && asks_the_same(out.kept.last->run, run)) {
    MUNIMENT_TRY(out.changed, changed_since(parts, out.kept.last->run, request, out.answer.total));
  }
  run.total = out.answer.total;
  run.searched = out.answer.searched;
  run.of = out.answer.of;
  run.missing = out.answer.missing;
  run.held = held;
  run.actor = request.actor.name;
  run.reason = request.actor.reason;
  MUNIMENT_TRY(out.recorded, record_event(parts, to_record(run, parts.clock->now_ms())));
  return out;
}

}  // namespace muniment::pipeline
