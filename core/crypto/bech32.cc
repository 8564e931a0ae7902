// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/bech32.h"

#include <algorithm>
#include <array>

namespace muniment::crypto {
namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr size_t kChecksumSize = 6;

// The checksum of BIP 173: a BCH code over groups of five bits.
class Checksum {
 public:
  explicit Checksum(std::string_view prefix) {
    for (const char c : prefix) add(static_cast<Byte>(c) >> 5);
    add(0);
    for (const char c : prefix) add(static_cast<Byte>(c) & 31U);
  }
  void add(unsigned group) {
    static constexpr std::array<uint32_t, 5> kGenerator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const uint32_t top = value_ >> 25;
    value_ = (value_ & 0x1ffffff) << 5 ^ group;
    for (size_t i = 0; i < kGenerator.size(); ++i) value_ ^= ((top >> i) & 1) != 0 ? kGenerator[i] : 0;
  }
  [[nodiscard]] uint32_t value() const { return value_; }

 private:
  uint32_t value_ = 1;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_printable(char c) { return c >= 33 && c <= 126; }

// Groups of five bits as bytes; the last group is filled up with zeros.
SecretBytes groups_of(ByteView data) {
  SecretBytes groups((data.size() * 8 + 4) / 5);
  for (size_t bit = 0; bit < data.size() * 8; ++bit) {
    const unsigned value = static_cast<unsigned>(data[bit / 8] >> (7 - bit % 8)) & 1U;
    groups.writable()[bit / 5] = static_cast<Byte>(groups.view()[bit / 5] | (value << (4 - bit % 5)));
  }
  return groups;
}

std::optional<SecretBytes> bytes_of(ByteView groups) {
  const size_t size = groups.size() * 5 / 8;
  if (groups.size() * 5 - size * 8 >= 5) return std::nullopt;  // a whole group that carries nothing
  SecretBytes data(size);
  for (size_t bit = 0; bit < groups.size() * 5; ++bit) {
    const unsigned value = static_cast<unsigned>(groups[bit / 5] >> (4 - bit % 5)) & 1U;
    if (bit / 8 < size) {
      data.writable()[bit / 8] = static_cast<Byte>(data.view()[bit / 8] | (value << (7 - bit % 8)));
    } else if (value != 0) {
      return std::nullopt;
    }
  }
  return data;
}

}  // namespace

SecretBytes bech32_encode(std::string_view lower_case_prefix, ByteView data) {
  const SecretBytes groups = groups_of(data);
  Checksum checksum(lower_case_prefix);
  SecretBytes text(lower_case_prefix.size() + 1 + groups.size() + kChecksumSize);
  auto at = std::ranges::copy(as_bytes(lower_case_prefix), text.writable().begin()).out;
  *at++ = '1';
  for (const Byte group : groups.view()) {
    checksum.add(group);
    *at++ = static_cast<Byte>(kAlphabet[group]);
  }
  for (size_t i = 0; i < kChecksumSize; ++i) checksum.add(0);
  for (size_t i = 0; i < kChecksumSize; ++i) {
    *at++ = static_cast<Byte>(kAlphabet[((checksum.value() ^ 1) >> (5 * (kChecksumSize - 1 - i))) & 31]);
  }
  return text;
}

std::optional<Bech32> bech32_decode(std::string_view text) {
  if (!std::ranges::all_of(text, is_printable)) return std::nullopt;
  if (std::ranges::any_of(text, is_upper) && std::ranges::any_of(text, is_lower)) return std::nullopt;
  const size_t separator = text.rfind('1');
  if (separator == std::string_view::npos || separator == 0 || text.size() - separator - 1 < kChecksumSize) {
    return std::nullopt;
  }

  const std::string_view prefix = text.substr(0, separator);
  std::string lower_prefix(prefix);
  std::ranges::transform(lower_prefix, lower_prefix.begin(), lower);
  Checksum checksum(lower_prefix);
  SecretBytes groups(text.size() - separator - 1);
  for (size_t i = 0; i < groups.size(); ++i) {
    const size_t group = kAlphabet.find(lower(text[separator + 1 + i]));
    if (group == std::string_view::npos) return std::nullopt;
    checksum.add(static_cast<unsigned>(group));
    groups.writable()[i] = static_cast<Byte>(group);
  }
  if (checksum.value() != 1) return std::nullopt;
  auto data = bytes_of(groups.view().first(groups.size() - kChecksumSize));
  if (!data) return std::nullopt;
  return Bech32{std::string(prefix), std::move(*data)};
}

}  // namespace muniment::crypto
