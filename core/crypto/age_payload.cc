// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/age_payload.h"

#include <algorithm>
#include <array>

#include "core/crypto/aead.h"
#include "core/crypto/kdf.h"
#include "core/crypto/random.h"

namespace muniment::crypto {
namespace {

constexpr size_t kNonceSize = 16;
constexpr size_t kChunk = size_t{64} * 1024;
constexpr size_t kSealedChunk = kChunk + kAeadTagSize;
constexpr Aead kCipher = Aead::chacha20_poly1305;

SecretBytes payload_key(ByteView file_key, ByteView nonce) {
  return hkdf_sha256(file_key, nonce, as_bytes("payload"), kAeadKeySize);
}

// Eleven bytes of a big-endian counter, then one that marks the last chunk.
std::array<Byte, kAeadNonceSize> chunk_nonce(uint64_t number, bool last) {
  std::array<Byte, kAeadNonceSize> nonce{};
  for (size_t i = 0; i < sizeof number; ++i) nonce[nonce.size() - 2 - i] = static_cast<Byte>(number >> (8 * i));
  nonce.back() = last ? 1 : 0;
  return nonce;
}

bool opens(ByteView key, uint64_t number, bool last, ByteView sealed, MutableByteView out) {
  return aead_open_into(kCipher, key, chunk_nonce(number, last), {}, sealed, out).has_value();
}

Error broken(size_t offset, std::string why) {
  return make_error(ErrorCode::corrupt, "the content of the age file is damaged at byte " + std::to_string(offset))
      .because(std::move(why))
      .at({}, offset);
}

// A chunk that does not open says most about the file when it opens as the other kind, last or not.
std::string why_closed(ByteView key, uint64_t number, bool last, ByteView sealed, MutableByteView scratch) {
  const std::string chunk = "chunk " + std::to_string(number);
  const bool other_kind = opens(key, number, !last, sealed, scratch);
  wipe(scratch);
  if (other_kind && last) return "the file ends after " + chunk + ", which is not the last one: its end is missing";
  if (other_kind) return "bytes follow after " + chunk + ", which is the last one";
  return chunk + " is not the bytes that were sealed there";
}

}  // namespace

void append_age_payload(Bytes& file, ByteView file_key, ByteView plain) {
  std::array<Byte, kNonceSize> nonce{};
  fill_random(nonce);
  append(file, nonce);
  const SecretBytes key = payload_key(file_key, nonce);
  for (uint64_t number = 0;; ++number) {
    const ByteView chunk = plain.first(std::min(plain.size(), kChunk));
    plain = plain.subspan(chunk.size());
    const bool last = plain.empty();
    append(file, aead_seal(kCipher, key.view(), chunk_nonce(number, last), {}, chunk));
    if (last) return;
  }
}

Result<SecretBytes> open_age_payload(ByteView payload, ByteView file_key, size_t begins) {
  if (payload.size() < kNonceSize) {
    return broken(begins + payload.size(), "the file ends inside the nonce of its content");
  }
  const SecretBytes key = payload_key(file_key, payload.first(kNonceSize));
  ByteView rest = payload.subspan(kNonceSize);
  const auto here = [&] { return begins + payload.size() - rest.size(); };
  if (rest.empty()) return broken(here(), "the file ends before its content; even an empty one has a chunk");

  const size_t chunks = (rest.size() + kSealedChunk - 1) / kSealedChunk;
  const size_t last_size = rest.size() - (chunks - 1) * kSealedChunk;
  if (last_size < kAeadTagSize) {
    return broken(begins + payload.size(), "the file ends inside the authentication tag of a chunk");
  }
  SecretBytes plain(rest.size() - chunks * kAeadTagSize);
  for (size_t number = 0; number < chunks; ++number) {
    const bool last = number + 1 == chunks;
    const ByteView sealed = rest.first(last ? last_size : kSealedChunk);
    const MutableByteView place = plain.writable().subspan(number * kChunk, sealed.size() - kAeadTagSize);
    if (!opens(key.view(), number, last, sealed, place)) {
      return broken(here(), why_closed(key.view(), number, last, sealed, place));
    }
    if (last && place.empty() && number > 0) {
      return broken(here(), "the last chunk is empty, which no age writer makes");
    }
    rest = rest.subspan(sealed.size());
  }
  return plain;
}

}  // namespace muniment::crypto
