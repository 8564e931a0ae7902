// SPDX-License-Identifier: GPL-3.0-or-later
// Merkle trees as RFC 9162 section 2.1.1 defines them: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || l || r),
// the root of nothing = SHA-256(""). Used twice: records inside a frame, log entries in the log.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"

namespace muniment::archive {

Sha256 merkle_leaf(ByteView data);
Sha256 salted_leaf(const Sha256& salt, ByteView record);  // SHA-256(0x00 || salt || record): of a record in a frame
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

// A leaf whose hash is known to whoever checks a proof.
struct KnownLeaf {
  uint64_t index = 0;
  Sha256 hash;
};

// The nodes that lead from some known leaves of a tree to its root, in the order of docs/archive-format.md 2.9. `known`
// are their numbers: at least one, ascending, all below leaves.size(). For one of them it is RFC 9162's inclusion path.
std::vector<Sha256> multi_proof(std::span<const Sha256> leaves, std::span<const uint64_t> known);

// The root of a tree of `size` leaves to which `nodes` lead. Nothing if there are too few or too many of them, or if
// `known` is not as above. Costs at most 64 hashes for each known leaf, whatever the size is said to be.
std::optional<Sha256> root_of_proof(std::span<const KnownLeaf> known, uint64_t size, std::span<const Sha256> nodes);

}  // namespace muniment::archive
