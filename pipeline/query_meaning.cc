// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/query_meaning.h"

#include <utility>

#include "pipeline/query_tree.h"

namespace muniment::pipeline {
namespace {

bool is_source(const index::Node& node) { return node.kind == index::NodeKind::field && node.field == "source"; }

// Expected sources are named by people; messages bear the names of sessions.
bool add_sessions(const index::SourceFold& sources, index::Node& field, std::vector<std::string>& notes) {
  const auto named = sources.all().find(field.text);
  if (named == sources.all().end()) return false;
  const std::string& session = named->second.setting.session;
  if (session.empty()) {
    notes.push_back("the source " + field.text + " is expected by its path, which messages do not bear: custodian: may find what came from it");
    return false;
  }
  if (session == field.text) return false;
  field.also.push_back(session);
  notes.push_back("source:" + field.text + " also means the session " + session + " (muniment sources list)");
  return true;
}

Result<void> name_sources(StoreParts& parts, index::Query& query) {
  if (!has_node(*query.root, is_source)) return {};
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(query.root, with_changed_nodes(query.root, [&](index::Node& node) -> Result<bool> {
    return is_source(node) && add_sessions(catalogue->sources(), node, query.notes);
  }));
  return {};
}

}  // namespace

Result<index::Query> QueryMeaning::of(index::Query query) {
  MUNIMENT_TRY(query, people_.widen(std::move(query)));
  MUNIMENT_TRY_VOID(name_sources(parts_, query));
  MUNIMENT_TRY(query, told_.look_up(std::move(query)));
  return languages_.look_up(std::move(query));
}

Result<index::Query> as_meant(StoreParts& parts, index::Query query) { return QueryMeaning(parts).of(std::move(query)); }

}  // namespace muniment::pipeline
