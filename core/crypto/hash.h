// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4), HMAC-SHA-256 and HMAC-SHA-512 (RFC 2104), and comparison in constant time.
#pragma once

#include <array>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/digest.h"

namespace muniment::crypto {

Sha256 sha256(ByteView bytes);                                  // thread-safe
Sha256 hmac_sha256(ByteView key, ByteView message);             // thread-safe
Sha256 hmac_sha256(ByteView key, ByteView first, ByteView second);  // HMAC over first || second
std::array<Byte, 64> hmac_sha512(ByteView key, ByteView message);  // thread-safe
bool equal_constant_time(ByteView a, ByteView b);

// Streaming SHA-256. Move only; not thread-safe.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  ~Sha256Stream();
  void update(ByteView bytes);
  [[nodiscard]] Sha256 digest() const;  // of all so far; updating may go on afterwards

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A keyed HMAC-SHA-256 that is used many times: the key is set up once. Not thread-safe.
class HmacKey {
 public:
  explicit HmacKey(ByteView key);
  HmacKey(HmacKey&&) noexcept;
  HmacKey& operator=(HmacKey&&) noexcept;
  ~HmacKey();
  [[nodiscard]] Sha256 mac(ByteView message);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace muniment::crypto
