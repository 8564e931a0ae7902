// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/query_meaning.h"

#include <algorithm>
#include <utility>

namespace muniment::pipeline {
namespace {

bool is_source(const index::Node& node) { return node.kind == index::NodeKind::field && node.field == "source"; }

bool asks_for_sources(const index::Node& node) {
  return is_source(node) || std::ranges::any_of(node.children, [](const index::NodePtr& child) { return asks_for_sources(*child); });
}

// Expected sources are named by people; messages bear the names of sessions.
class SourcesByName {
 public:
  SourcesByName(const index::SourceFold& sources, std::vector<std::string>& notes) : sources_(sources), notes_(notes) {}

  index::NodePtr in(const index::NodePtr& node) {
    if (!asks_for_sources(*node)) return node;
    index::Node copy = *node;
    if (is_source(copy)) add_sessions(copy);
    for (index::NodePtr& child : copy.children) child = in(child);
    return index::make_node(std::move(copy));
  }

 private:
  void add_sessions(index::Node& field) {
    const auto named = sources_.all().find(field.text);
    if (named == sources_.all().end()) return;
    const std::string& session = named->second.setting.session;
    if (session.empty()) {
      notes_.push_back("the source " + field.text + " is expected by its path, which messages do not bear: custodian: may find what came from it");
      return;
    }
    if (session == field.text) return;
    field.also.push_back(session);
    notes_.push_back("source:" + field.text + " also means the session " + session + " (muniment sources list)");
  }

  const index::SourceFold& sources_;
  std::vector<std::string>& notes_;
};

Result<void> name_sources(StoreParts& parts, index::Query& query) {
  if (!asks_for_sources(*query.root)) return {};
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  query.root = SourcesByName(catalogue->sources(), query.notes).in(query.root);
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
