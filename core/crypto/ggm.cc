// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/ggm.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "core/crypto/hash.h"
#include "core/crypto/random.h"

namespace muniment::crypto {
namespace {

constexpr size_t kKeySize = 32;

SecretBytes child_of(ByteView key, unsigned bit) {
  const Byte branch = static_cast<Byte>(bit);
  Sha256 mac = hmac_sha256(key, ByteView(&branch, 1));
  SecretBytes child(mac.view());
  wipe(mac.bytes);
  return child;
}

// The step from `level` to the next one on the way to leaf `index`.
unsigned branch_below(unsigned level, uint32_t index) { return (index >> (kGgmDepth - 1 - level)) & 1; }

uint32_t first_leaf(const GgmNode& node) { return node.prefix << (kGgmDepth - node.level); }
uint32_t end_leaf(const GgmNode& node) { return (node.prefix + 1) << (kGgmDepth - node.level); }

bool is_node(const GgmNode& node) {
  return node.level <= kGgmDepth && node.prefix < (uint32_t{1} << node.level) && node.key.size() == kKeySize;
}

GgmNode child_node(const GgmNode& node, unsigned bit) {
  return {static_cast<uint8_t>(node.level + 1), node.prefix * 2 + bit, child_of(node.key.view(), bit)};
}

// Adds to `kept` what is left of `node` without the leaves [first, end).
void keep_outside(GgmNode node, uint32_t first, uint32_t end, std::vector<GgmNode>& kept) {
  const bool untouched = end_leaf(node) <= first || first_leaf(node) >= end;
  const bool gone = first_leaf(node) >= first && end_leaf(node) <= end;
  if (untouched) kept.push_back(std::move(node));
  if (untouched || gone) return;
  keep_outside(child_node(node, 0), first, end, kept);
  keep_outside(child_node(node, 1), first, end, kept);
}

Error no_such_leaf(uint32_t index) {
  return make_error(ErrorCode::not_found, "frame key " + std::to_string(index) + " cannot be derived")
      .because("it was destroyed, or never existed");
}

}  // namespace

GgmTree::GgmTree(std::vector<GgmNode> nodes) : nodes_(std::move(nodes)) {}

GgmTree GgmTree::new_random() {
  std::vector<GgmNode> root;
  root.push_back({0, 0, random_secret(kKeySize)});
  return GgmTree(std::move(root));
}

Result<GgmTree> GgmTree::from_nodes(std::vector<GgmNode> nodes) {
  uint32_t covered_to = 0;
  for (const GgmNode& node : nodes) {
    if (!is_node(node)) {
      return make_error(ErrorCode::corrupt, "a node of a key tree has an impossible level, prefix or key");
    }
    if (first_leaf(node) < covered_to) {
      return make_error(ErrorCode::corrupt, "the nodes of a key tree overlap or are out of order");
    }
    covered_to = end_leaf(node);
  }
  return GgmTree(std::move(nodes));
}

GgmTree GgmTree::clone() const {
  std::vector<GgmNode> nodes;
  nodes.reserve(nodes_.size());
  for (const GgmNode& node : nodes_) nodes.push_back({node.level, node.prefix, node.key.clone()});
  return GgmTree(std::move(nodes));
}

// path_[0] is the key one level below the node of path_leaf_, and so on down to that leaf. Of a leaf below another node
// nothing is kept: the way to it parts from this one above either node.
Result<SecretBytes> GgmTree::leaf(uint32_t index) {
  const auto after = std::ranges::upper_bound(nodes_, index, {}, first_leaf);
  if (after == nodes_.begin() || index >= end_leaf(*(after - 1))) return no_such_leaf(index);
  const GgmNode& node = *(after - 1);
  const auto shared_levels = static_cast<unsigned>(std::countl_zero(index ^ path_leaf_)) - (32 - kGgmDepth);
  const size_t still_right = shared_levels > node.level ? shared_levels - node.level : 0;
  while (path_.size() > still_right) path_.pop_back();
  path_leaf_ = index;
  for (unsigned level = node.level + static_cast<unsigned>(path_.size()); level < kGgmDepth; ++level) {
    const ByteView parent = path_.empty() ? node.key.view() : path_.back().view();
    path_.push_back(child_of(parent, branch_below(level, index)));
  }
  return path_.empty() ? node.key.clone() : path_.back().clone();
}

void GgmTree::puncture(uint32_t first, uint32_t count) {
  const auto end = static_cast<uint32_t>(std::min<uint64_t>(uint64_t{first} + count, kGgmLeaves));
  if (first >= end) return;
  path_.clear();
  std::vector<GgmNode> kept;
  kept.reserve(nodes_.size() + size_t{2} * kGgmDepth);
  for (GgmNode& node : nodes_) keep_outside(std::move(node), first, end, kept);
  nodes_ = std::move(kept);
}

}  // namespace muniment::crypto
