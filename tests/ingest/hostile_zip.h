// SPDX-License-Identifier: GPL-3.0-or-later
// A zip written by hand, so that it can lie in any way.
#pragma once

#include <optional>
#include <string>

#include "core/base/bytes.h"

namespace muniment::ingest {

struct Lies {
  std::optional<uint32_t> claimed_size = std::nullopt;  // unpacked, in both headers
};

class HostileZip {
 public:
  HostileZip& add(const std::string& name, const std::string& content, const Lies& lies = {}) {
    const auto size = static_cast<uint32_t>(content.size());
    return put({name, 0, crc32_of(content), size, lies.claimed_size.value_or(size)}, content);
  }

  // Deflated to a hundred and fiftieth; its checksum is wrong.
  HostileZip& add_zeros(const std::string& name, uint64_t size) {
    const std::string packed = packed_zeros(size);
    return put({name, 8, 0, static_cast<uint32_t>(packed.size()), static_cast<uint32_t>(1 + (size - 1) / 258 * 258)}, packed);
  }

  // One more entry of the directory for the bytes of the last member.
  HostileZip& add_again(const std::string& name) {
    Entry entry = last_;
    entry.name = name;
    list(entry, last_at_);
    return *this;
  }

  [[nodiscard]] std::string bytes() const {
    return members_ + directory_ + "PK\x05\x06" + le<uint32_t>(0) + le(count_) + le(count_) + le(static_cast<uint32_t>(directory_.size())) +
           le(static_cast<uint32_t>(members_.size())) + le<uint16_t>(0);
  }

 private:
  struct Entry {
    std::string name;
    uint16_t method = 0;
    uint32_t crc = 0, packed = 0, size = 0;
  };

  template <typename Integer>
  static std::string le(Integer value) {
    Bytes bytes;
    append_le(bytes, value);
    return std::string(as_text(bytes));
  }

  static uint32_t crc32_of(std::string_view text) {
    uint32_t crc = ~0U;
    for (const char c : text) {
      crc ^= static_cast<unsigned char>(c);
      for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
  }

  // Deflate with fixed codes (RFC 1951, 3.2.6): one zero, then "258 bytes from one byte ago" as often as it takes.
  static std::string packed_zeros(uint64_t size) {
    std::string out;
    unsigned bits = 0, held = 0;
    const auto put_bits = [&](unsigned value, unsigned count) {  // the value's first bit is its highest, as codes are
      for (unsigned i = count; i-- > 0;) {
        held |= (value >> i & 1U) << bits;
        if (++bits == 8) out += static_cast<char>(held), bits = held = 0;
      }
    };
    put_bits(0b110, 3);        // last block; fixed codes, 01 with its lowest bit first
    put_bits(0b00110000, 8);   // the literal 0
    for (uint64_t i = 0; i < (size - 1) / 258; ++i) put_bits(0b1100010100000, 13);  // length 258, distance 1
    put_bits(0, 7);            // end of block
    if (bits > 0) out += static_cast<char>(held);
    return out;
  }

  static std::string about(const Entry& entry) {
    return le<uint16_t>(0) + le(entry.method) + le<uint32_t>(0) + le(entry.crc) + le(entry.packed) + le(entry.size) +
           le(static_cast<uint16_t>(entry.name.size())) + le<uint16_t>(0);
  }

  HostileZip& put(const Entry& entry, const std::string& content) {
    last_ = entry;
    last_at_ = members_.size();
    list(entry, last_at_);
    members_ += "PK\x03\x04" + le<uint16_t>(20) + about(entry) + entry.name + content;
    return *this;
  }

  void list(const Entry& entry, size_t at) {
    directory_ += "PK\x01\x02" + le<uint16_t>(20) + le<uint16_t>(20) + about(entry) + le<uint16_t>(0) + le<uint16_t>(0) + le<uint16_t>(0) +
                  le<uint32_t>(0) + le(static_cast<uint32_t>(at)) + entry.name;
    ++count_;
  }

  std::string members_, directory_;
  uint16_t count_ = 0;
  Entry last_;
  size_t last_at_ = 0;
};

}  // namespace muniment::ingest
