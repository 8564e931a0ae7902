// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/secret.h"

#include <utility>

#include <gtest/gtest.h>

namespace muniment {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>, "so that a growing vector moves and leaves no copies");

TEST(SecretBytes, WipingLeavesZeros) {
  Bytes bytes = to_bytes("secret");
  wipe(bytes);
  EXPECT_EQ(bytes, Bytes(6));
  wipe({});
}

TEST(SecretBytes, MovingLeavesTheOldOneEmpty) {
  SecretBytes first("secret");
  SecretBytes second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the rule
  first = std::move(second);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(as_text(first.view()), "secret");
}

TEST(SecretBytes, ACloneIsACopyOfItsOwn) {
  SecretBytes first("secret");
  const SecretBytes second = first.clone();
  first.writable()[0] = 'S';
  EXPECT_EQ(as_text(second.view()), "secret");
}

}  // namespace
}  // namespace muniment
