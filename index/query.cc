// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query.h"

#include <algorithm>
#include <utility>

namespace muniment::index {

NodePtr make_node(Node node) {
  for (const NodePtr& child : node.children) node.depth = std::max(node.depth, child->depth + 1);
  return std::make_shared<const Node>(std::move(node));
}

}  // namespace muniment::index
