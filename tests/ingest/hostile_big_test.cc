// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "ingest/registry.h"
#include "tests/ingest/generated_source.h"

namespace muniment::ingest {
namespace {

TEST(HostileBig, TenMillionSendersTakeNoMemory) {
  constexpr size_t kSenders = 10'000'000;
  const auto format = find_format("whatsapp-txt");
  ASSERT_TRUE(format);
  const MemoryGrowth growth;
  const auto got = tally(**format, generated("20/03/2026, 10:10 - Ana: x\n", kSenders, [](size_t i) {
    return "20/03/2026, 10:10 - Sender " + std::to_string(i) + ": hello\n";
  }));
  ASSERT_FALSE(got.error) << one_line(*got.error);
  EXPECT_EQ(got.records, kSenders + 1);
  EXPECT_TRUE(got.adds_up());
  EXPECT_LT(growth.mib(), 64U);
}

}  // namespace
}  // namespace muniment::ingest
