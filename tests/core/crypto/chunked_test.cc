// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/chunked.h"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "core/crypto/chunk.h"
#include "core/crypto/hash.h"
#include "tests/core/crypto/bytes_of.h"
#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace muniment::crypto {
namespace {

using test::counting;
using test::sample;
using test::TempDir;

// A sealed file in memory, for the reader.
class BytesFile final : public io::File {
 public:
  explicit BytesFile(Bytes bytes) : bytes_(std::move(bytes)) {}
  Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
    if (offset >= bytes_.size()) return size_t{0};
    const size_t count = std::min<size_t>(out.size(), bytes_.size() - offset);
    std::ranges::copy(ByteView(bytes_).subspan(offset, count), out.begin());
    return count;
  }
  Result<void> append(ByteView) override { return {}; }
  Result<void> reserve(uint64_t, uint64_t) override { return {}; }
  Result<void> sync() override { return {}; }
  Result<uint64_t> size() const override { return bytes_.size(); }
  void drop_cache() const override {}
  Result<bool> try_lock_exclusive() override { return true; }
  Result<bool> try_lock_shared() override { return true; }

 private:
  Bytes bytes_;
};

class ChunkedTest : public ::testing::Test {
 protected:
  Bytes seal(ByteView plain) { return chunked_seal(key_, context_, plain); }
  Result<Bytes> open(ByteView sealed) { return chunked_open(key_, context_, sealed); }
  Result<std::unique_ptr<ChunkedReader>> reader_of(Bytes sealed) {
    return ChunkedReader::open(std::make_shared<BytesFile>(std::move(sealed)), key_, context_);
  }
  // Through the reader, whole: the two ways must agree on every file.
  Result<Bytes> read_whole(ByteView sealed) {
    MUNIMENT_TRY(const auto reader, reader_of(to_bytes(sealed)));
    Bytes plain(reader->plain_size());
    MUNIMENT_TRY_VOID(reader->read_at(0, plain));
    return plain;
  }
  void expect_refused(ByteView sealed, ErrorCode code, const std::string& what) {
    const auto opened = open(sealed);
    const auto read = read_whole(sealed);
    ASSERT_FALSE(opened) << what;
    ASSERT_FALSE(read) << what;
    EXPECT_EQ(to_string(opened.error().code), to_string(code)) << what;
    EXPECT_EQ(to_string(read.error().code), to_string(code)) << what;
  }

  Bytes key_ = counting(32);
  Bytes context_ = to_bytes("mun1/test");
};

