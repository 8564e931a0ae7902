// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/random.h"

#include <algorithm>
#include <bit>
#include <set>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/digest.h"
#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

TEST(Random, FillsEveryByteOfAnyLength) {
  for (const size_t length : {0U, 1U, 255U, 256U, 257U, 1000U}) {
    Bytes seen(length);
    for (int round = 0; round < 40; ++round) {  // a byte that stays zero 40 times was not filled
      Bytes bytes(length);
      fill_random(bytes);
      for (size_t i = 0; i < length; ++i) seen[i] |= bytes[i];
    }
    EXPECT_EQ(std::ranges::count(seen, Byte{0}), 0) << length;
  }
}

TEST(Random, NeverGivesTheSameTwice) {
  std::set<ArchiveId> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_value<ArchiveId>());
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_EQ(random_secret(20).size(), 20U);
}

TEST(Random, AboutHalfOfTheBitsAreSet) {
  Bytes bytes(100'000);
  fill_random(bytes);
  int ones = 0;
  for (const Byte b : bytes) ones += std::popcount(b);
  EXPECT_NEAR(ones, 400'000, 4'000);
}

TEST(Random, AForkedChildGetsItsOwn) {
  random_secret(1);  // so that the generator has a state to inherit
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  auto id = random_value<ArchiveId>();
  if (child == 0) ::_exit(::write(ends[1], id.bytes.data(), id.bytes.size()) == 16 ? 0 : 1);
  ArchiveId of_child;
  EXPECT_EQ(::read(ends[0], of_child.bytes.data(), of_child.bytes.size()), 16);
  ::waitpid(child, nullptr, 0);
  EXPECT_NE(id, of_child);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace muniment::crypto
