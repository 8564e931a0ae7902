// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"

#include <random>

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace muniment::cbor {
namespace {

Bytes bytes_of(std::string_view hex) { return from_hex(hex).value(); }

// Reads one item and writes it again, by the public words of both sides.
void transcode(Decoder& in, Encoder& out) {
  switch (in.peek().value()) {
    case Type::uint: return out.uint(in.uint().value());
    case Type::bytes: return out.bytes(in.bytes().value());
    case Type::text: return out.text(in.text().value());
    case Type::negative: {
      const auto value = in.integer();
      if (value) return out.integer(*value);
      return out.raw(in.item().value());  // below the range of int64_t
    }
    case Type::array: {
      const uint64_t items = in.array().value();
      out.array(items);
      for (uint64_t i = 0; i < items; ++i) transcode(in, out);
      return;
    }
    case Type::map: break;
  }
  const uint64_t pairs = in.map().value();
  out.map(pairs);
  for (uint64_t i = 0; i < 2 * pairs; ++i) transcode(in, out);
}

Bytes transcoded(ByteView encoded) {
  Bytes bytes;
  Decoder in(encoded);
  Encoder out(bytes);
  transcode(in, out);
  return bytes;
}

bool accepts(ByteView encoded) {
  Decoder in(encoded);
  return in.item().has_value() && in.done();
}

// RFC 8949 appendix A, the rows of the types that are used here.
constexpr std::string_view kAccepted[] = {
    "00",
    "01",
    "0a",
    "17",
    "1818",
    "1819",
    "1864",
    "1903e8",
    "1a000f4240",
    "1b000000e8d4a51000",
    "1bffffffffffffffff",
    "20",
    "29",
    "3863",
    "3903e7",
    "3bffffffffffffffff",
    "40",
    "4401020304",
    "60",
    "6161",
    "6449455446",
    "62225c",
    "62c3bc",
    "63e6b0b4",
    "64f0908591",
    "80",
    "83010203",
    "8301820203820405",
    "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
    "a0",
    "a201020304",
    "a26161016162820203",
    "826161a161626163",
    "a56161614161626142616361436164614461656145",
};

struct Rejected {
  std::string_view hex, why;
};
constexpr Rejected kRejected[] = {
    {"", "nothing"},
    {"f90000", "half precision"},
    {"fa47c35000", "single precision"},
    {"fb3ff199999999999a", "double precision"},
    {"f4", "false"},
    {"f6", "null"},
    {"f7", "undefined"},
    {"f8ff", "a simple value"},
    {"c074323031332d30332d32315432303a30343a30305a", "a tag"},
    {"5f42010243030405ff", "bytes of indefinite length"},
    {"7f657374726561646d696e67ff", "text of indefinite length"},
    {"9fff", "an array of indefinite length"},
    {"bfff", "a map of indefinite length"},
    {"1c", "reserved length 28"},
    {"5d", "reserved length 29"},
    {"9e", "reserved length 30"},
    {"1800", "0 in two bytes"},
    {"1817", "23 in two bytes"},
    {"190018", "24 in three bytes"},
    {"1900ff", "255 in three bytes"},
    {"1a0000ffff", "65535 in five bytes"},
    {"1b00000000ffffffff", "4294967295 in nine bytes"},
    {"3817", "-24 in two bytes"},
    {"580101", "a length in two bytes"},
    {"780161", "a text length in two bytes"},
    {"980101", "a count in two bytes"},
    {"b8010101", "a count of pairs in two bytes"},
    {"a201010102", "the same key twice"},
    {"a203040102", "keys in descending order"},
    {"a2616201616101", "text keys in descending order"},
    {"a261610118ff01", "a shorter encoding after a longer one"},
    {"61ff", "text that is not UTF-8"},
    {"62eda0", "text that ends inside a character"},
    {"63eda080", "a surrogate"},
    {"4301", "bytes beyond the end"},
    {"5bffffffffffffffff", "more bytes than there can be"},
    {"9bffffffffffffffff", "more items than there can be"},
    {"bbffffffffffffffff", "more pairs than there can be"},
    {"bb8000000000000000", "a number of pairs that overflows when doubled"},
    {"8201", "an item is missing"},
    {"a101", "a value is missing"},
};

TEST(Cbor, AcceptsTheDeterministicExamplesOfTheRfcAndWritesThemAgain) {
  for (const std::string_view hex : kAccepted) {
    EXPECT_TRUE(accepts(bytes_of(hex))) << hex;
    EXPECT_EQ(to_hex(transcoded(bytes_of(hex))), hex);
  }
}

TEST(Cbor, RejectsEverythingElse) {
  for (const auto& [hex, why] : kRejected) EXPECT_FALSE(accepts(bytes_of(hex))) << why;
}

TEST(Cbor, EveryFailureIsCorruptAndNamesTheByte) {
  const Bytes encoded = bytes_of("8301021800");
  Decoder in(encoded);
  const auto item = in.item();
  EXPECT_EQ(item.error().code, ErrorCode::corrupt);
  EXPECT_NE(item.error().message.find("at byte 3"), std::string::npos) << item.error().message;
}

TEST(Cbor, AnyTruncationIsRejected) {
  for (const std::string_view hex : kAccepted) {
    const Bytes whole = bytes_of(hex);
    for (size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(accepts(ByteView(whole).first(length))) << hex << length;
    }
  }
}

TEST(Cbor, WhatIsAcceptedIsWrittenAgainBitForBit) {
  std::mt19937 random(1);
  size_t accepted = 0;
  for (unsigned round = 0; round < 60'000; ++round) {
    Bytes bytes = bytes_of(kAccepted[random() % std::size(kAccepted)]);
    for (unsigned flips = 0; flips < 1 + round % 3; ++flips) {
      bytes[random() % bytes.size()] = static_cast<Byte>(random());
    }
    if (!accepts(bytes)) continue;
    ++accepted;
    ASSERT_EQ(transcoded(bytes), bytes) << to_hex(bytes);
  }
  EXPECT_GT(accepted, 5'000U);
}

TEST(Cbor, NestingToThirtyTwoLevelsIsAcceptedAndNoDeeper) {
  for (const size_t depth : {32U, 33U, 100'000U}) {
    Bytes nested(depth, Byte{0x81});
    nested.push_back(0);
    EXPECT_EQ(accepts(nested), depth == 32) << depth;
  }
}

TEST(Cbor, IntegersOfEitherSignToTheEndsOfTheirRange) {
  for (const int64_t value : {int64_t{0}, int64_t{-1}, int64_t{23}, int64_t{-24}, int64_t{-25}, INT64_MAX, INT64_MIN}) {
    Bytes bytes;
    Encoder(bytes).integer(value);
    EXPECT_EQ(Decoder(bytes).integer().value(), value);
  }
  for (const std::string_view hex : {"1b8000000000000000", "3b8000000000000000"}) {
    const Bytes bytes = bytes_of(hex);
    EXPECT_EQ(Decoder(bytes).integer().error().code, ErrorCode::corrupt);
  }
}

TEST(Cbor, AskingForAnotherTypeFailsAndMovesNothing) {
  const Bytes bytes = bytes_of("6161");
  Decoder in(bytes);
  EXPECT_FALSE(in.uint());
  EXPECT_FALSE(in.bytes());
  EXPECT_FALSE(in.array());
  EXPECT_FALSE(in.map());
  EXPECT_EQ(in.offset(), 0U);
  EXPECT_EQ(in.text().value(), "a");
  EXPECT_TRUE(in.done());
}

TEST(Cbor, NoMoreItemsAreAnnouncedThanTheDataHasRoomFor) {
  for (const std::string_view hex :
       {"820102", "8302", "9bffffffffffffffff", "a10102", "a201", "bb8000000000000000", "bbffffffffffffffff"}) {
    const Bytes bytes = bytes_of(hex);
    Decoder array(bytes);
    Decoder map(bytes);
    EXPECT_EQ(array.array().value_or(99), hex == "820102" ? 2U : 99U) << hex;
    EXPECT_EQ(map.map().value_or(99), hex == "a10102" ? 1U : 99U) << hex;
  }
}

TEST(Cbor, AWholeItemIsReturnedAsItsEncoding) {
  const Bytes bytes = bytes_of("82830102036161");
  Decoder in(bytes);
  ASSERT_EQ(in.array().value(), 2U);
  EXPECT_EQ(to_hex(in.item().value()), "83010203");
  EXPECT_EQ(to_hex(in.item().value()), "6161");
}

TEST(Cbor, KeysMustAscendInTheOrderOfTheirEncodings) {
  const Decoder in({});
  EXPECT_TRUE(in.must_ascend(bytes_of("17"), bytes_of("1818")));
  EXPECT_TRUE(in.must_ascend(bytes_of("1818"), bytes_of("20")));
  EXPECT_FALSE(in.must_ascend(bytes_of("01"), bytes_of("01")));
  EXPECT_FALSE(in.must_ascend(bytes_of("6161"), bytes_of("00")));
}

}  // namespace
}  // namespace muniment::cbor
