// SPDX-License-Identifier: GPL-3.0-or-later
// Searches that are kept under a name, so that the same question can be asked again and what changed since is told. As with
// sources, what is said waits in the spool where another process writes, and counts at once.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "core/base/result.h"
#include "core/model/event.h"
#include "index/saved_fold.h"
#include "pipeline/search_job.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct SaveRequest {
  std::string name, query, note;
  index::Dialect dialect = index::Dialect::muniment;  // in which the query is written
  index::Unit unit{};            // in which its words may stand
  bool replace = false;          // where there is a search of this name
  Actor actor;
};

// The query is read first: one that is refused is not kept. already_exists without `replace`.
Result<Recorded> save_search(Store& store, const SaveRequest& request);
Result<Recorded> remove_saved_search(Store& store, const std::string& name, const Actor& actor);

// Those of the log, and on top of them those in the spool.
struct EffectiveSearches {
  index::SavedFold fold;
  std::set<std::string> spooled;  // names of those that the spool has something of
};
Result<EffectiveSearches> saved_searches(Store& store);
Result<index::KeptSearch> saved_search(Store& store, const std::string& name);  // not_found

struct SavedAnswer {
  SearchAnswer answer;
  index::KeptSearch kept;                   // as it was before this run
  // Against the run before, if it asked the same: matches that were taken in since, and how many more (or fewer) there are
  // among what was held then: people were linked, say, or the days of `date:7d` moved.
  struct Changed {
    uint64_t came = 0;
    int64_t among_earlier = 0;
  };
  std::optional<Changed> changed;
  Recorded recorded = Recorded::in_log;
};

// Searches, with the options of `request` but the query and the unit of the saved one, and keeps what was found as its last run.
// `unit`: instead of the one that the search was kept with; another unit is another question. Writes an access record first.
Result<SavedAnswer> run_saved_search(Store& store, const std::string& name, SearchRequest request, const std::optional<index::Unit>& unit = {});

}  // namespace muniment::pipeline
