// SPDX-License-Identifier: GPL-3.0-or-later
// A ciphertext of AES-256-GCM that opens under two keys (Dodis, Grubbs, Ristenpart, Woodage: "Fast message franking", 2018):
// GHASH is linear in each block, so one block can be chosen such that both keys give the same tag. From the words of
// core/crypto alone: H of a key follows from two tags.
#pragma once

#include <algorithm>
#include <array>

#include "core/crypto/aead.h"

namespace muniment::test {

// A polynomial over GF(2) modulo x^128 + x^7 + x^2 + x + 1, in GCM's order of bits: bit 0 is the highest of `high`.
struct Block {
  uint64_t high = 0, low = 0;

  static Block from(ByteView bytes) {  // at most 16, filled up with zeros
    Block block;
    for (size_t i = 0; i < 16; ++i) {
      const uint64_t byte = i < bytes.size() ? bytes[i] : 0;
      (i < 8 ? block.high : block.low) |= byte << (56 - 8 * (i % 8));
    }
    return block;
  }
  [[nodiscard]] Bytes bytes() const {
    Bytes out;
    for (size_t i = 0; i < 16; ++i) out.push_back(static_cast<Byte>((i < 8 ? high : low) >> (56 - 8 * (i % 8))));
    return out;
  }
  friend Block operator^(Block a, Block b) { return {a.high ^ b.high, a.low ^ b.low}; }
  friend Block operator*(Block a, Block b) {
    Block sum;
    for (unsigned i = 0; i < 128; ++i) {
      if (((i < 64 ? a.high >> (63 - i) : a.low >> (127 - i)) & 1U) != 0) sum = sum ^ b;
      const bool carry = (b.low & 1U) != 0;
      b = {b.high >> 1U, (b.low >> 1U) | (b.high << 63U)};
      if (carry) b.high ^= uint64_t{0xe1} << 56U;
    }
    return sum;
  }
};

inline Block square_times(Block x, unsigned times) {
  for (unsigned i = 0; i < times; ++i) x = x * x;
  return x;
}
inline Block inverse(Block x) {  // x^(2^128 - 2)
  Block product{uint64_t{1} << 63U, 0};
  for (unsigned i = 1; i < 128; ++i) product = product * square_times(x, i);
  return product;
}

struct GcmKey {
  Block h, tag_mask;  // E(0), and E(nonce || 1), which the tag is XORed with
};

inline GcmKey look_into(ByteView key, ByteView nonce) {
  const auto tag_over = [&](ByteView aad) { return Block::from(crypto::aead_seal(crypto::Aead::aes_256_gcm, key, nonce, aad, {})); };
  Bytes a(16), b(16);
  b[15] = 1;
  const Block h_squared = (tag_over(a) ^ tag_over(b)) * inverse(Block::from(a) ^ Block::from(b));
  return {square_times(h_squared, 127), tag_over({})};
}

inline Block tag_of(const GcmKey& key, ByteView aad, ByteView ciphertext) {
  Block sum;
  const auto add = [&](ByteView bytes) {
    for (size_t at = 0; at < bytes.size(); at += 16) sum = (sum ^ Block::from(bytes.subspan(at, std::min<size_t>(16, bytes.size() - at)))) * key.h;
  };
  add(aad);
  add(ciphertext);
  sum = (sum ^ Block{aad.size() * 8, ciphertext.size() * 8}) * key.h;
  return sum ^ key.tag_mask;
}

// Ciphertext and tag. `size` is a multiple of 16; the first block is the chosen one.
inline Bytes two_key_ciphertext(ByteView key_1, ByteView nonce_1, ByteView key_2, ByteView nonce_2, ByteView aad, size_t size) {
  const GcmKey one = look_into(key_1, nonce_1), two = look_into(key_2, nonce_2);
  Bytes ciphertext(size);
  const Block difference = tag_of(one, aad, ciphertext) ^ tag_of(two, aad, ciphertext);
  Block power_1 = one.h, power_2 = two.h;  // H to the number of blocks from the first to the end, and one for the lengths
  for (size_t i = 0; i < size / 16; ++i) power_1 = power_1 * one.h, power_2 = power_2 * two.h;
  const Bytes chosen = (difference * inverse(power_1 ^ power_2)).bytes();
  std::ranges::copy(chosen, ciphertext.begin());
  append(ciphertext, tag_of(one, aad, ciphertext).bytes());
  return ciphertext;
}

}  // namespace muniment::test
