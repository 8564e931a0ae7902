// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muniment {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return make_error(ErrorCode::invalid_argument, "odd");
  return number / 2;
}
Result<int> quarter(int number) {
  MUNIMENT_TRY(const int once, half(number));
  MUNIMENT_TRY(const int twice, half(once));
  return twice;
}
Result<void> must_be_even(int number) {
  MUNIMENT_TRY_VOID(half(number));
  return {};
}
Result<std::map<int, int>> pair_of(int a, int b) { return std::map<int, int>{{a, b}}; }

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_EQ(half(4).value(), 2);
  EXPECT_EQ(half(3).error().message, "odd");
  EXPECT_EQ(half(3).value_or(7), 7);
  EXPECT_TRUE(must_be_even(2).has_value());
}

TEST(Result, TryTakesTheValueOrReturnsTheError) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(must_be_even(1));
}

TEST(Result, TryTakesAnExpressionWithCommas) {
  const auto sum = []() -> Result<int> {
    MUNIMENT_TRY(const auto pairs, pair_of(1, 2));
    return pairs.at(1);
  };
  EXPECT_EQ(sum().value(), 2);
}

TEST(Result, ATryMayMoveWhatCannotBeCopied) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };
  const auto pass = [&]() -> Result<std::unique_ptr<int>> {
    MUNIMENT_TRY(auto number, make());
    return number;
  };
  EXPECT_EQ(*pass().value(), 5);
}

TEST(Result, WalkingOverATemporaryOneIsSafe) {
  const auto words = []() -> Result<std::vector<std::string>> {
    return std::vector<std::string>{"a long enough word", "another"};
  };
  size_t letters = 0;
  for (const std::string& word : words().value()) letters += word.size();
  EXPECT_EQ(letters, 25U);
}

TEST(ResultDeathTest, TakingWhatIsNotThereIsABug) {
  EXPECT_DEATH(half(3).value(), "checked before its value is taken");
  EXPECT_DEATH(half(4).error(), "asked only of a failed Result");
}

}  // namespace
}  // namespace muniment
