// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/asked_query.h"

#include <algorithm>

#include "pipeline/message_views.h"

namespace muniment::pipeline {

Result<index::UnitPage> AskedQuery::page(const index::SearchOptions& options) const {
  if (!of_messages()) return searcher_.search_units(query_, scope_.within, units_, options);
  MUNIMENT_TRY(index::HitPage page, searcher_.search(scope_.query, options));
  return index::UnitPage{std::move(page), 0};
}

Result<std::vector<MessageNumber>> AskedQuery::all() const {
  return of_messages() ? searcher_.all(scope_.query) : searcher_.all_in_units(query_, scope_.within, units_);
}

Result<index::Facets> AskedQuery::facets() const {
  return of_messages() ? searcher_.facets(scope_.query, units_.zone) : searcher_.facets_of_units(query_, scope_.within, units_);
}

Result<uint64_t> AskedQuery::count_from(MessageNumber first) const {
  if (of_messages()) {
    index::Query query = scope_.query;
    query.root = both(query.root, field_node("id", to_string(first) + ".."));
    MUNIMENT_TRY(const index::HitPage page, searcher_.search(query, {.limit = 0}));
    return page.total;
  }
  MUNIMENT_TRY(const std::vector<MessageNumber> numbers, searcher_.all_in_units(query_, scope_.within, units_));
  return static_cast<uint64_t>(numbers.end() - std::ranges::lower_bound(numbers, first));
}

std::string kept_unit(const index::Unit& unit) { return unit.kind == index::UnitKind::message ? std::string() : to_string(unit); }

}  // namespace muniment::pipeline
