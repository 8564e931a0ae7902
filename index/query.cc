// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query.h"

#include <algorithm>
#include <array>
#include <utility>

namespace muniment::index {

namespace {

constexpr std::array<std::pair<std::string_view, Dialect>, 2> kDialects = {{{"muniment", Dialect::muniment}, {"dtsearch", Dialect::dtsearch}}};

}  // namespace

std::string_view name_of(Dialect dialect) {
  return std::find_if(kDialects.begin(), kDialects.end(), [&](const auto& each) { return each.second == dialect; })->first;
}

std::string_view note_of(Dialect dialect) { return dialect == Dialect::dtsearch ? "read as dtSearch writes queries" : ""; }

std::optional<Dialect> find_dialect(std::string_view name) {
  const auto* const at = std::find_if(kDialects.begin(), kDialects.end(), [&](const auto& each) { return each.first == name; });
  return at == kDialects.end() ? std::nullopt : std::optional(at->second);
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const auto& [name, dialect] : kDialects) names.emplace_back(name);
  return names;
}

NodePtr make_node(Node node) {
  for (const NodePtr& child : node.children) node.depth = std::max(node.depth, child->depth + 1);
  return std::make_shared<const Node>(std::move(node));
}

bool is_told_by_others(const Node& node) {
  return node.kind == NodeKind::field && (node.field == "edited" || node.field == "deleted" || node.field == "reaction");
}

NodePtr make_group(NodeKind kind, size_t column, std::vector<NodePtr> children) {
  Node node;
  node.kind = kind;
  node.column = column;
  node.children = std::move(children);
  return make_node(std::move(node));
}

NodePtr make_pattern(std::shared_ptr<const WordPattern> pattern, size_t column) {
  Node node;
  node.kind = NodeKind::pattern;
  node.pattern = std::move(pattern);
  node.column = column;
  return make_node(std::move(node));
}

}  // namespace muniment::index
