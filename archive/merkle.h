// SPDX-License-Identifier: GPL-3.0-or-later
// Merkle trees as RFC 9162 section 2.1.1 defines them: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || l || r),
// the root of nothing = SHA-256(""). Used twice: records inside a frame, log entries in the log.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"

namespace muniment::archive {

Sha256 merkle_leaf(ByteView data);
Sha256 merkle_node(const Sha256& left, const Sha256& right);
Sha256 merkle_root(std::vector<Sha256> leaves);  // of leaf hashes

// A tree that only grows, kept as the roots of its perfect subtrees: one per 1 bit of its size.
class MerkleFrontier {
 public:
  void append(const Sha256& leaf);
  [[nodiscard]] uint64_t size() const { return size_; }
  [[nodiscard]] Sha256 root() const;

 private:
  uint64_t size_ = 0;
  std::vector<Sha256> peaks_;  // largest subtree first
};

}  // namespace muniment::archive
