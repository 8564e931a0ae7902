// SPDX-License-Identifier: GPL-3.0-or-later
// Fixed-size values made of bytes: hashes, names of archives and blobs. Values only; the hashing is core/crypto/hash.h.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <functional>

#include "core/base/bytes.h"

namespace muniment {

template <typename Tag, size_t Size>
struct FixedBytes {
  std::array<Byte, Size> bytes{};

  static constexpr size_t kSize = Size;
  [[nodiscard]] ByteView view() const { return bytes; }
  static FixedBytes from(ByteView view) {
    MUNIMENT_CHECK(view.size() == Size, "a fixed-size value is made from exactly its size");
    FixedBytes value;
    std::memcpy(value.bytes.data(), view.data(), Size);
    return value;
  }
  [[nodiscard]] bool is_zero() const {
    for (const Byte b : bytes) {
      if (b != 0) return false;
    }
    return true;
  }
  friend auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
};

using Sha256 = FixedBytes<struct Sha256Tag, 32>;
using ArchiveId = FixedBytes<struct ArchiveIdTag, 16>;
using UnitTag = FixedBytes<struct UnitTagTag, 16>;        // names a key unit in the clear, means nothing by itself
using BlobId = FixedBytes<struct BlobIdTag, 32>;          // keyed: HMAC of the content's SHA-256
using IdentityKey = FixedBytes<struct IdentityKeyTag, 16>;  // keyed: first 16 bytes of the HMAC of a message's identity

}  // namespace muniment

template <typename Tag, size_t Size>
struct std::hash<muniment::FixedBytes<Tag, Size>> {
  size_t operator()(const muniment::FixedBytes<Tag, Size>& value) const noexcept {
    size_t head = 0;
    std::memcpy(&head, value.bytes.data(), Size < sizeof head ? Size : sizeof head);
    return head;
  }
};
