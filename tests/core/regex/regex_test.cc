// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/regex/regex.h"

#include <gtest/gtest.h>

#include <string>

namespace muniment::regex {
namespace {

TEST(Regex, StandsForAWholeText) {
  const auto invoice = Regex::compile("inv(oice)?s?").value();
  EXPECT_TRUE(invoice.matches_whole("Invoices"));
  EXPECT_FALSE(invoice.matches_whole("invoiced"));
  EXPECT_FALSE(invoice.matches_whole("an invoice"));
  const auto any = Regex::compile("a.b").value();
  EXPECT_TRUE(any.matches_whole("a東b"));
  EXPECT_TRUE(Regex::compile("straße|\\p{Cyrillic}+").value().matches_whole("книга"));
}

TEST(Regex, SaysWhatIsWrong) {
  for (const char* broken : {"(", "a**", "[z-a]", "(?=a)", "\\1", "a{2000}", "\xFF"}) {
    const auto compiled = Regex::compile(broken);
    ASSERT_FALSE(compiled.has_value()) << broken;
    EXPECT_EQ(compiled.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(compiled.error().why.empty());
  }
}

// Backtracking would take longer than the age of the universe.
TEST(Regex, TakesLinearTime) {
  const auto hostile = Regex::compile("(a*)*(a|aa)*b").value();
  EXPECT_FALSE(hostile.matches_whole(std::string(100'000, 'a')));
  EXPECT_FALSE(Regex::compile("((a{100}){100}){100}").has_value());
}

}  // namespace
}  // namespace muniment::regex