const std::vector<size_t> kLengthsAroundChunks = {0,      1,      15,     16,     17,     100,    16'367,
                                                  16'368, 16'369, 16'383, 16'384, 16'385, 16'400, 32'767,
                                                  32'768, 32'769, 40'000, 49'152, 300'000};

TEST_F(ChunkedTest, EveryLengthAroundAChunkOpensBothWays) {
  for (const size_t length : kLengthsAroundChunks) {
    const Bytes sealed = seal(sample(length));
    EXPECT_EQ(sealed.size(), kChunkedHeader + length + (length / kChunkPlain + 1) * 16);
    EXPECT_EQ(open(sealed).value(), sample(length)) << length;
    EXPECT_EQ(read_whole(sealed).value(), sample(length)) << length;
  }
}

TEST_F(ChunkedTest, AgreesWithTheReferenceInPython) {
  const struct {
    size_t length;
    std::string_view sha256_of_file;
  } rows[] = {
      {0, "544c7a0cc6228797adabaf9b2d735aa1dce1c26cf523130be2cd794ed27727c7"},
      {1, "40eba658981a7924bc2500d1a6acfc70afa71510845d5868b3e0eeb954400a36"},
      {16'383, "93ae967847114912e9bf8dd818cb1833234c2c4d9452a35c5bbff34c89688fdb"},
      {16'384, "ba5e352468a005b4a741099261734d5dcd07c310e4f84441f31e5622918d9283"},
      {40'000, "1e8ae69ed70bbac361aea43bbff6b10c41c8cf35cec59b3445826f0d7833c747"},
  };
  for (const auto& [length, expected] : rows) {
    const ChunkKeys keys = derive_chunk_keys(key_, counting(24), context_);
    const Bytes plain = sample(length);
    Bytes file = counting(24);
    append(file, keys.commitment());
    for (uint64_t chunk = 0; chunk <= length / kChunkPlain; ++chunk) {
      const ByteView piece = ByteView(plain).subspan(chunk * kChunkPlain);
      Bytes sealed(std::min(piece.size(), kChunkPlain) + 16);
      seal_chunk(keys, chunk, piece.first(sealed.size() - 16), sealed);
      append(file, sealed);
    }
    EXPECT_EQ(to_hex(sha256(file).view()), expected) << length;
    EXPECT_EQ(open(file).value(), plain);
  }
}

TEST_F(ChunkedTest, ThePythonReferenceOpensWhatTheWriterWrites) {
  if (!test::has_program("python3") || !test::has_program("openssl")) {
    GTEST_SKIP() << "needs python3 and the program openssl";
  }
  const TempDir dir;
  const std::string script = std::string("python3 -B ") + MUNIMENT_SOURCE_DIR "/tests/reference/cobblestone.py ";
  const std::string keys = to_hex(key_) + " " + to_hex(context_);
  for (const size_t length : {0U, 16'384U, 40'000U}) {
    Bytes sealed = seal(sample(length));
    ASSERT_TRUE(io::write_file_durably(io::posix(), dir / "sealed", sealed));
    const auto opened = test::run_command(script + "open " + keys + " < " + (dir / "sealed").string());
    EXPECT_EQ(opened.status, 0);
    EXPECT_EQ(to_bytes(opened.output), sample(length)) << length;
    sealed.back() ^= 1;
    ASSERT_TRUE(io::write_file_durably(io::posix(), dir / "changed", sealed));
    EXPECT_EQ(test::run_command(script + "open " + keys + " 2>/dev/null < " + (dir / "changed").string()).status, 1);
  }
}

TEST_F(ChunkedTest, SealingTwiceGivesTwoFiles) { EXPECT_NE(seal(sample(100)), seal(sample(100))); }

TEST_F(ChunkedTest, WritesOfAnySizeGiveTheSamePlaintext) {
  for (const size_t step : {1U, 1000U, 16'383U, 16'384U, 16'385U, 50'000U}) {
    Bytes sealed;
    ChunkedWriter writer(key_, context_, [&](ByteView piece) -> Result<void> {
      append(sealed, piece);
      return {};
    });
    const Bytes plain = sample(50'000);
    for (size_t at = 0; at < plain.size(); at += step) {
      ASSERT_TRUE(writer.write(ByteView(plain).subspan(at, std::min(step, plain.size() - at))));
    }
    ASSERT_TRUE(writer.finish());
    EXPECT_EQ(open(sealed).value(), plain) << step;
  }
}

TEST_F(ChunkedTest, AnErrorOfTheSinkComesBack) {
  for (const size_t fails_at : {1U, 2U, 3U}) {
    size_t pieces = 0;
    ChunkedWriter writer(key_, context_, [&](ByteView) -> Result<void> {
      if (++pieces == fails_at) return make_error(ErrorCode::no_space, "full");
      return {};
    });
    auto done = writer.write(sample(20'000));
    if (done) done = writer.finish();
    EXPECT_EQ(done.error().code, ErrorCode::no_space) << fails_at;
  }
}

TEST_F(ChunkedTest, AfterAnErrorOfTheSinkNoNonceIsUsedAgain) {
  std::vector<Bytes> pieces;
  ChunkedWriter writer(key_, context_, [&](ByteView piece) -> Result<void> {
    pieces.push_back(to_bytes(piece));
    if (pieces.size() == 2) return make_error(ErrorCode::no_space, "full");
    return {};
  });
  EXPECT_FALSE(writer.write(sample(kChunkPlain)));
  EXPECT_TRUE(writer.write(sample(kChunkPlain)));
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_NE(pieces[1], pieces[2]);
}

TEST_F(ChunkedTest, WithoutItsEndAFileIsRefused) {
  Bytes sealed;
  {
    ChunkedWriter writer(key_, context_, [&](ByteView piece) -> Result<void> {
      append(sealed, piece);
      return {};
    });
    ASSERT_TRUE(writer.write(sample(40'000)));
  }
  expect_refused(sealed, ErrorCode::corrupt, "never finished");
}

TEST_F(ChunkedTest, TruncatedAnywhereASmallFileIsRefused) {
  const Bytes sealed = seal(sample(200));
  for (size_t length = 0; length < sealed.size(); ++length) {
    expect_refused(ByteView(sealed).first(length), ErrorCode::corrupt, "cut to " + std::to_string(length));
  }
}

TEST_F(ChunkedTest, TruncatedAtOrAroundAChunkALargeFileIsRefused) {
  const Bytes sealed = seal(sample(3 * kChunkPlain + 100));
  for (size_t chunks = 0; chunks <= 3; ++chunks) {
    const size_t boundary = kChunkedHeader + chunks * kChunkSealed;
    for (size_t length = boundary - 20; length <= boundary + 20; ++length) {
      expect_refused(ByteView(sealed).first(length), ErrorCode::corrupt, "cut to " + std::to_string(length));
    }
  }
}

TEST_F(ChunkedTest, EachWayToEndWronglyHasItsOwnSentence) {
  const Bytes sealed = seal(sample(2 * kChunkPlain));
  const auto why = [&](size_t length) { return open(ByteView(sealed).first(length)).error().why; };
  EXPECT_NE(why(30).find("inside its header"), std::string::npos);
  EXPECT_NE(why(kChunkedHeader + kChunkSealed).find("its end is missing"), std::string::npos);
  EXPECT_NE(why(kChunkedHeader + kChunkSealed + 5).find("inside the authentication tag"), std::string::npos);
  EXPECT_NE(why(kChunkedHeader + kChunkSealed + 50).find("chunk 1 is not"), std::string::npos);
}

TEST_F(ChunkedTest, AnyChangedByteIsRefusedAndLocated) {
  const Bytes sealed = seal(sample(200));
  for (size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    expect_refused(changed, i < kChunkedHeader ? ErrorCode::auth_failed : ErrorCode::corrupt,
                   "byte " + std::to_string(i));
  }
  Bytes changed = seal(sample(40'000));
  changed[kChunkedHeader + kChunkSealed + 7] ^= 1;
  EXPECT_EQ(open(changed).error().offset, kChunkedHeader + kChunkSealed);
  EXPECT_EQ(read_whole(changed).error().offset, kChunkedHeader + kChunkSealed);
}

TEST_F(ChunkedTest, BytesBehindTheEndAreRefused) {
  for (const size_t length : {0U, 100U, 16'384U}) {
    const Bytes sealed = seal(sample(length));
    for (const size_t more : {1U, 16U, 100U, 16'400U}) {
      Bytes longer = sealed;
      longer.resize(sealed.size() + more);
      expect_refused(longer, ErrorCode::corrupt, std::to_string(length) + " + " + std::to_string(more));
    }
  }
}

TEST_F(ChunkedTest, SwappedOrRepeatedChunksAreRefused) {
  const Bytes sealed = seal(sample(3 * kChunkPlain + 5));
  const auto first = sealed.begin() + static_cast<ptrdiff_t>(kChunkedHeader);
  Bytes swapped = sealed;
  std::swap_ranges(swapped.begin() + static_cast<ptrdiff_t>(kChunkedHeader),
                   swapped.begin() + static_cast<ptrdiff_t>(kChunkedHeader + kChunkSealed),
                   swapped.begin() + static_cast<ptrdiff_t>(kChunkedHeader + kChunkSealed));
  expect_refused(swapped, ErrorCode::corrupt, "swapped");
  Bytes repeated(sealed.begin(), first + static_cast<ptrdiff_t>(kChunkSealed));
  repeated.insert(repeated.end(), first, sealed.end());
  expect_refused(repeated, ErrorCode::corrupt, "repeated");
  Bytes left_out(sealed.begin(), first);
  left_out.insert(left_out.end(), first + static_cast<ptrdiff_t>(kChunkSealed), sealed.end());
  expect_refused(left_out, ErrorCode::corrupt, "left out");
}

TEST_F(ChunkedTest, AnotherKeyOrContextIsAnAuthenticationFailure) {
  const Bytes sealed = seal(sample(100));
  context_ = to_bytes("mun1/blob");
  expect_refused(sealed, ErrorCode::auth_failed, "context");
  context_ = to_bytes("mun1/test");
  key_[31] ^= 1;
  expect_refused(sealed, ErrorCode::auth_failed, "key");
}

TEST_F(ChunkedTest, TheHeaderOfOneFileDoesNotFitTheChunksOfAnother) {
  const Bytes one = seal(sample(100));
  Bytes mixed = seal(sample(100));
  std::copy_n(one.begin(), kChunkedHeader, mixed.begin());
  expect_refused(mixed, ErrorCode::corrupt, "mixed");
}

TEST_F(ChunkedTest, AnyRangeIsReadAlone) {
  const Bytes plain = sample(50'000);
  const auto reader = reader_of(seal(plain)).value();
  EXPECT_EQ(reader->plain_size(), plain.size());
  for (const size_t offset : {0U, 1U, 16'383U, 16'384U, 16'385U, 32'768U, 49'151U, 49'152U, 49'999U, 50'000U}) {
    for (const size_t length : {0U, 1U, 100U, 848U, 16'384U, 16'385U, 40'000U}) {
      Bytes out(length);
      const auto read = reader->read_at(offset, out);
      ASSERT_EQ(read.has_value(), offset + length <= plain.size()) << offset << " " << length;
      if (!read) continue;
      ASSERT_TRUE(equal(out, ByteView(plain).subspan(offset, length))) << offset << " " << length;
    }
  }
}

TEST_F(ChunkedTest, AReadBeyondTheEndIsRefusedWithoutOverflow) {
  const auto reader = reader_of(seal(sample(100))).value();
  Bytes out(10);
  EXPECT_FALSE(reader->read_at(91, out));
  EXPECT_FALSE(reader->read_at(UINT64_MAX - 5, out));
  EXPECT_FALSE(reader->read_at(UINT64_MAX, {}));
  EXPECT_TRUE(reader->read_at(100, {}));
}

TEST_F(ChunkedTest, OnlyTheDamagedChunkIsUnreadable) {
  Bytes sealed = seal(sample(4 * kChunkPlain));
  sealed[kChunkedHeader + kChunkSealed + 100] ^= 1;
  const auto reader = reader_of(sealed).value();
  Bytes out(kChunkPlain);
  EXPECT_TRUE(reader->read_at(0, out));
  EXPECT_FALSE(reader->read_at(kChunkPlain, out));
  EXPECT_FALSE(reader->read_at(kChunkPlain - 1, out));
  EXPECT_TRUE(reader->read_at(2 * kChunkPlain, out));
}

TEST_F(ChunkedTest, ADamagedLastChunkIsNoticedWhenTheFileIsOpened) {
  Bytes sealed = seal(sample(2 * kChunkPlain + 50));
  sealed.back() ^= 1;
  EXPECT_EQ(reader_of(sealed).error().code, ErrorCode::corrupt);
}

TEST_F(ChunkedTest, SeveralThreadsMayReadAtOnce) {
  const Bytes plain = sample(300'000);
  const auto reader = reader_of(seal(plain)).value();
  std::vector<std::jthread> threads;
  for (size_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (size_t offset = i * 1000; offset + 30'000 <= plain.size(); offset += 7'777) {
        Bytes out(30'000);
        ASSERT_TRUE(reader->read_at(offset, out));
        ASSERT_TRUE(equal(out, ByteView(plain).subspan(offset, out.size())));
      }
    });
  }
}

TEST_F(ChunkedTest, AStreamGivesThePlaintextInStepsOfAnySize) {
  for (const size_t length : kLengthsAroundChunks) {
    const std::shared_ptr<const ChunkedReader> reader = reader_of(seal(sample(length))).value();
    for (const size_t step : {100U, 16'383U, 16'384U, 20'000U, 100'000U}) {
      const auto stream = stream_of(reader);
      EXPECT_EQ(stream->size(), length);
      Bytes all;
      Bytes buffer(step);
      for (size_t got = 1; got != 0; append(all, ByteView(buffer).first(got))) got = stream->read(buffer).value();
      ASSERT_EQ(all, sample(length)) << length << " " << step;
      EXPECT_EQ(stream->read(buffer).value(), 0U);
    }
  }
}

TEST_F(ChunkedTest, AStreamThatFailedDoesNotGoOnWithOtherBytes) {
  Bytes sealed = seal(sample(3 * kChunkPlain));
  sealed[kChunkedHeader] ^= 1;
  const auto stream = stream_of(reader_of(sealed).value());
  Bytes buffer(100);
  EXPECT_FALSE(stream->read(buffer));
  EXPECT_FALSE(stream->read(buffer));
}

TEST(ChunkLayout, AFileIsAtMost64TiB) {
  const uint64_t largest = offset_of_chunk(kMaxChunks - 1) + 16;
  EXPECT_EQ(layout_of(largest)->plain_size(), (kMaxChunks - 1) * kChunkPlain);
  EXPECT_EQ(layout_of(offset_of_chunk(kMaxChunks) + 16).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace muniment::crypto
