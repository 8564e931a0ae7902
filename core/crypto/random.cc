// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/random.h"

#include <algorithm>
#include <cerrno>

#include <openssl/rand.h>
#include <sys/random.h>

namespace muniment::crypto {
namespace {

constexpr size_t kSlice = 256;  // the kernel answers requests of up to 256 bytes whole and at once

void fill_from_kernel(MutableByteView out) {
  while (true) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got == static_cast<ssize_t>(out.size())) return;
    MUNIMENT_CHECK(got < 0 && errno == EINTR, "the kernel gives random bytes");
  }
}

}  // namespace

// Two sources, of which one is enough. OpenSSL's generator lives in our memory, and a virtual machine that is restored
// from a snapshot would repeat its bytes; the kernel's is told of the restoring.
void fill_random(MutableByteView out) {
  std::array<Byte, kSlice> second{};
  while (!out.empty()) {
    const MutableByteView slice = out.first(std::min(out.size(), kSlice));
    MUNIMENT_CHECK(RAND_bytes(slice.data(), static_cast<int>(slice.size())) == 1, "OpenSSL gives random bytes");
    fill_from_kernel(MutableByteView(second).first(slice.size()));
    for (size_t i = 0; i < slice.size(); ++i) slice[i] ^= second[i];
    out = out.subspan(slice.size());
  }
  wipe(second);
}

SecretBytes random_secret(size_t size) {
  SecretBytes secret(size);
  fill_random(secret.writable());
  return secret;
}

}  // namespace muniment::crypto
