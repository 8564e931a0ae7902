// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"

#include <algorithm>
#include <string>

#include "core/base/utf8.h"

namespace muniment::cbor {
namespace {

constexpr unsigned kMaxDepth = 32;
constexpr unsigned kUint = 0, kNegative = 1, kBytes = 2, kText = 3, kArray = 4, kMap = 5;

}  // namespace

void Encoder::head(unsigned major, uint64_t value) {
  const auto first = static_cast<Byte>(major << 5);
  const auto big_endian = [&](unsigned bytes) {
    for (unsigned i = bytes; i-- > 0;) out_.push_back(static_cast<Byte>(value >> (8 * i)));
  };
  if (value < 24) {
    out_.push_back(static_cast<Byte>(first | value));
  } else if (value <= 0xFF) {
    out_.push_back(first | 24);
    big_endian(1);
  } else if (value <= 0xFFFF) {
    out_.push_back(first | 25);
    big_endian(2);
  } else if (value <= 0xFFFFFFFF) {
    out_.push_back(first | 26);
    big_endian(4);
  } else {
    out_.push_back(first | 27);
    big_endian(8);
  }
}

void Encoder::integer(int64_t value) {
  if (value >= 0) {
    head(kUint, static_cast<uint64_t>(value));
  } else {
    head(kNegative, ~static_cast<uint64_t>(value));  // -1 - n
  }
}

void Encoder::bytes(ByteView value) {
  head(kBytes, value.size());
  append(out_, value);
}

void Encoder::text(std::string_view value) {
  head(kText, value.size());
  append(out_, value);
}

Error Decoder::broken(std::string_view what) const {
  return make_error(ErrorCode::corrupt, "CBOR at byte " + std::to_string(at_) + ": " + std::string(what));
}

Result<Decoder::Head> Decoder::head() const {
  if (at_ >= in_.size()) return broken("the data ends where an item should begin");
  const Byte first = in_[at_];
  const unsigned major = first >> 5;
  const unsigned info = first & 31;
  if (major > kMap) return broken("an item of a type that is not used here");
  if (info < 24) return Head{major, info, 1};
  if (info > 27) return broken("an indefinite or reserved length");
  const size_t width = size_t{1} << (info - 24);
  if (in_.size() - at_ - 1 < width) return broken("the data ends inside an item's head");
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value = (value << 8) | in_[at_ + 1 + i];
  const uint64_t smallest = width == 1 ? 24 : uint64_t{1} << (4 * width);
  if (value < smallest) return broken("a number is not in its shortest form");
  return Head{major, value, 1 + width};
}

Result<Type> Decoder::peek() const {
  MUNIMENT_TRY(const Head h, head());
  return static_cast<Type>(h.major);
}

Result<uint64_t> Decoder::take(unsigned major, std::string_view expected) {
  MUNIMENT_TRY(const Head h, head());
  if (h.major != major) return broken("expected " + std::string(expected));
  at_ += h.size;
  return h.value;
}

Result<int64_t> Decoder::integer() {
  MUNIMENT_TRY(const Head h, head());
  if (h.major > kNegative) return broken("expected an integer");
  if (h.value > static_cast<uint64_t>(INT64_MAX)) return broken("an integer beyond 64 bits");
  at_ += h.size;
  const auto magnitude = static_cast<int64_t>(h.value);
  return h.major == kUint ? magnitude : -1 - magnitude;
}

Result<ByteView> Decoder::take_string(unsigned major, std::string_view expected) {
  const size_t start = at_;
  uint64_t length = 0;
  if (!take_quickly(major, length)) {
    MUNIMENT_TRY(length, take(major, expected));
  }
  if (length > in_.size() - at_) {
    at_ = start;
    return broken("a string is longer than the data");
  }
  const ByteView view = in_.subspan(at_, length);
  at_ += view.size();
  return view;
}

Result<ByteView> Decoder::bytes() { return take_string(kBytes, "a byte string"); }

Result<std::string_view> Decoder::text() {
  MUNIMENT_TRY(const ByteView view, take_string(kText, "a text string"));
  if (!is_valid_utf8(as_text(view))) return broken("a text string is not UTF-8");
  return as_text(view);
}

Result<uint64_t> Decoder::array() {
  uint64_t items = 0;
  if (!take_quickly(kArray, items)) {
    MUNIMENT_TRY(items, take(kArray, "an array"));
  }
  if (items > in_.size() - at_) return broken("an array has more items than the data has bytes");
  return items;
}

Result<uint64_t> Decoder::map() {
  uint64_t pairs = 0;
  if (!take_quickly(kMap, pairs)) {
    MUNIMENT_TRY(pairs, take(kMap, "a map"));
  }
  if (pairs > (in_.size() - at_) / 2) return broken("a map has more pairs than the data has room for");
  return pairs;
}

Result<void> Decoder::must_ascend(ByteView before, ByteView now) const {
  if (std::ranges::lexicographical_compare(before, now)) return {};
  return broken("the keys of a map are not in ascending order");
}

Result<void> Decoder::skip(unsigned depth) {
  if (depth > kMaxDepth) return broken("items are nested too deeply");
  MUNIMENT_TRY(const Head h, head());
  switch (h.major) {
    case kUint:
    case kNegative: at_ += h.size; return {};
    case kBytes: {
      MUNIMENT_TRY_VOID(bytes());
      return {};
    }
    case kText: {
      MUNIMENT_TRY_VOID(text());
      return {};
    }
    case kArray: {
      MUNIMENT_TRY(const uint64_t items, array());
      for (uint64_t i = 0; i < items; ++i) MUNIMENT_TRY_VOID(skip(depth + 1));
      return {};
    }
    default: break;
  }
  MUNIMENT_TRY(const uint64_t pairs, map());
  ByteView before;
  for (uint64_t i = 0; i < pairs; ++i) {
    const size_t start = at_;
    MUNIMENT_TRY_VOID(skip(depth + 1));
    const ByteView key = in_.subspan(start, at_ - start);
    if (i > 0) MUNIMENT_TRY_VOID(must_ascend(before, key));
    before = key;
    MUNIMENT_TRY_VOID(skip(depth + 1));
  }
  return {};
}

Result<ByteView> Decoder::item() {
  const size_t start = at_;
  MUNIMENT_TRY_VOID(skip(0));
  return in_.subspan(start, at_ - start);
}

}  // namespace muniment::cbor
