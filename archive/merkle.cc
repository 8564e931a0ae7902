// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/merkle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

// The largest power of two below n, which is at least 2: where RFC 9162 splits a tree of n leaves.
uint64_t split_of(uint64_t n) { return std::bit_floor(n - 1); }

// Both walks below are the recursion `root(first, n)` of docs/archive-format.md 2.9.
class ProofMaker {
 public:
  explicit ProofMaker(std::span<const Sha256> leaves) : leaves_(leaves) {}

  void walk(uint64_t first, uint64_t n, std::span<const uint64_t> known) {
    if (n == 1) return;
    const uint64_t k = split_of(n);
    const auto middle = std::ranges::lower_bound(known, first + k);
    const std::span<const uint64_t> left(known.begin(), middle), right(middle, known.end());
    if (!left.empty()) walk(first, k, left);
    if (!right.empty()) walk(first + k, n - k, right);
    if (left.empty()) give(first, k);
    if (right.empty()) give(first + k, n - k);
  }

  std::vector<Sha256> nodes;

 private:
  void give(uint64_t first, uint64_t n) {
    const auto part = leaves_.subspan(first, n);
    nodes.push_back(merkle_root({part.begin(), part.end()}));
  }

  std::span<const Sha256> leaves_;
};

class ProofWalker {
 public:
  explicit ProofWalker(std::span<const Sha256> nodes) : nodes_(nodes) {}

  std::optional<Sha256> root(uint64_t first, uint64_t n, std::span<const KnownLeaf> known) {
    if (n == 1) return known.size() == 1 ? std::optional(known.front().hash) : std::nullopt;
    const uint64_t k = split_of(n);
    const auto middle = std::ranges::lower_bound(known, first + k, {}, &KnownLeaf::index);
    const std::span<const KnownLeaf> left(known.begin(), middle), right(middle, known.end());
    std::optional<Sha256> left_root, right_root;
    if (!left.empty() && !(left_root = root(first, k, left))) return std::nullopt;
    if (!right.empty() && !(right_root = root(first + k, n - k, right))) return std::nullopt;
    if (left.empty()) left_root = next();
    if (right.empty()) right_root = next();
    if (!left_root || !right_root) return std::nullopt;
    return merkle_node(*left_root, *right_root);
  }

  [[nodiscard]] bool used_all() const { return used_ == nodes_.size(); }

 private:
  std::optional<Sha256> next() { return used_ < nodes_.size() ? std::optional(nodes_[used_++]) : std::nullopt; }

  std::span<const Sha256> nodes_;
  size_t used_ = 0;
};

bool ascends_below(std::span<const KnownLeaf> known, uint64_t size) {
  for (size_t i = 1; i < known.size(); ++i) {
    if (known[i - 1].index >= known[i].index) return false;
  }
  return !known.empty() && known.back().index < size;
}

}  // namespace

Sha256 merkle_leaf(ByteView data) {
  Bytes prefixed;
  prefixed.reserve(data.size() + 1);
  prefixed.push_back(0);
  append(prefixed, data);
  return crypto::sha256(prefixed);
}

Sha256 salted_leaf(const Sha256& salt, ByteView record) {
  crypto::Sha256Stream hash;
  const Byte zero = 0;
  hash.update({&zero, 1});
  hash.update(salt.view());
  hash.update(record);
  return hash.digest();
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

std::vector<Sha256> multi_proof(std::span<const Sha256> leaves, std::span<const uint64_t> known) {
  ProofMaker maker(leaves);
  maker.walk(0, leaves.size(), known);
  return std::move(maker.nodes);
}

std::optional<Sha256> root_of_proof(std::span<const KnownLeaf> known, uint64_t size, std::span<const Sha256> nodes) {
  if (!ascends_below(known, size)) return std::nullopt;
  ProofWalker walker(nodes);
  const std::optional<Sha256> root = walker.root(0, size, known);
  return walker.used_all() ? root : std::nullopt;
}

}  // namespace muniment::archive
