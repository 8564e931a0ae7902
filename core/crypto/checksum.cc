// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/checksum.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace muniment::crypto {
namespace {

constexpr uint32_t kPolynomial = 0x82F63B78;  // Castagnoli, least significant bit first

constexpr std::array<uint32_t, 256> make_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t remainder = i;
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kPolynomial : 0);
    table[i] = remainder;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kTable = make_table();

uint32_t by_table(ByteView bytes, uint32_t remainder) {
  for (const Byte b : bytes) remainder = kTable[(remainder ^ b) & 0xFF] ^ (remainder >> 8);
  return remainder;
}

#if defined(__x86_64__)
[[gnu::target("sse4.2")]] uint32_t by_instruction(ByteView bytes, uint32_t remainder) {
  uint64_t wide = remainder;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) wide = _mm_crc32_u64(wide, get_le<uint64_t>(bytes, 0));
  remainder = static_cast<uint32_t>(wide);
  for (const Byte b : bytes) remainder = _mm_crc32_u8(remainder, b);
  return remainder;
}
bool has_instruction() { return __builtin_cpu_supports("sse4.2") != 0; }
#else
uint32_t by_instruction(ByteView bytes, uint32_t remainder) { return by_table(bytes, remainder); }
bool has_instruction() { return false; }
#endif

}  // namespace

uint32_t crc32c(ByteView bytes) {
  static const bool fast = has_instruction();
  return fast ? ~by_instruction(bytes, ~0U) : crc32c_by_table(bytes);
}

uint32_t crc32c_by_table(ByteView bytes) { return ~by_table(bytes, ~0U); }

}  // namespace muniment::crypto
