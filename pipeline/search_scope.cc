// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/search_scope.h"

#include <utility>

#include "pipeline/message_views.h"
#include "pipeline/parts.h"
#include "pipeline/query_tree.h"

namespace muniment::pipeline {
namespace {

bool is_about_records(const index::Node& node) {
  return node.kind == index::NodeKind::field && (node.field == "kind" || node.field == "id");
}

Result<uint64_t> count(const index::Searcher& searcher, index::NodePtr root) {
  index::Query query;
  query.root = std::move(root);
  index::SearchOptions options;
  options.limit = 0;
  MUNIMENT_TRY(const index::HitPage page, searcher.search(query, options));
  return page.total;
}

// The catalogue has counted them. Only where it and the index are not about the same messages (the index lacks some, or a
// writer has saved a later catalogue) they are looked for in the index, which reads all of it.
Result<uint64_t> count_about_sources(StoreParts& parts, const index::Searcher& searcher) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(const uint64_t counted, catalogue->messages());
  if (searcher.documents() != counted) return count(searcher, about_sources());
  return catalogue->about_sources();
}

}  // namespace

index::NodePtr about_sources() {
  return either(field_node("kind", "session"), either(field_node("kind", "identity"), field_node("kind", "delivery")));
}

Result<index::Query> read_query(const StoreParts& parts, std::string_view query, index::Dialect dialect) {
  return index::parse_query(query, {.zone = parts.zone, .now_ms = parts.clock->now_ms(), .dialect = dialect});
}

std::string as_command(std::string command, index::Dialect dialect, const index::Unit& unit) {
  if (unit.kind != index::UnitKind::message) command += " --scope " + to_string(unit);
  if (dialect == index::Dialect::muniment) return command;
  return std::move(command) + " --dialect " + std::string(index::name_of(dialect));
}

Result<SearchScope> scope_of(StoreParts& parts, const index::Searcher& searcher, index::Query query) {
  SearchScope scope{std::move(query), nullptr, 0, 0};
  if (has_node(*scope.query.root, is_about_records)) return scope;
  MUNIMENT_TRY(scope.outside, count_about_sources(parts, searcher));
  if (scope.outside == 0) return scope;
  MUNIMENT_TRY(scope.outside_matches, count(searcher, both(scope.query.root, about_sources())));
  scope.within = no(about_sources());
  scope.query.root = both(scope.query.root, scope.within);
  return scope;
}

void note_outside(const SearchScope& scope, std::vector<std::string>& notes) {
  if (scope.outside_matches == 0) return;
  const bool one = scope.outside_matches == 1;
  notes.push_back(std::to_string(scope.outside_matches) + (one ? " record" : " records") +
                  " of sessions, people and deliveries " + (one ? "matches" : "match") +
                  " too: kind:session, kind:identity and kind:delivery find them");
}

}  // namespace muniment::pipeline
