// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/input_stream.h"

#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temp_dir.h"

namespace muniment::io {
namespace {

using test::TempDir;

std::string read_in_steps(InputStream& in, size_t step) {
  std::string text;
  Bytes buffer(step);
  while (true) {
    const size_t got = in.read(buffer).value();
    if (got == 0) return text;
    text += as_text(ByteView(buffer).first(got));
  }
}

TEST(InputStream, AFileIsReadToItsEndInStepsOfAnySize) {
  const TempDir dir;
  ASSERT_TRUE(write_file_durably(posix(), dir / "a", as_bytes("0123456789")));
  for (const size_t step : {1U, 3U, 10U, 64U}) {
    const auto in = open_input(posix(), dir / "a").value();
    EXPECT_EQ(in->size(), 10U);
    EXPECT_EQ(read_in_steps(*in, step), "0123456789");
  }
}

TEST(InputStream, TheEndStaysTheEnd) {
  const auto in = input_from_bytes(to_bytes("ab"));
  EXPECT_EQ(read_in_steps(*in, 2), "ab");
  Bytes out(4);
  EXPECT_EQ(in->read(out).value(), 0U);
}

TEST(InputStream, AMissingFileIsNotFound) {
  EXPECT_EQ(open_input(posix(), "/nonexistent/input").error().code, ErrorCode::not_found);
}

TEST(InputStream, APipeIsReadInOrderAndHasNoSize) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  std::jthread writer(
      [&] { EXPECT_TRUE(posix().open_append(dir / "pipe").value()->append(Bytes(200'000, Byte{'x'}))); });
  const auto in = open_input(posix(), dir / "pipe").value();
  EXPECT_EQ(in->size(), std::nullopt);
  EXPECT_EQ(read_in_steps(*in, 70'000), std::string(200'000, 'x'));
}

TEST(InputStream, StandardInputIsReadToItsEnd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const int before = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  ASSERT_EQ(::write(ends[1], "piped", 5), 5);
  ::close(ends[1]);
  EXPECT_EQ(read_in_steps(*input_from_stdin(), 3), "piped");
  ::dup2(before, STDIN_FILENO);
  ::close(ends[0]);
  ::close(before);
}

TEST(InputStream, ReadAllStopsAtItsLimit) {
  EXPECT_EQ(read_all(*input_from_bytes(Bytes(1000)), 1000).value().size(), 1000U);
  EXPECT_EQ(read_all(*input_from_bytes(Bytes(1001)), 1000).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(read_all(*input_from_bytes({}), 0).value().size(), 0U);
}

TEST(InputStream, ReadAllOfALargeInputIsTheInput) {
  Bytes large(3'000'001);
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<Byte>(i * 31 >> 3);
  EXPECT_EQ(read_all(*input_from_bytes(large), large.size()).value(), large);
}

}  // namespace
}  // namespace muniment::io
