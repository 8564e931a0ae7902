// SPDX-License-Identifier: GPL-3.0-or-later
// The deterministic encoding of CBOR (RFC 8949 section 4.2.1), the part that muniment uses: unsigned and negative
// integers, byte and text strings, arrays, maps. No floating point, tags, simple values or indefinite lengths.
// What the decoder accepts, the encoder writes again bit for bit.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment::cbor {

// Appends to the buffer that it is given. The caller writes map keys in bytewise order of their encodings
// (for unsigned keys: ascending) and as many items as announced; `Encoder` does not look back.
class Encoder {
 public:
  explicit Encoder(Bytes& out) : out_(out) {}
  void uint(uint64_t value) { head(0, value); }
  void integer(int64_t value);
  void bytes(ByteView value);
  void text(std::string_view value);  // valid UTF-8, the caller's duty
  void array(uint64_t items) { head(4, items); }
  void map(uint64_t pairs) { head(5, pairs); }
  void raw(ByteView encoded) { append(out_, encoded); }  // one item that is encoded already

 private:
  void head(unsigned major, uint64_t value);
  Bytes& out_;
};

enum class Type { uint, negative, bytes, text, array, map };

// Walks over encoded items. Views point into the input. Every failure is ErrorCode::corrupt with the offset.
class Decoder {
 public:
  explicit Decoder(ByteView in) : in_(in) {}
  [[nodiscard]] bool done() const { return at_ == in_.size(); }
  [[nodiscard]] size_t offset() const { return at_; }
  Result<Type> peek() const;
  Result<uint64_t> uint() {
    uint64_t value = 0;
    if (take_quickly(0, value)) return value;
    return take(0, "an unsigned integer");
  }
  Result<int64_t> integer();  // either sign, if it fits
  Result<ByteView> bytes();
  Result<std::string_view> text();  // checked to be UTF-8
  Result<uint64_t> array();         // the number of items that follow, never more than bytes are left
  Result<uint64_t> map();           // the number of pairs that follow
  Result<ByteView> item();          // skips one whole item (nesting to 32), checks it, and returns its encoding
  // For the keys of a map: call with the encoding of the key before and of this one; corrupt unless strictly ascending.
  [[nodiscard]] Result<void> must_ascend(ByteView before, ByteView now) const;
  [[nodiscard]] Error broken(std::string_view what) const;

 private:
  struct Head {
    unsigned major;
    uint64_t value;
    size_t size;
  };
  // Most heads are one or two bytes. False, and nothing taken, for every other one and for whatever is wrong.
  bool take_quickly(unsigned major, uint64_t& value) {
    if (at_ >= in_.size() || in_[at_] >> 5 != major) return false;
    const unsigned info = in_[at_] & 31;
    if (info < 24) {
      value = info;
      ++at_;
      return true;
    }
    if (info != 24 || in_.size() - at_ < 2 || in_[at_ + 1] < 24) return false;
    value = in_[at_ + 1];
    at_ += 2;
    return true;
  }
  Result<Head> head() const;
  Result<uint64_t> take(unsigned major, std::string_view expected);
  Result<ByteView> take_string(unsigned major, std::string_view expected);
  Result<void> skip(unsigned depth);

  ByteView in_;
  size_t at_ = 0;
};

}  // namespace muniment::cbor
