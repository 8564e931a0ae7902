// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/merkle.h"

#include <array>
#include <cstring>

#include "core/crypto/hash.h"

namespace muniment::archive {

Sha256 merkle_leaf(ByteView data) {
  Bytes prefixed;
  prefixed.reserve(data.size() + 1);
  prefixed.push_back(0);
  append(prefixed, data);
  return crypto::sha256(prefixed);
}

Sha256 merkle_node(const Sha256& left, const Sha256& right) {
  std::array<Byte, 65> both{};
  both[0] = 1;
  std::memcpy(both.data() + 1, left.bytes.data(), 32);
  std::memcpy(both.data() + 33, right.bytes.data(), 32);
  return crypto::sha256(both);
}

// Level by level, an odd last node moving up unchanged: the same tree as RFC 9162's split at the largest power of two.
Sha256 merkle_root(std::vector<Sha256> leaves) {
  if (leaves.empty()) return crypto::sha256({});
  for (size_t width = leaves.size(); width > 1; width = (width + 1) / 2) {
    for (size_t i = 0; i + 1 < width; i += 2) leaves[i / 2] = merkle_node(leaves[i], leaves[i + 1]);
    if (width % 2 == 1) leaves[width / 2] = leaves[width - 1];
  }
  return leaves.front();
}

void MerkleFrontier::append(const Sha256& leaf) {
  Sha256 carry = leaf;
  for (uint64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
    carry = merkle_node(peaks_.back(), carry);
    peaks_.pop_back();
  }
  peaks_.push_back(carry);
  ++size_;
}

Sha256 MerkleFrontier::root() const {
  if (peaks_.empty()) return crypto::sha256({});
  Sha256 root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i-- > 0;) root = merkle_node(peaks_[i], root);
  return root;
}

}  // namespace muniment::archive
