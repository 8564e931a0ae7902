// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. Looking into the tree of a query, and changing some of its nodes.
#pragma once

#include <algorithm>
#include <utility>

#include "core/base/result.h"
#include "index/query.h"

namespace muniment::pipeline {

// Whether a node of the tree is one of those.
template <typename Is>
bool has_node(const index::Node& root, Is&& is) {
  return is(root) || std::ranges::any_of(root.children, [&](const index::NodePtr& child) { return has_node(*child, is); });
}

// The tree with changed copies of nodes. `change` takes an index::Node&, and gives a Result<bool>: whether it changed it.
template <typename Change>
Result<index::NodePtr> with_changed_nodes(const index::NodePtr& root, Change&& change) {
  index::Node copy = *root;
  MUNIMENT_TRY(bool is_other, change(copy));
  for (index::NodePtr& child : copy.children) {
    MUNIMENT_TRY(index::NodePtr now, with_changed_nodes(child, change));
    is_other = is_other || now != child;
    child = std::move(now);
  }
  return is_other ? index::make_node(std::move(copy)) : root;
}

}  // namespace muniment::pipeline
