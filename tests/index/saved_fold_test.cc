// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/saved_fold.h"

#include <gtest/gtest.h>

namespace muniment::index {
namespace {

SavedSearch search_of(const std::string& name, const std::string& query) {
  SavedSearch saved;
  saved.name = name;
  saved.query = query;
  return saved;
}

SavedSearchRun run_of(const std::string& name, uint64_t total) {
  SavedSearchRun run;
  run.name = name;
  run.total = total;
  return run;
}

// What waits in two spools is taken into the log in any order.
TEST(SavedFold, ARunMayComeBeforeItsSearch) {
  SavedFold fold;
  ASSERT_TRUE(fold.apply(to_record(run_of("a", 7), 5)).has_value());
  EXPECT_TRUE(fold.all().empty());
  ASSERT_TRUE(fold.apply(to_record(search_of("a", "invoice"), 5)).has_value());
  ASSERT_TRUE(fold.all().at("a").last);
  EXPECT_EQ(fold.all().at("a").last->run.total, 7U);
}

TEST(SavedFold, TheNewestRunCountsWhateverTheOrder) {
  SavedFold fold;
  ASSERT_TRUE(fold.apply(to_record(search_of("a", "invoice"), 1)).has_value());
  ASSERT_TRUE(fold.apply(to_record(run_of("a", 2), 20)).has_value());
  ASSERT_TRUE(fold.apply(to_record(run_of("a", 1), 10)).has_value());
  EXPECT_EQ(fold.all().at("a").last->run.total, 2U);
}

}  // namespace
}  // namespace muniment::index
