// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/pruning.h"

#include <algorithm>

namespace muniment::index {

bool may_match(const Node& node, const PartitionHeader& header) {
  const auto child_may = [&](const NodePtr& child) { return may_match(*child, header); };
  switch (node.kind) {
    case NodeKind::time_range: return header.last_ms >= node.from_ms && header.first_ms < node.until_ms;
    case NodeKind::all_of: return std::all_of(node.children.begin(), node.children.end(), child_may);
    case NodeKind::any_of: return std::any_of(node.children.begin(), node.children.end(), child_may);
    default: return true;
  }
}

}  // namespace muniment::index
