// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that must not outlive their use: wiped when destroyed, moved but never copied by accident, never printed.
#pragma once

#include <string_view>

#include "core/base/bytes.h"

namespace muniment {

// Overwrites memory in a way that the compiler may not leave out.
void wipe(MutableByteView bytes);

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(size_t size) : bytes_(size) {}
  explicit SecretBytes(ByteView from) : bytes_(from.begin(), from.end()) {}
  explicit SecretBytes(std::string_view from) : SecretBytes(as_bytes(from)) {}
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  [[nodiscard]] SecretBytes clone() const { return SecretBytes(view()); }
  [[nodiscard]] ByteView view() const { return bytes_; }
  [[nodiscard]] MutableByteView writable() { return bytes_; }
  [[nodiscard]] size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  Bytes bytes_;
};

}  // namespace muniment
