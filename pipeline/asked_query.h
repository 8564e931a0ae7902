// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. A query of single messages, or of units of several: what is found is asked for in one way.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "index/search.h"
#include "pipeline/search_scope.h"

namespace muniment::pipeline {

// The searcher and the scope outlive it.
class AskedQuery {
 public:
  // `query`: as typed; `scope`: that of the query.
  AskedQuery(const index::Searcher& searcher, const index::Query& query, const SearchScope& scope, index::UnitScope units)
      : searcher_(searcher), query_(query), scope_(scope), units_(std::move(units)) {}

  [[nodiscard]] Result<index::UnitPage> page(const index::SearchOptions& options) const;  // 0 units, where they are single messages
  [[nodiscard]] Result<std::vector<MessageNumber>> all() const;                           // ascending
  [[nodiscard]] Result<index::Facets> facets() const;
  [[nodiscard]] Result<uint64_t> count_from(MessageNumber first) const;                   // of those with this number or a higher one

 private:
  [[nodiscard]] bool of_messages() const { return units_.unit.kind == index::UnitKind::message; }

  const index::Searcher& searcher_;
  const index::Query& query_;
  const SearchScope& scope_;
  const index::UnitScope units_;
};

// A unit as events and manifests have it: empty for single messages.
std::string kept_unit(const index::Unit& unit);

}  // namespace muniment::pipeline
