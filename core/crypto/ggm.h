// SPDX-License-Identifier: GPL-3.0-or-later
// Puncturable frame keys (the tree of Goldreich, Goldwasser and Micali): from one root, 2^24 leaf keys; a range of
// leaves can be made underivable for ever while all others stay. Depth 24, child b of k = HMAC-SHA256(k, byte b), the
// most significant bit of the index first.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace muniment::crypto {

inline constexpr unsigned kGgmDepth = 24;
inline constexpr uint32_t kGgmLeaves = 1U << kGgmDepth;

// The inner node at `level` (0 = root) whose leaves have the index prefix `prefix`.
struct GgmNode {
  uint8_t level = 0;
  uint32_t prefix = 0;
  SecretBytes key;  // 32 bytes
};

// The leaves that can still be derived: disjoint nodes, ascending by the leaves that they cover.
class GgmTree {
 public:
  static GgmTree new_random();
  static Result<GgmTree> from_nodes(std::vector<GgmNode> nodes);  // corrupt if they overlap or are out of order
  GgmTree(GgmTree&&) noexcept = default;
  GgmTree& operator=(GgmTree&&) noexcept = default;

  [[nodiscard]] const std::vector<GgmNode>& nodes() const { return nodes_; }
  [[nodiscard]] GgmTree clone() const;
  // 32 bytes; not_found if the leaf was punctured. Remembers the path to the last leaf, so neighbours are cheap.
  // Not thread-safe.
  Result<SecretBytes> leaf(uint32_t index);
  // Makes [first, first + count) underivable and wipes the nodes above it.
  void puncture(uint32_t first, uint32_t count);

 private:
  explicit GgmTree(std::vector<GgmNode> nodes);
  std::vector<GgmNode> nodes_;
  std::vector<SecretBytes> path_;  // cache: keys from the node above path_leaf_ down
  uint32_t path_leaf_ = 0;
};

}  // namespace muniment::crypto
